package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.FailedCall;

/** Limits: large offsets, file sizes, statfs(2), and the sync family. */
final class WholeFilesystem extends Subject {
  private static final long TIB = 1L << 40;

  @Claim
  void aByteAtFourTebibytesIsRead() {
    int fd = makeOpen("f", "");
    pwrite(fd, "far", 4 * TIB);
    same("far", preadText(fd, 10, 4 * TIB));
    same(4 * TIB + 3, fstat(fd).size());
    ftruncate(fd, 0);
  }

  @Claim
  void offsetsAround2And4GibAreExact() {
    int fd = makeOpen("f", "");
    for (long at : new long[] {(1L << 31) - 2, (1L << 32) - 2, (1L << 33) + 1}) {
      pwrite(fd, "edge", at);
      same("edge", preadText(fd, 4, at));
      same(at + 4, fstat(fd).size());
    }
    ftruncate(fd, 0);
  }

  @Claim
  void writingAcrossTheEndOfAllOffsetsIsRefused() {
    int fd = makeOpen("f", "");
    failsWith(EFBIG, EINVAL, () -> pwrite(fd, "xy", Long.MAX_VALUE));
    same(0, fstat(fd).size());
  }

  @Claim
  void theLastByteThereCanBeIsEitherWrittenOrEfbig() {
    int fd = makeOpen("f", "");
    try {
      same(1, pwrite(fd, "x", Long.MAX_VALUE - 1));
    } catch (FailedCall e) {
      same(EFBIG.number(), e.errno());
      return;
    }
    same("x", preadText(fd, 1, Long.MAX_VALUE - 1));
    same(Long.MAX_VALUE, fstat(fd).size());
    ftruncate(fd, 0);
  }

  @Claim
  void truncatingToTheLargestSizeIsEitherDoneOrEfbig() {
    make("f");
    try {
      truncate("f", Long.MAX_VALUE);
    } catch (FailedCall e) {
      same(EFBIG.number(), e.errno());
      return;
    }
    same(Long.MAX_VALUE, stat("f").size());
    truncate("f", 0);
  }

  @Claim
  void readingFarBeyondTheEndIsNothing() {
    int fd = makeOpen("f", "abc");
    same("", preadText(fd, 10, 1L << 50));
    same("", preadText(fd, 10, Long.MAX_VALUE - 10));
  }

  @Claim
  void statfsTellsWhatAddsUp() {
    var fs = statfs(".");
    holds(fs.bsize() > 0 && fs.frsize() > 0, "block sizes");
    holds(fs.blocks() > 0, "blocks");
    holds(fs.bfree() <= fs.blocks() && fs.bavail() <= fs.bfree(), "free blocks");
    holds(fs.files() > 0 && fs.ffree() <= fs.files(), "files");
    same(255, fs.namelen());
  }

  @Claim
  void fstatfsIsTheSame() {
    int fd = makeOpen("f", "");
    same(statfs(".").blocks(), fstatfs(fd).blocks());
    same(statfs("f").bsize(), fstatfs(fd).bsize());
    same(statfs(".").type(), fstatfs(fd).type());
  }

  @Claim
  void statfsOfAMissingNameIsEnoent() {
    fails(ENOENT, () -> statfs("f"));
  }

  @Claim
  void fsyncFdatasyncAndSyncfsSucceed() {
    int fd = makeOpen("f", "text");
    fsync(fd);
    fdatasync(fd);
    syncfs(fd);
    fsync(open("f", O_RDONLY));
    fsync(open(".", O_RDONLY));
    fdatasync(open(".", O_RDONLY));
  }

  @Claim
  void fsyncOfPipesAndClosedDescriptors() {
    fails(EINVAL, () -> fsync(pipe().getFirst()));
    fails(EBADF, () -> fsync(-1));
  }

  @Claim
  void everyFileHasANumberOfItsOwn() {
    java.util.Set<Long> numbers = new java.util.HashSet<>();
    for (int i = 0; i < 30; i++) {
      make("f" + i);
      numbers.add(stat("f" + i).ino());
    }
    same(30, numbers.size());
  }

  @Claim
  void allFilesAreOnOneDevice() {
    make("f");
    mkdir("d", 0755);
    same(stat(".").devMinor(), stat("f").devMinor());
    same(stat(".").devMinor(), stat("d").devMinor());
  }

  @Claim
  void theBlockSizeOfStatIsAPowerOfTwo() {
    make("f");
    int size = stat("f").blksize();
    holds(size >= 512 && Integer.bitCount(size) == 1, "st_blksize " + size);
  }

  @Claim
  void copyFileRangeCopies() {
    int from = makeOpen("f", "0123456789");
    int to = makeOpen("g", "abcdefghij");
    same(4, copyFileRange(from, 2, to, 5, 4));
    same("abcde2345j", text("g"));
    same(0, lseek(from, 0, SEEK_CUR));
  }

  @Claim
  void copyFileRangeMovesTheOffsetsWithoutGivenOnes() {
    int from = makeOpen("f", "0123456789");
    int to = makeOpen("g", "");
    lseek(from, 3, SEEK_SET);
    same(7, copyFileRange(from, to, 100));
    same("3456789", text("g"));
    same(10, lseek(from, 0, SEEK_CUR));
    same(7, lseek(to, 0, SEEK_CUR));
    same(0, copyFileRange(from, to, 100));
  }

  @Claim
  void copyFileRangeWithinOneFile() {
    int fd = makeOpen("f", "0123456789");
    same(3, copyFileRange(fd, 0, fd, 7, 3));
    same("0123456012", text("f"));
    fails(EINVAL, () -> copyFileRange(fd, 0, fd, 2, 5));
  }

  @Claim
  void copyFileRangeGrowsTheTarget() {
    byte[] content = bytes(300_000);
    int from = makeOpen("f", "");
    write(from, content);
    int to = makeOpen("g", "");
    long copied = 0;
    while (copied < content.length) {
      copied += copyFileRange(from, copied, to, copied + 10_000, content.length - copied);
    }
    same(310_000, fstat(to).size());
    same(content, pread(to, 400_000, 10_000));
  }

  @Claim
  void copyFileRangeChecksItsDescriptors() {
    int fd = makeOpen("f", "0123456789");
    make("g");
    fails(EBADF, () -> copyFileRange(fd, 0, open("g", O_RDONLY), 0, 5));
    fails(EBADF, () -> copyFileRange(open("g", O_WRONLY), 0, fd, 0, 5));
    fails(EBADF, () -> copyFileRange(fd, 0, open("g", O_WRONLY | O_APPEND), 0, 5));
    fails(EISDIR, () -> copyFileRange(open(".", O_RDONLY), 0, fd, 0, 5));
    fails(EINVAL, () -> copyFileRange(pipe().getFirst(), fd, 5));
  }

  @Claim
  void aChainOfManyCallsAgreesWithWhatWasDone() {
    int fd = makeOpen("f", "");
    StringBuilder model = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      String piece = "piece " + i + ";";
      pwrite(fd, piece, model.length());
      model.append(piece);
      if (i % 7 == 6) {
        model.setLength(model.length() / 2);
        ftruncate(fd, model.length());
      }
    }
    same(model.toString(), text("f"));
  }
}
