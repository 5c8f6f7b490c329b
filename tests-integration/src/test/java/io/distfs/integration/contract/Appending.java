package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

/** O_APPEND. */
final class Appending extends Subject {
  @Claim
  void appendWritesAtTheEnd() {
    make("f", "abc");
    int fd = open("f", O_WRONLY | O_APPEND);
    write(fd, "def");
    same("abcdef", text("f"));
  }

  @Claim
  void appendIgnoresTheOffset() {
    make("f", "abc");
    int fd = open("f", O_RDWR | O_APPEND);
    lseek(fd, 0, SEEK_SET);
    write(fd, "def");
    same("abcdef", text("f"));
    same(6, lseek(fd, 0, SEEK_CUR));
  }

  @Claim
  void appendReadsAtItsOffset() {
    make("f", "abc");
    int fd = open("f", O_RDWR | O_APPEND);
    same("ab", readText(fd, 2));
  }

  @Claim
  void pwriteOnAnAppendingDescriptorAppends() {
    // The bug of Linux its man page owns up to.
    make("f", "abc");
    int fd = open("f", O_RDWR | O_APPEND);
    pwrite(fd, "X", 0);
    same("abcX", text("f"));
  }

  @Claim
  void twoAppendersLoseNothing() {
    make("f");
    int one = open("f", O_WRONLY | O_APPEND);
    int other = open("f", O_WRONLY | O_APPEND);
    for (int i = 0; i < 20; i++) {
      write(one, "a");
      write(other, "b");
    }
    same("ab".repeat(20), text("f"));
  }

  @Claim
  void appendFollowsATruncate() {
    make("f", "abcdef");
    int fd = open("f", O_WRONLY | O_APPEND);
    truncate("f", 2);
    write(fd, "X");
    same("abX", text("f"));
  }

  @Claim
  void appendFollowsGrowth() {
    make("f", "abc");
    int fd = open("f", O_WRONLY | O_APPEND);
    truncate("f", 5);
    write(fd, "X");
    same("abc\0\0X", text("f"));
  }

  @Claim
  void appendAfterAWriteBeyondTheEnd() {
    int fd = makeOpen("f", "");
    int appender = open("f", O_WRONLY | O_APPEND);
    pwrite(fd, "x", 9);
    write(appender, "y");
    same(11, fstat(fd).size());
    same("xy", preadText(fd, 10, 9));
  }

  @Claim
  void writevAppendsAsOne() {
    make("f", "a");
    int fd = open("f", O_WRONLY | O_APPEND);
    same(4, writev(fd, "bc", "de"));
    same("abcde", text("f"));
  }

  @Claim
  void rwfAppendAppendsOnAnyDescriptor() {
    int fd = makeOpen("f", "abc");
    same(2, appendv(fd, "de"));
    same("abcde", text("f"));
  }

  @Claim
  void largeAppendsKeepTheirOrder() {
    make("f");
    int fd = open("f", O_RDWR | O_APPEND);
    byte[] piece = bytes(70_000);
    for (int i = 0; i < 5; i++) {
      same(piece.length, write(fd, piece));
    }
    same(350_000, fstat(fd).size());
    same(piece, pread(fd, 70_000, 280_000));
  }
}
