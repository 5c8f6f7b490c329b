package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

/** read(2), write(2) and their relatives, lseek(2). */
final class ReadingAndWriting extends Subject {
  @Claim
  void whatWasWrittenIsRead() {
    int fd = makeOpen("f", "");
    same(5, write(fd, "hello"));
    lseek(fd, 0, SEEK_SET);
    same("hello", readText(fd, 100));
  }

  @Claim
  void readAtTheEndIsNothing() {
    int fd = makeOpen("f", "abc");
    same("", preadText(fd, 10, 3));
    same("", preadText(fd, 10, 1000));
  }

  @Claim
  void readStopsAtTheEnd() {
    int fd = makeOpen("f", "abc");
    same("bc", preadText(fd, 10, 1));
  }

  @Claim
  void writeMovesTheOffset() {
    int fd = makeOpen("f", "");
    write(fd, "abc");
    same(3, lseek(fd, 0, SEEK_CUR));
  }

  @Claim
  void preadAndPwriteLeaveTheOffset() {
    int fd = makeOpen("f", "abcdef");
    lseek(fd, 2, SEEK_SET);
    preadText(fd, 3, 0);
    pwrite(fd, "XYZ", 10);
    same(2, lseek(fd, 0, SEEK_CUR));
  }

  @Claim
  void overwritingKeepsWhatIsAround() {
    int fd = makeOpen("f", "abcdefgh");
    pwrite(fd, "XY", 3);
    same("abcXYfgh", text("f"));
    same(8, fstat(fd).size());
  }

  @Claim
  void writingBeyondTheEndLeavesZeros() {
    int fd = makeOpen("f", "ab");
    pwrite(fd, "c", 5);
    same("ab\0\0\0c", text("f"));
  }

  @Claim
  void writeOfNothingIsZeroAndChangesNothing() {
    int fd = makeOpen("f", "ab");
    same(0, write(fd, ""));
    same(0, pwrite(fd, "", 100));
    same(2, fstat(fd).size());
  }

  @Claim
  void readOfNothingIsZero() {
    same("", readText(makeOpen("f", "ab"), 0));
  }

  @Claim
  void negativeOffsetsAreEinval() {
    int fd = makeOpen("f", "ab");
    fails(EINVAL, () -> pread(fd, 1, -1));
    fails(EINVAL, () -> pwrite(fd, "x", -1));
    fails(EINVAL, () -> lseek(fd, -1, SEEK_SET));
    fails(EINVAL, () -> lseek(fd, -3, SEEK_END));
    fails(EINVAL, () -> lseek(fd, 0, 99));
  }

  @Claim
  void lseekPastTheEndMakesNothing() {
    int fd = makeOpen("f", "ab");
    same(1000, lseek(fd, 1000, SEEK_SET));
    same(2, fstat(fd).size());
    same("", readText(fd, 1));
  }

  @Claim
  void lseekEndCountsFromTheSize() {
    int fd = makeOpen("f", "abcdef");
    same(4, lseek(fd, -2, SEEK_END));
    same("ef", readText(fd, 10));
    same(10, lseek(fd, 4, SEEK_END));
  }

  @Claim
  void lseekEndSeesWhatAnotherDescriptorWrote() {
    int fd = makeOpen("f", "abc");
    write(open("f", O_WRONLY | O_APPEND), "def");
    same(6, lseek(fd, 0, SEEK_END));
  }

  @Claim
  void lseekOnAPipeIsEspipe() {
    fails(ESPIPE, () -> lseek(pipe().getFirst(), 0, SEEK_CUR));
    mkfifo("p");
    int fd = open("p", O_RDWR);
    fails(ESPIPE, () -> lseek(fd, 0, SEEK_CUR));
    fails(ESPIPE, () -> pread(fd, 1, 0));
  }

  @Claim
  void writevWritesTheParts() {
    int fd = makeOpen("f", "");
    same(6, writev(fd, "ab", "", "cdef"));
    same("abcdef", text("f"));
  }

