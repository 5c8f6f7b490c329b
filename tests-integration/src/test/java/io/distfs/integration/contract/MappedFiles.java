package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.Mapping;
import io.distfs.integration.syscall.Time;

/** mmap(2), and O_DIRECT beside the page cache. */
final class MappedFiles extends Subject {
  private static final int PAGE = 4096;
  private static final int BOTH = PROT_READ | PROT_WRITE;

  @Claim
  void aMappingShowsTheContent() {
    int fd = makeOpen("f", "content");
    try (Mapping map = Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 0)) {
      same("content", map.text(0, 7));
    }
  }

  @Claim
  void behindTheEndOfTheLastPageAreZeros() {
    int fd = makeOpen("f", "abc");
    try (Mapping map = Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 0)) {
      same("abc\0\0\0", map.text(0, 6));
    }
  }

  @Claim
  void whatIsStoredInASharedMappingIsRead() {
    int fd = makeOpen("f", "content");
    try (Mapping map = Mapping.mmap(fd, PAGE, BOTH, MAP_SHARED, 0)) {
      map.put(0, "CON");
      same("CONtent", text("f"));
      map.msync(MS_SYNC);
    }
    same("CONtent", text("f"));
  }

  @Claim
  void whatIsWrittenIsSeenInAMapping() {
    int fd = makeOpen("f", "content");
    try (Mapping map = Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 0)) {
      same("content", map.text(0, 7));
      pwrite(fd, "TENT", 3);
      same("conTENT", map.text(0, 7));
    }
  }

  @Claim
  void aPrivateMappingKeepsItsStoresToItself() {
    int fd = makeOpen("f", "content");
    try (Mapping map = Mapping.mmap(fd, PAGE, BOTH, MAP_PRIVATE, 0)) {
      map.put(0, "CON");
      same("CONtent", map.text(0, 7));
      same("content", text("f"));
    }
  }

  @Claim
  void aPrivateMappingNeedsNoWriteDescriptor() {
    make("f", "content");
    int fd = open("f", O_RDONLY);
    try (Mapping map = Mapping.mmap(fd, PAGE, BOTH, MAP_PRIVATE, 0)) {
      map.put(0, "X");
      same("Xontent", map.text(0, 7));
    }
  }

  @Claim
  void aSharedWritableMappingNeedsAReadWriteDescriptor() {
    make("f", "content");
    fails(EACCES, () -> Mapping.mmap(open("f", O_RDONLY), PAGE, BOTH, MAP_SHARED, 0));
    fails(EACCES, () -> Mapping.mmap(open("f", O_WRONLY), PAGE, PROT_READ, MAP_SHARED, 0));
  }

  @Claim
  void aMappingOutlivesItsDescriptorAndItsName() {
    int fd = makeOpen("f", "content");
    try (Mapping map = Mapping.mmap(fd, PAGE, BOTH, MAP_SHARED, 0)) {
      close(fd);
      unlink("f");
      same("content", map.text(0, 7));
      map.put(0, "X");
      same("Xontent", map.text(0, 7));
    }
  }

  @Claim
  void twoMappingsShareTheirPages() {
    int fd = makeOpen("f", "content");
    int other = open("f", O_RDWR);
    try (Mapping one = Mapping.mmap(fd, PAGE, BOTH, MAP_SHARED, 0);
        Mapping two = Mapping.mmap(other, PAGE, BOTH, MAP_SHARED, 0)) {
      one.put(2, "XY");
      same("coXYent", two.text(0, 7));
    }
  }

  @Claim
  void storesInAHoleFillIt() {
    int fd = makeOpen("f", "");
    ftruncate(fd, 100_000);
    try (Mapping map = Mapping.mmap(fd, 100_000, BOTH, MAP_SHARED, 0)) {
      map.put(50_000, "island");
      map.msync(MS_SYNC);
    }
    same("\0island\0", preadText(fd, 8, 49_999));
    same(100_000, fstat(fd).size());
  }

  @Claim
  void aMappingFromAPageOnShowsThatPart() {
    int fd = makeOpen("f", "");
    write(fd, bytes(3 * PAGE));
    pwrite(fd, "second", PAGE);
    try (Mapping map = Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, PAGE)) {
      same("second", map.text(0, 6));
    }
    fails(EINVAL, () -> Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 100));
  }

  @Claim
  void pagesBehindTheEndFault() {
    int fd = makeOpen("f", "content");
    var pipe = pipe();
    try (Mapping map = Mapping.mmap(fd, 2 * PAGE, PROT_READ, MAP_SHARED, 0)) {
      same(1, writeFrom(pipe.get(1), map.address() + 100, 1));
      fails(EFAULT, () -> writeFrom(pipe.get(1), map.address() + PAGE, 1));
    }
  }

  @Claim
  void pagesCutOffByTruncateFault() {
    int fd = makeOpen("f", "");
    write(fd, bytes(2 * PAGE));
    var pipe = pipe();
    try (Mapping map = Mapping.mmap(fd, 2 * PAGE, PROT_READ, MAP_SHARED, 0)) {
      same(1, writeFrom(pipe.get(1), map.address() + PAGE, 1));
      ftruncate(fd, PAGE);
      fails(EFAULT, () -> writeFrom(pipe.get(1), map.address() + PAGE, 1));
      ftruncate(fd, 2 * PAGE);
      same("\0\0\0", map.text(PAGE, 3));
    }
  }

  @Claim
  void aStoreChangesMtimeByTheTimeOfMsync() {
    int fd = makeOpen("f", "content");
    utimens("f", new Time(1000, 0), new Time(1000, 0));
    try (Mapping map = Mapping.mmap(fd, PAGE, BOTH, MAP_SHARED, 0)) {
      map.put(0, "X");
      map.msync(MS_SYNC);
    }
    holds(stat("f").mtime().seconds() > 1000, "mtime changed");
  }

  @Claim
  void foldersAndPipesCanNotBeMapped() {
    fails(ENODEV, () -> Mapping.mmap(open(".", O_RDONLY), PAGE, PROT_READ, MAP_SHARED, 0));
  }

  @Claim
  void directReadsSeeBufferedWrites() {
    int fd = makeOpen("f", "");
    byte[] content = bytes(16 * PAGE);
    write(fd, content);
    int direct = open("f", O_RDONLY | O_DIRECT);
    same(content, preadAligned(direct, content.length, 0));
  }

  @Claim
  void bufferedReadsSeeDirectWrites() {
    int fd = makeOpen("f", "");
    write(fd, bytes(4 * PAGE));
    pread(fd, 4 * PAGE, 0);
    int direct = open("f", O_RDWR | O_DIRECT);
    byte[] page = bytes(PAGE);
    same(PAGE, pwriteAligned(direct, page, PAGE, 0));
    same(page, pread(fd, PAGE, PAGE));
  }

  @Claim
  void directWritesGrowTheFile() {
    int direct = open("f", O_CREAT | O_RDWR | O_DIRECT, 0644);
    byte[] content = bytes(4 * PAGE);
    same(content.length, pwriteAligned(direct, content, PAGE, 0));
    same(5 * PAGE, fstat(direct).size());
    same(content, preadAligned(direct, content.length, PAGE));
  }

  @Claim
  void directReadsStopAtTheEnd() {
    int fd = makeOpen("f", "");
    write(fd, bytes(PAGE + 100));
    fsync(fd);
    int direct = open("f", O_RDONLY | O_DIRECT);
    same(100, preadAligned(direct, PAGE, PAGE).length);
    same(0, preadAligned(direct, PAGE, 2 * PAGE).length);
  }

  @Claim
  void aMappingSeesDirectWrites() {
    int fd = makeOpen("f", "");
    write(fd, bytes(PAGE));
    try (Mapping map = Mapping.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 0)) {
      map.text(0, 8);
      byte[] page = new byte[PAGE];
      page[0] = 'D';
      pwriteAligned(open("f", O_RDWR | O_DIRECT), page, 0, 0);
      same("D\0", map.text(0, 2));
    }
  }
}
