package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;

/** truncate(2) and ftruncate(2). */
final class Truncating extends Subject {
  @Claim
  void shrinkingCutsTheContent() {
    make("f", "abcdef");
    truncate("f", 3);
    same("abc", text("f"));
    same(3, stat("f").size());
  }

  @Claim
  void growingAddsZeros() {
    make("f", "abc");
    truncate("f", 6);
    same("abc\0\0\0", text("f"));
  }

  @Claim
  void cutBytesDoNotComeBack() {
    int fd = makeOpen("f", "abcdef");
    ftruncate(fd, 2);
    ftruncate(fd, 6);
    same("ab\0\0\0\0", text("f"));
  }

  @Claim
  void cutBytesOfALargeFileDoNotComeBack() {
    int fd = makeOpen("f", "");
    write(fd, bytes(300_000));
    ftruncate(fd, 100_001);
    ftruncate(fd, 300_000);
    same(new byte[199_999], pread(fd, 300_000, 100_001));
    same(java.util.Arrays.copyOf(bytes(300_000), 100_001), pread(fd, 100_001, 0));
  }

  @Claim
  void aWriteBeyondAShrunkEndLeavesZeros() {
    int fd = makeOpen("f", "abcdef");
    ftruncate(fd, 1);
    pwrite(fd, "z", 5);
    same("a\0\0\0\0z", text("f"));
  }

  @Claim
  void toZeroEmpties() {
    make("f", "abcdef");
    truncate("f", 0);
    same("", text("f"));
    same(0, stat("f").blocks());
  }

  @Claim
  void theOffsetStays() {
    int fd = makeOpen("f", "abcdef");
    lseek(fd, 5, SEEK_SET);
    ftruncate(fd, 1);
    same(5, lseek(fd, 0, SEEK_CUR));
  }

  @Claim
  void toTheSameSizeKeepsTheContent() {
    make("f", "abcdef");
    truncate("f", 6);
    same("abcdef", text("f"));
  }

  @Claim
  void aNegativeSizeIsEinval() {
    int fd = makeOpen("f", "");
    fails(EINVAL, () -> truncate("f", -1));
    fails(EINVAL, () -> ftruncate(fd, -1));
  }

  @Claim
  void aFolderIsEisdir() {
    mkdir("d", 0755);
    fails(EISDIR, () -> truncate("d", 0));
  }

  @Claim
  void aFolderDescriptorIsEinval() {
    int fd = open(".", O_RDONLY);
    fails(EINVAL, () -> ftruncate(fd, 0));
  }

  @Claim
  void aFifoIsEinval() {
    mkfifo("p");
    fails(EINVAL, () -> truncate("p", 0));
  }

  @Claim
  void missingNamesAndFilesOnTheWay() {
    make("f");
    fails(ENOENT, () -> truncate("g", 0));
    fails(ENOTDIR, () -> truncate("f/g", 0));
  }

  @Claim
  void withoutWritePermissionIsEacces() {
    make("f", "abc");
    User.ALICE.act(() -> fails(EACCES, () -> truncate("f", 0)));
  }

  @Claim
  void aSymlinkIsFollowed() {
    make("f", "abc");
    symlink("f", "s");
    truncate("s", 1);
    same("a", text("f"));
  }

  @Claim
  void aDescriptorStillMayAfterThePermissionIsGone() {
    chmod(".", 0777);
    User.ALICE.act(
        () -> {
          int fd = makeOpen("f", "abc");
          fchmod(fd, 0);
          ftruncate(fd, 1);
          same(1, fstat(fd).size());
        });
  }

  @Claim
  void otherDescriptorsSeeTheNewEnd() {
    int fd = makeOpen("f", "abcdef");
    int reader = open("f", O_RDONLY);
    same("abcdef", preadText(reader, 10, 0));
    ftruncate(fd, 3);
    same("abc", preadText(reader, 10, 0));
    same("", preadText(reader, 10, 4));
  }

  @Claim
  void aMissingPrefixIsEnoent() {
    fails(ENOENT, () -> truncate("d/f", 0));
  }
}
