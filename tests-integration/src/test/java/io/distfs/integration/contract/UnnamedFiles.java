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

/** O_TMPFILE: files without a name, and linking them into the tree. */
final class UnnamedFiles extends Subject {
  private static String proc(int fd) {
    return "/proc/thread-self/fd/" + fd;
  }

  @Claim
  void anUnnamedFileCanBeWrittenAndRead() {
    int fd = open(".", O_TMPFILE | O_RDWR, 0600);
    write(fd, "text");
    same("text", preadText(fd, 10, 0));
    same(0, fstat(fd).nlink());
    sameMode(S_IFREG | 0600, fstat(fd).mode());
    same(List.of(), list("."));
  }

  @Claim
  void linkingGivesItAName() {
    int fd = open(".", O_TMPFILE | O_RDWR, 0644);
    write(fd, "text");
    linkat(AT_FDCWD, proc(fd), AT_FDCWD, "f", AT_SYMLINK_FOLLOW);
    same("text", text("f"));
    same(1, stat("f").nlink());
    same(fstat(fd).ino(), stat("f").ino());
  }

  @Claim
  void linkingByTheDescriptorWorksForRoot() {
    int fd = open(".", O_TMPFILE | O_RDWR, 0644);
    linkat(fd, "", AT_FDCWD, "f", AT_EMPTY_PATH);
    stat("f");
  }

  @Claim
  void linkingOverAnExistingNameIsEexist() {
    make("f", "old");
    int fd = open(".", O_TMPFILE | O_RDWR, 0644);
    fails(EEXIST, () -> linkat(AT_FDCWD, proc(fd), AT_FDCWD, "f", AT_SYMLINK_FOLLOW));
    same("old", text("f"));
  }

  @Claim
  void withExclItCanNeverBeLinked() {
    int fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0644);
    fails(ENOENT, () -> linkat(AT_FDCWD, proc(fd), AT_FDCWD, "f", AT_SYMLINK_FOLLOW));
  }

  @Claim
  void itNeedsWritePermissionOnTheFolder() {
    User.ALICE.act(() -> fails(EACCES, () -> open(".", O_TMPFILE | O_RDWR, 0600)));
    chmod(".", 0777);
    User.ALICE.act(() -> same(User.ALICE.uid(), fstat(open(".", O_TMPFILE | O_RDWR, 0600)).uid()));
  }

  @Claim
  void itNeedsAFolder() {
    make("f");
    fails(ENOTDIR, () -> open("f", O_TMPFILE | O_RDWR, 0600));
    fails(ENOENT, () -> open("d", O_TMPFILE | O_RDWR, 0600));
  }

  @Claim
  void theUmaskIsTakenOff() {
    umask(077);
    sameMode(0600, fstat(open(".", O_TMPFILE | O_RDWR, 0666)).permissions());
  }
}