  @Claim
  void readvFillsTheParts() {
    int fd = makeOpen("f", "abcdef");
    same("abcde", readv(fd, 2, 3));
    same("f", readv(fd, 2, 3));
  }

  @Claim
  void readvOfNegativeCountIsEinval() {
    int fd = makeOpen("f", "abcdef");
    fails(EINVAL, () -> readv(fd, 2, -3));
  }

  @Claim
  void aBadBufferIsEfault() {
    int fd = makeOpen("f", "abcdef");
    fails(EFAULT, () -> writeFrom(fd, 8, 4));
    fails(EFAULT, () -> readInto(fd, 8, 4));
    same("abcdef", text("f"));
  }

  @Claim
  void largeContentComesBack() {
    byte[] content = bytes(3_000_001);
    int fd = makeOpen("f", "");
    same(content.length, write(fd, content));
    same(content, pread(fd, content.length + 10, 0));
    same(content.length, fstat(fd).size());
  }

  @Claim
  void oddPiecesMakeTheWhole() {
    byte[] content = bytes(200_000);
    int fd = makeOpen("f", "");
    int at = 0;
    for (int size = 1; at < content.length; size = size * 3 + 1) {
      int end = Math.min(content.length, at + Math.min(size, 70_001));
      pwrite(fd, java.util.Arrays.copyOfRange(content, at, end), at);
      at = end;
    }
    same(content, pread(fd, content.length, 0));
  }

  @Claim
  void piecesWrittenBackwardsMakeTheWhole() {
    byte[] content = bytes(300_000);
    int fd = makeOpen("f", "");
    int piece = 30_000;
    for (int at = content.length - piece; at >= 0; at -= piece) {
      pwrite(fd, java.util.Arrays.copyOfRange(content, at, at + piece), at);
    }
    same(content, pread(fd, content.length, 0));
  }

  @Claim
  void anotherDescriptorReadsWhatWasJustWritten() {
    int writer = makeOpen("f", "");
    int reader = open("f", O_RDONLY);
    for (int i = 0; i < 20; i++) {
      pwrite(writer, "piece" + i % 10, i * 6L);
      same("piece" + i % 10, preadText(reader, 100, i * 6L));
    }
  }

  @Claim
  void contentOutlivesCloseAndOpen() {
    byte[] content = bytes(150_000);
    int fd = makeOpen("f", "");
    write(fd, content);
    close(fd);
    same(content, pread(open("f", O_RDONLY), 200_000, 0));
  }

  @Claim
  void sendfileCopiesFromAnOffset() {
    int from = makeOpen("f", "abcdef");
    int to = makeOpen("g", "");
    same(4, sendfile(to, from, 2, 100));
    same("cdef", text("g"));
    same(0, lseek(from, 0, SEEK_CUR));
  }

  @Claim
  void sendfileToAPipe() {
    int from = makeOpen("f", "abcdef");
    var pipe = pipe();
    same(6, sendfile(pipe.get(1), from, 0, 100));
    same("abcdef", readText(pipe.get(0), 100));
  }

  @Claim
  void adviceChangesNothing() {
    int fd = makeOpen("f", "abcdef");
    fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    fadvise(fd, 0, 100, POSIX_FADV_WILLNEED);
    fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    same("abcdef", text("f"));
    fails(EINVAL, () -> fadvise(fd, 0, 0, 77));
    fails(ESPIPE, () -> fadvise(pipe().getFirst(), 0, 0, POSIX_FADV_NORMAL));
  }

  @Claim
  void fionreadTellsWhatIsLeft() {
    int fd = makeOpen("f", "abcdef");
    lseek(fd, 2, SEEK_SET);
    same(4, bytesLeft(fd));
  }

  @Claim
  void anUnknownIoctlIsEnotty() {
    int fd = makeOpen("f", "");
    fails(ENOTTY, () -> ioctl(fd, 0x5401, 0));
  }
}
