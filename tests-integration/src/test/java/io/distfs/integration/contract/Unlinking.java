package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Listing.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;
import java.util.List;

/** unlink(2), and files that are open when their last name goes. */
final class Unlinking extends Subject {
  @Claim
  void theNameIsGone() {
    make("f");
    unlink("f");
    fails(ENOENT, () -> lstat("f"));
    same(List.of(), list("."));
  }

  @Claim
  void aMissingNameIsEnoent() {
    fails(ENOENT, () -> unlink("f"));
    fails(ENOENT, () -> unlink("d/f"));
    fails(ENOENT, () -> unlink(""));
  }

  @Claim
  void aFileOnTheWayIsEnotdir() {
    make("f");
    fails(ENOTDIR, () -> unlink("f/g"));
    fails(ENOTDIR, () -> unlink("f/"));
  }

  @Claim
  void aFolderIsEisdir() {
    mkdir("d", 0755);
    fails(EISDIR, () -> unlink("d"));
  }

  @Claim
  void dotAndDotDotAreEisdir() {
    fails(EISDIR, () -> unlink("."));
    fails(EISDIR, () -> unlink(".."));
  }

  @Claim
  void aSymlinkGoesAndItsTargetStays() {
    make("f");
    symlink("f", "s");
    unlink("s");
    fails(ENOENT, () -> lstat("s"));
    stat("f");
  }

  @Claim
  void anOpenFileLivesOn() {
    int fd = makeOpen("f", "text");
    unlink("f");
    same(0, fstat(fd).nlink());
    same("text", preadText(fd, 10, 0));
  }

  @Claim
  void anOpenRemovedFileCanGrow() {
    int fd = makeOpen("f", "");
    unlink("f");
    byte[] content = bytes(200_000);
    same(content.length, pwrite(fd, content, 0));
    same(content, pread(fd, content.length, 0));
    same(content.length, fstat(fd).size());
  }

  @Claim
  void anOpenRemovedFileCanBeChanged() {
    int fd = makeOpen("f", "text");
    unlink("f");
    fchmod(fd, 0600);
    fchown(fd, 5, 6);
    ftruncate(fd, 2);
    fsync(fd);
    sameMode(0600, fstat(fd).permissions());
    same(5, fstat(fd).uid());
    same(2, fstat(fd).size());
  }

  @Claim
  void theNameCanBeTakenByAnotherFileAtOnce() {
    int fd = makeOpen("f", "old");
    unlink("f");
    make("f", "new");
    holds(fstat(fd).ino() != stat("f").ino(), "two files");
    same("old", preadText(fd, 10, 0));
    same("new", text("f"));
  }

  @Claim
  void theFolderOfAnOpenRemovedFileCanBeRemoved() {
    mkdir("d", 0755);
    int fd = makeOpen("d/f", "text");
    unlink("d/f");
    same(List.of(), list("d"));
    rmdir("d");
    same("text", preadText(fd, 10, 0));
  }

  @Claim
  void aRemovedFileIsReachedThroughProc() {
    int fd = makeOpen("f", "text");
    unlink("f");
    same("text", readText(open("/proc/thread-self/fd/" + fd, O_RDONLY), 10));
  }

  @Claim
  void itNeedsWriteAndSearchOnTheFolderNotOnTheFile() {
    mkdir("d", 0777);
    make("d/f");
    chmod("d/f", 0);
    User.ALICE.act(() -> unlink("d/f"));
    make("d/g");
    chmod("d", 0755);
    User.ALICE.act(() -> fails(EACCES, () -> unlink("d/g")));
    chmod("d", 0766);
    User.ALICE.act(() -> fails(EACCES, () -> unlink("d/g")));
  }

  @Claim
  void unlinkatRemovesFoldersWhenAsked() {
    mkdir("d", 0755);
    fails(EISDIR, () -> unlinkat(AT_FDCWD, "d", 0));
    unlinkat(AT_FDCWD, "d", AT_REMOVEDIR);
    fails(ENOENT, () -> lstat("d"));
  }

  @Claim
  void unlinkatStartsAtItsFolder() {
    mkdir("d", 0755);
    make("d/f");
    unlinkat(open("d", O_RDONLY), "f", 0);
    same(List.of(), list("d"));
  }

  @Claim
  void badFlagsAreEinval() {
    make("f");
    fails(EINVAL, () -> unlinkat(AT_FDCWD, "f", 0x1));
  }

  @Claim
  void aFileInProcIsEperm() {
    fails(EPERM, () -> unlink("/proc/self/stat"));
  }

  @Claim
  void fifosAndDevicesGoToo() {
    mkfifo("p");
    mknod("c", S_IFCHR | 0600, 1, 3);
    unlink("p");
    unlink("c");
    same(List.of(), list("."));
  }
}
