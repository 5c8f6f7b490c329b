package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;

/** link(2) and linkat(2). */
final class Linking extends Subject {
  @Claim
  void aLinkIsAnotherNameOfTheSameFile() {
    make("f", "text");
    link("f", "g");
    same(stat("f").ino(), stat("g").ino());
    same(2, stat("f").nlink());
    same("text", text("g"));
  }

  @Claim
  void allNamesShareContentModeAndOwner() {
    make("f", "text");
    link("f", "g");
    chmod("g", 0600);
    chown("g", 5, 6);
    write(open("g", O_WRONLY | O_TRUNC), "new");
    sameMode(0600, stat("f").permissions());
    same(5, stat("f").uid());
    same(6, stat("f").gid());
    same("new", text("f"));
  }

  @Claim
  void removingOneNameLeavesTheOther() {
    make("f", "text");
    link("f", "g");
    unlink("f");
    same(1, stat("g").nlink());
    same("text", text("g"));
  }

  @Claim
  void linksReachAcrossFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/f", "text");
    link("d/f", "e/g");
    same("text", text("e/g"));
    same(2, stat("d/f").nlink());
  }

  @Claim
  void manyLinksAreCounted() {
    make("f");
    for (int i = 0; i < 100; i++) {
      link("f", "g" + i);
    }
    same(101, stat("f").nlink());
    for (int i = 0; i < 100; i++) {
      unlink("g" + i);
    }
    same(1, stat("f").nlink());
  }

  @Claim
  void anExistingNameIsEexist() {
    make("f");
    make("g");
    mkdir("d", 0755);
    symlink("nowhere", "s");
    fails(EEXIST, () -> link("f", "g"));
    fails(EEXIST, () -> link("f", "d"));
    fails(EEXIST, () -> link("f", "s"));
    fails(EEXIST, () -> link("f", "f"));
  }

  @Claim
  void aFolderIsEperm() {
    mkdir("d", 0755);
    fails(EPERM, () -> link("d", "e"));
  }

  @Claim
  void missingNamesAreEnoent() {
    make("f");
    fails(ENOENT, () -> link("g", "h"));
    fails(ENOENT, () -> link("f", "d/h"));
    fails(ENOENT, () -> link("", "h"));
  }

  @Claim
  void aFileOnTheWayIsEnotdir() {
    make("f");
    fails(ENOTDIR, () -> link("f/g", "h"));
    fails(ENOTDIR, () -> link("f", "f/h"));
  }

  @Claim
  void anotherFilesystemIsExdev() {
    fails(EXDEV, () -> link("/proc/self/stat", "f"));
  }

  @Claim
  void aSymlinkIsLinkedItself() {
    make("f");
    symlink("f", "s");
    link("s", "t");
    same(S_IFLNK, lstat("t").type());
    same(2, lstat("s").nlink());
    same(1, stat("f").nlink());
  }

  @Claim
  void withFollowTheTargetIsLinked() {
    make("f");
    symlink("f", "s");
    linkat(AT_FDCWD, "s", AT_FDCWD, "g", AT_SYMLINK_FOLLOW);
    same(stat("f").ino(), lstat("g").ino());
    same(2, stat("f").nlink());
  }

  @Claim
  void withoutWritePermissionOnTheFolderIsEacces() {
    make("f");
    chown("f", User.ALICE.uid(), User.ALICE.gid());
    User.ALICE.act(() -> fails(EACCES, () -> link("f", "g")));
  }

  @Claim
  void fifosDevicesAndSocketsCanBeLinked() {
    mkfifo("p");
    link("p", "q");
    same(2, stat("q").nlink());
    same(S_IFIFO, stat("q").type());
  }

  @Claim
  void badFlagsAreEinval() {
    make("f");
    fails(EINVAL, () -> linkat(AT_FDCWD, "f", AT_FDCWD, "g", 0x4));
  }

  @Claim
  void aRemovedFileCanNotBeLinked() {
    int fd = makeOpen("f", "");
    unlink("f");
    fails(ENOENT, () -> linkat(fd, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  }

  @Claim
  void anOpenFileCanBeLinkedByItsDescriptor() {
    int fd = makeOpen("f", "text");
    linkat(fd, "", AT_FDCWD, "g", AT_EMPTY_PATH);
    same("text", text("g"));
    same(2, fstat(fd).nlink());
  }
}
