package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import java.util.Arrays;

/** Holes: st_blocks, SEEK_HOLE and SEEK_DATA, and fallocate(2). */
final class SparseFiles extends Subject {
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  @Claim
  void aHoleReadsAsZeros() {
    int fd = makeOpen("f", "");
    pwrite(fd, "end", 2 * MIB);
    same(new byte[1000], pread(fd, 1000, MIB));
    same(2 * MIB + 3, fstat(fd).size());
  }

  @Claim
  void aHoleTakesNoSpace() {
    int fd = makeOpen("f", "");
    ftruncate(fd, 64L * MIB);
    same(0, fstat(fd).blocks());
    pwrite(fd, "x", 32L * MIB);
    fsync(fd);
    holds(fstat(fd).blocks() * 512 < MIB, "blocks of what was written only");
  }

  @Claim
  void blocksCountWhatIsWritten() {
    int fd = makeOpen("f", "");
    write(fd, bytes(MIB));
    fsync(fd);
    holds(fstat(fd).blocks() * 512 >= MIB, "blocks of 1 MiB");
    ftruncate(fd, 0);
    same(0, fstat(fd).blocks());
  }

  @Claim
  void seekDataFindsWhatIsWritten() {
    int fd = makeOpen("f", "");
    pwrite(fd, bytes(PAGE), 4L * MIB);
    fsync(fd);
    long data = lseek(fd, 0, SEEK_DATA);
    holds(data > 0 && data <= 4L * MIB, "data begins after the hole: " + data);
    same(data, lseek(fd, 0, SEEK_CUR));
  }

  @Claim
  void seekHoleFindsTheHole() {
    int fd = makeOpen("f", "");
    pwrite(fd, bytes(MIB), 0);
    pwrite(fd, bytes(PAGE), 8L * MIB);
    fsync(fd);
    long hole = lseek(fd, 0, SEEK_HOLE);
    holds(hole >= MIB && hole < 8L * MIB, "the hole begins after the data: " + hole);
  }

  @Claim
  void theEndOfTheFileIsAHole() {
    int fd = makeOpen("f", "");
    write(fd, bytes(10_000));
    same(10_000, lseek(fd, 0, SEEK_HOLE));
    same(10_000, lseek(fd, 9_999, SEEK_HOLE));
  }

  @Claim
  void seekDataWithinDataStays() {
    int fd = makeOpen("f", "");
    write(fd, bytes(10_000));
    same(1234, lseek(fd, 1234, SEEK_DATA));
  }

  @Claim
  void seekingAtOrBeyondTheEndIsEnxio() {
    int fd = makeOpen("f", "abc");
    fails(ENXIO, () -> lseek(fd, 3, SEEK_DATA));
    fails(ENXIO, () -> lseek(fd, 3, SEEK_HOLE));
    fails(ENXIO, () -> lseek(fd, 100, SEEK_DATA));
    fails(ENXIO, () -> lseek(fd, -1, SEEK_DATA));
  }

  @Claim
  void noDataBehindIsEnxio() {
    int fd = makeOpen("f", "");
    write(fd, bytes(PAGE));
    ftruncate(fd, 8L * MIB);
    fsync(fd);
    fails(ENXIO, () -> lseek(fd, 4L * MIB, SEEK_DATA));
  }

  @Claim
  void aFileThatIsAllHole() {
    int fd = makeOpen("f", "");
    ftruncate(fd, MIB);
    same(0, lseek(fd, 0, SEEK_HOLE));
    fails(ENXIO, () -> lseek(fd, 0, SEEK_DATA));
  }

  @Claim
  void seekingSeesWhatIsNotYetFlushed() {
    int fd = makeOpen("f", "");
    ftruncate(fd, 16L * MIB);
    pwrite(fd, bytes(PAGE), 8L * MIB);
    long data = lseek(fd, 0, SEEK_DATA);
    holds(data > 0 && data <= 8L * MIB, "data begins after the hole: " + data);
  }

