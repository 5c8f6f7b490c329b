package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;

/** symlink(2) and readlink(2), and following. */
final class Symlinks extends Subject {
  @Claim
  void readlinkTellsTheTargetAsGiven() {
    symlink("../some/where//else", "s");
    same("../some/where//else", readlink("s"));
  }

  @Claim
  void aSymlinkIsOfMode0777AndAsLongAsItsTarget() {
    symlink("target", "s");
    sameMode(S_IFLNK | 0777, lstat("s").mode());
    same(6, lstat("s").size());
    same(1, lstat("s").nlink());
  }

  @Claim
  void theUmaskDoesNotMatter() {
    umask(077);
    symlink("target", "s");
    sameMode(S_IFLNK | 0777, lstat("s").mode());
  }

  @Claim
  void theTargetMayBe4095BytesLong() {
    String target = "a/".repeat(2047) + "b";
    symlink(target, "s");
    same(4095, lstat("s").size());
    same(target, readlink("s"));
  }

  @Claim
  void aTargetOf4096BytesIsEnametoolong() {
    fails(ENAMETOOLONG, () -> symlink("a/".repeat(2048), "s"));
  }

  @Claim
  void targetsOfEveryShortLengthComeBack() {
    for (int length : new int[] {1, 59, 60, 61, 63, 64, 65, 255, 256, 1000}) {
      String target = "t".repeat(length);
      symlink(target, "s" + length);
      same(target, readlink("s" + length));
    }
  }

  @Claim
  void anEmptyTargetIsEnoent() {
    fails(ENOENT, () -> symlink("", "s"));
  }

  @Claim
  void oddBytesInTheTargetComeBack() {
    String target = "\u0001\n\u00ff\u00fe \\x\u0080";
    symlink(target, "s");
    same(target, readlink("s"));
  }

  @Claim
  void anExistingNameIsEexist() {
    make("f");
    symlink("f", "s");
    fails(EEXIST, () -> symlink("x", "f"));
    fails(EEXIST, () -> symlink("x", "s"));
    fails(EEXIST, () -> symlink("x", "."));
  }

  @Claim
  void missingFoldersAndFilesOnTheWay() {
    make("f");
    fails(ENOENT, () -> symlink("x", "d/s"));
    fails(ENOTDIR, () -> symlink("x", "f/s"));
    fails(ENOENT, () -> symlink("x", ""));
  }

  @Claim
  void readlinkOfSomethingElseIsEinval() {
    make("f");
    mkdir("d", 0755);
    fails(EINVAL, () -> readlink("f"));
    fails(EINVAL, () -> readlink("d"));
  }

  @Claim
  void readlinkCutsToTheBuffer() {
    symlink("target", "s");
    same("tar", readlinkat(AT_FDCWD, "s", 3));
    fails(EINVAL, () -> readlinkat(AT_FDCWD, "s", 0));
  }

  @Claim
  void aSymlinkToItselfIsEloop() {
    symlink("s", "s");
    fails(ELOOP, () -> stat("s"));
    fails(ELOOP, () -> open("s", O_RDONLY));
    fails(ELOOP, () -> open("s/f", O_RDONLY));
  }

  @Claim
  void twoThatPointAtEachOtherAreEloop() {
    symlink("t", "s");
    symlink("s", "t");
    fails(ELOOP, () -> stat("s"));
  }

  @Claim
  void fortyAreFollowedAndOneMoreIsEloop() {
    make("l0", "text");
    for (int i = 1; i <= 41; i++) {
      symlink("l" + (i - 1), "l" + i);
    }
    same("text", text("l40"));
    fails(ELOOP, () -> stat("l41"));
  }

  @Claim
  void aSlashAtTheEndFollows() {
    mkdir("d", 0755);
    symlink("d", "s");
    same(S_IFDIR, lstat("s/").type());
    make("f");
    symlink("f", "t");
    fails(ENOTDIR, () -> lstat("t/"));
  }

  @Claim
  void relativeTargetsStartAtTheSymlinksFolder() {
    mkdir("d", 0755);
    make("d/f", "in d");
    make("f", "outside");
    symlink("f", "d/s");
    same("in d", text("d/s"));
  }

  @Claim
  void absoluteTargetsStartAtTheRoot() {
    make("f", "text");
    symlink(getcwd() + "/f", "s");
    same("text", text("s"));
  }

  @Claim
  void itBelongsToItsMaker() {
    chmod(".", 0777);
    User.ALICE.act(() -> symlink("x", "s"));
    same(User.ALICE.uid(), lstat("s").uid());
    same(User.ALICE.gid(), lstat("s").gid());
  }

  @Claim
  void lchownChangesTheSymlinkAndChownItsTarget() {
    make("f");
    symlink("f", "s");
    lchown("s", 5, 6);
    same(5, lstat("s").uid());
    same(0, stat("f").uid());
    chown("s", 7, 8);
    same(5, lstat("s").uid());
    same(7, stat("f").uid());
  }

  @Claim
  void statFollowsAndLstatDoesNot() {
    make("f", "text");
    symlink("f", "s");
    same(stat("f").ino(), stat("s").ino());
    holds(lstat("s").ino() != stat("s").ino(), "two inodes");
  }

  @Claim
  void aTargetMadeLaterIsFollowed() {
    symlink("f", "s");
    fails(ENOENT, () -> stat("s"));
    make("f", "text");
    same("text", text("s"));
  }

  @Claim
  void withoutWritePermissionOnTheFolderIsEacces() {
    User.ALICE.act(() -> fails(EACCES, () -> symlink("x", "s")));
  }

  @Claim
  void mkdirThroughADanglingSymlinkIsEexist() {
    symlink("d", "s");
    fails(EEXIST, () -> mkdir("s", 0755));
    fails(ENOENT, () -> lstat("d"));
  }
}