  @Claim
  void fallocateGrowsTheFileWithZeros() {
    int fd = makeOpen("f", "abc");
    fallocate(fd, 0, 0, 10_000);
    same(10_000, fstat(fd).size());
    same("abc\0\0", preadText(fd, 5, 0));
    same(new byte[9_997], pread(fd, 20_000, 3));
  }

  @Claim
  void fallocateReservesBlocks() {
    int fd = makeOpen("f", "");
    fallocate(fd, 0, 0, MIB);
    holds(fstat(fd).blocks() * 512 >= MIB, "blocks of 1 MiB");
  }

  @Claim
  void fallocateWithinTheFileChangesNoContent() {
    int fd = makeOpen("f", "abcdef");
    fallocate(fd, 0, 1, 3);
    same("abcdef", text("f"));
  }

  @Claim
  void keepSizeKeepsTheSize() {
    int fd = makeOpen("f", "abc");
    fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 100_000);
    same(3, fstat(fd).size());
    same("abc", text("f"));
  }

  @Claim
  void punchedRangesAreZeros() {
    int fd = makeOpen("f", "");
    byte[] content = bytes(100_000);
    write(fd, content);
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 10_001, 50_000);
    Arrays.fill(content, 10_001, 60_001, (byte) 0);
    same(content, pread(fd, 200_000, 0));
  }

  @Claim
  void punchingGivesSpaceBack() {
    int fd = makeOpen("f", "");
    write(fd, bytes(4 * MIB));
    fsync(fd);
    long before = fstat(fd).blocks();
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4L * MIB);
    fsync(fd);
    holds(fstat(fd).blocks() < before / 4, "fewer blocks than " + before);
    same(4 * MIB, fstat(fd).size());
  }

  @Claim
  void punchingBeyondTheEndKeepsTheSize() {
    int fd = makeOpen("f", "abcdef");
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 3, 1000);
    same("abc\0\0\0", text("f"));
  }

  @Claim
  void punchingWithoutKeepSizeIsEopnotsupp() {
    int fd = makeOpen("f", "abcdef");
    fails(EOPNOTSUPP, () -> fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 3));
  }

  @Claim
  void zeroRangeWritesZeros() {
    int fd = makeOpen("f", "");
    byte[] content = bytes(50_000);
    write(fd, content);
    fallocate(fd, FALLOC_FL_ZERO_RANGE, 5_000, 20_000);
    Arrays.fill(content, 5_000, 25_000, (byte) 0);
    same(content, pread(fd, 100_000, 0));
  }

  @Claim
  void zeroRangeGrowsUnlessToldNotTo() {
    int fd = makeOpen("f", "abcdef");
    fallocate(fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, 3, 100);
    same("abc\0\0\0", text("f"));
    fallocate(fd, FALLOC_FL_ZERO_RANGE, 3, 7);
    same(10, fstat(fd).size());
  }

  @Claim
  void badRangesAreEinval() {
    int fd = makeOpen("f", "abc");
    fails(EINVAL, () -> fallocate(fd, 0, 0, 0));
    fails(EINVAL, () -> fallocate(fd, 0, -1, 10));
    fails(EINVAL, () -> fallocate(fd, 0, 0, -1));
  }

  @Claim
  void rangesBeyondTheLargestFileAreEfbig() {
    int fd = makeOpen("f", "abc");
    fails(EFBIG, () -> fallocate(fd, 0, Long.MAX_VALUE - 10, 100));
  }

  @Claim
  void unknownModesAreEopnotsupp() {
    int fd = makeOpen("f", "abc");
    fails(EOPNOTSUPP, () -> fallocate(fd, 0x4000, 0, 10));
  }

  @Claim
  void fallocateOfPipesAndFolders() {
    fails(ESPIPE, () -> fallocate(pipe().get(1), 0, 0, 10));
    fails(EBADF, () -> fallocate(open(".", O_RDONLY), 0, 0, 10));
  }

  @Claim
  void aWriteIntoAPunchedHoleIsRead() {
    int fd = makeOpen("f", "");
    write(fd, bytes(100_000));
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 100_000);
    pwrite(fd, "island", 50_000);
    same("\0island\0", preadText(fd, 8, 49_999));
    same(new byte[49_994], pread(fd, 100_000, 50_006));
  }
}
