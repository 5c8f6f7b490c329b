package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.Time;
import io.distfs.integration.syscall.User;

/** open(2) and its flags, close(2), dup(2). */
final class Opening extends Subject {
  @Claim
  void aMissingNameIsEnoent() {
    fails(ENOENT, () -> open("f", O_RDONLY));
  }

  @Claim
  void anEmptyPathIsEnoent() {
    fails(ENOENT, () -> open("", O_RDONLY));
  }

  @Claim
  void aMissingFolderOnTheWayIsEnoent() {
    fails(ENOENT, () -> open("d/f", O_CREAT | O_WRONLY, 0644));
  }

  @Claim
  void aFileOnTheWayIsEnotdir() {
    make("f");
    fails(ENOTDIR, () -> open("f/g", O_RDONLY));
    fails(ENOTDIR, () -> open("f/g", O_CREAT | O_WRONLY, 0644));
    fails(ENOTDIR, () -> open("f/.", O_RDONLY));
  }

  @Claim
  void creatMakesAnEmptyFileOfTheCallersOwn() {
    int fd = open("f", O_CREAT | O_WRONLY, 0640);
    same(S_IFREG, fstat(fd).type());
    sameMode(0640, fstat(fd).permissions());
    same(0, fstat(fd).size());
    same(0, fstat(fd).uid());
    same(0, fstat(fd).gid());
    same(1, fstat(fd).nlink());
  }

  @Claim
  void creatOfAnotherUserIsOwnedByThatUser() {
    chmod(".", 0777);
    User.ALICE.act(() -> open("f", O_CREAT | O_WRONLY, 0600));
    same(User.ALICE.uid(), stat("f").uid());
    same(User.ALICE.gid(), stat("f").gid());
  }

  @Claim
  void creatTakesTheUmaskOffTheMode() {
    umask(027);
    open("f", O_CREAT | O_WRONLY, 0777);
    sameMode(0750, stat("f").permissions());
  }

  @Claim
  void creatKeepsSetuidSetgidAndStickyBits() {
    open("f", O_CREAT | O_WRONLY, 07755);
    sameMode(07755, stat("f").permissions());
  }

  @Claim
  void creatOfAnExistingFileKeepsContentAndMode() {
    make("f", "text");
    open("f", O_CREAT | O_RDWR, 0777);
    sameMode(0644, stat("f").permissions());
    same("text", text("f"));
  }

  @Claim
  void creatReadOnlyMakesAFileThatMayNotBeRead() {
    chmod(".", 0777);
    User.ALICE.act(() -> same(2, write(open("f", O_CREAT | O_WRONLY, 0), "hi")));
    User.ALICE.act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
    sameMode(0, stat("f").permissions());
  }

  @Claim
  void theDescriptorOfCreatMayWriteWhateverTheMode() {
    chmod(".", 0777);
    User.ALICE.act(() -> same(2, write(open("f", O_CREAT | O_RDWR, 0400), "hi")));
    same("hi", text("f"));
  }

  @Claim
  void exclRefusesAnExistingFile() {
    make("f");
    fails(EEXIST, () -> open("f", O_CREAT | O_EXCL | O_RDWR, 0644));
  }

  @Claim
  void exclRefusesAFolder() {
    mkdir("d", 0755);
    fails(EEXIST, () -> open("d", O_CREAT | O_EXCL | O_RDONLY, 0644));
  }

  @Claim
  void exclRefusesASymlinkWhereverItPoints() {
    symlink("nowhere", "s");
    fails(EEXIST, () -> open("s", O_CREAT | O_EXCL | O_RDWR, 0644));
    fails(ENOENT, () -> lstat("nowhere"));
  }

  @Claim
  void creatThroughADanglingSymlinkMakesItsTarget() {
    symlink("f", "s");
    open("s", O_CREAT | O_RDWR, 0600);
    same(S_IFREG, lstat("f").type());
  }

  @Claim
  void creatOfAFolderIsEisdir() {
    mkdir("d", 0755);
    fails(EISDIR, () -> open("d", O_CREAT | O_RDONLY, 0644));
  }

  @Claim
  void creatOfANameWithASlashAtItsEndIsEisdir() {
    fails(EISDIR, () -> open("f/", O_CREAT | O_RDWR, 0644));
  }

  @Claim
  void writingOfAFolderIsEisdir() {
    mkdir("d", 0755);
    fails(EISDIR, () -> open("d", O_WRONLY));
    fails(EISDIR, () -> open("d", O_RDWR));
    fails(EISDIR, () -> open("d", O_RDONLY | O_TRUNC));
  }

  @Claim
  void readOfAFolderIsEisdir() {
    fails(EISDIR, () -> read(open(".", O_RDONLY), 10));
    fails(EISDIR, () -> pread(open(".", O_RDONLY), 10, 0));
  }

  @Claim
  void directoryRefusesAFile() {
    make("f");
    fails(ENOTDIR, () -> open("f", O_RDONLY | O_DIRECTORY));
  }

  @Claim
  void directoryFollowsASymlinkToAFolder() {
    mkdir("d", 0755);
    symlink("d", "s");
    same(stat("d").ino(), fstat(open("s", O_RDONLY | O_DIRECTORY)).ino());
  }

  @Claim
  void aSlashAtTheEndRefusesAFile() {
    make("f");
    fails(ENOTDIR, () -> open("f/", O_RDONLY));
  }

  @Claim
  void nofollowRefusesASymlink() {
    make("f");
    symlink("f", "s");
    fails(ELOOP, () -> open("s", O_RDONLY | O_NOFOLLOW));
    fails(ENOTDIR, () -> open("s", O_RDONLY | O_NOFOLLOW | O_DIRECTORY));
  }

  @Claim
  void nofollowStillFollowsSymlinksOnTheWay() {
    mkdir("d", 0755);
    make("d/f", "text");
    symlink("d", "s");
    same("text", readText(open("s/f", O_RDONLY | O_NOFOLLOW), 10));
  }

  @Claim
  void truncEmptiesTheFile() {
    make("f", "text");
    open("f", O_WRONLY | O_TRUNC);
    same(0, stat("f").size());
  }

  @Claim
  void truncOfAnEmptyFileChangesItsTimesToo() {
    make("f");
    utimens("f", new Time(1, 0), new Time(1, 0));
    open("f", O_WRONLY | O_TRUNC);
    holds(stat("f").mtime().seconds() > 1, "mtime changed");
  }

  @Claim
  void truncWithoutWritePermissionIsEacces() {
    make("f", "text");
    User.ALICE.act(() -> fails(EACCES, () -> open("f", O_RDONLY | O_TRUNC)));
    same("text", text("f"));
  }

  @Claim
  void exclAndTruncLeaveAnExistingFileAlone() {
    make("f", "text");
    fails(EEXIST, () -> open("f", O_CREAT | O_EXCL | O_TRUNC | O_WRONLY, 0644));
    same("text", text("f"));
  }

  @Claim
  void aReaderMayNotWrite() {
    make("f", "text");
    int fd = open("f", O_RDONLY);
    fails(EBADF, () -> write(fd, "x"));
    fails(EBADF, () -> pwrite(fd, "x", 0));
    fails(EINVAL, () -> ftruncate(fd, 0));
    fails(EBADF, () -> fallocate(fd, 0, 0, 10));
  }

  @Claim
  void aWriterMayNotRead() {
    make("f", "text");
    int fd = open("f", O_WRONLY);
    fails(EBADF, () -> read(fd, 1));
    fails(EBADF, () -> pread(fd, 1, 0));
  }

  @Claim
  void aClosedDescriptorIsEbadf() {
    int fd = open(".", O_RDONLY);
    close(fd);
    fails(EBADF, () -> close(fd));
    fails(EBADF, () -> fstat(fd));
    fails(EBADF, () -> openat(fd, "f", O_RDONLY));
  }

  @Claim
  void openatStartsAtItsFolder() {
    mkdir("d", 0755);
    make("d/f", "text");
    int d = open("d", O_RDONLY | O_DIRECTORY);
    same("text", readText(openat(d, "f", O_RDONLY), 10));
    same("text", readText(openat(d, "../d/f", O_RDONLY), 10));
  }

  @Claim
  void openatOnAFileIsEnotdir() {
    int f = makeOpen("f", "");
    fails(ENOTDIR, () -> openat(f, "g", O_RDONLY));
  }

  @Claim
  void openatIgnoresItsFolderForAnAbsolutePath() {
    make("f", "text");
    same("text", readText(openat(-1, getcwd() + "/f", O_RDONLY), 10));
  }

  @Claim
  void openatFollowsItsFolderThroughARename() {
    mkdir("d", 0755);
    make("d/f", "text");
    int d = open("d", O_RDONLY | O_DIRECTORY);
    rename("d", "e");
    same("text", readText(openat(d, "f", O_RDONLY), 10));
  }

  @Claim
  void openatInARemovedFolderIsEnoent() {
    mkdir("d", 0755);
    int d = open("d", O_RDONLY | O_DIRECTORY);
    rmdir("d");
    fails(ENOENT, () -> openat(d, "f", O_CREAT | O_WRONLY, 0644));
    fails(ENOENT, () -> openat(d, "f", O_RDONLY));
  }

  @Claim
  void pathDescriptorsCanNotReadOrWrite() {
    make("f", "text");
    int fd = open("f", O_PATH);
    fails(EBADF, () -> read(fd, 1));
    fails(EBADF, () -> write(fd, "x"));
    fails(EBADF, () -> fchmod(fd, 0600));
    fails(EBADF, () -> fsync(fd));
    same(4, fstat(fd).size());
  }

  @Claim
  void pathNeedsNoPermissionOnTheFile() {
    make("f", "text");
    chmod("f", 0);
    User.ALICE.act(() -> same(4, fstat(open("f", O_PATH)).size()));
  }

  @Claim
  void pathWithNofollowHoldsASymlink() {
    symlink("nowhere", "s");
    int fd = open("s", O_PATH | O_NOFOLLOW);
    same(S_IFLNK, fstat(fd).type());
    same("nowhere", readlinkat(fd, "", 100));
  }

  @Claim
  void pathDescriptorsServeAsFolders() {
    mkdir("d", 0755);
    make("d/f", "text");
    int d = open("d", O_PATH | O_DIRECTORY);
    same("text", readText(openat(d, "f", O_RDONLY), 10));
  }

  @Claim
  void duplicatesShareTheirOffset() {
    int fd = makeOpen("f", "abcdef");
    int other = dup(fd);
    same("abc", readText(fd, 3));
    same("def", readText(other, 3));
  }

  @Claim
  void twoOpensHaveTwoOffsets() {
    make("f", "abcdef");
    int one = open("f", O_RDONLY);
    int other = open("f", O_RDONLY);
    same("abc", readText(one, 3));
    same("abc", readText(other, 3));
  }

  @Claim
  void aDuplicateStaysOpenAfterTheOtherIsClosed() {
    int fd = makeOpen("f", "");
    int other = dup(fd);
    close(fd);
    same(4, write(other, "text"));
    close(other);
    same("text", text("f"));
  }

  @Claim
  void getflTellsTheFlagsOfOpen() {
    make("f");
    int fd = open("f", O_WRONLY | O_APPEND | O_CREAT | O_TRUNC);
    int flags = fcntl(fd, F_GETFL, 0);
    same(O_WRONLY, flags & 3);
    same(O_APPEND, flags & O_APPEND);
    same(0, flags & (O_CREAT | O_TRUNC));
  }

  @Claim
  void setflTurnsAppendOnAndOff() {
    int fd = makeOpen("f", "abc");
    fcntl(fd, F_SETFL, O_APPEND);
    write(fd, "d");
    same("abcd", text("f"));
    fcntl(fd, F_SETFL, 0);
    lseek(fd, 0, SEEK_SET);
    write(fd, "A");
    same("Abcd", text("f"));
  }

  @Claim
  void noatimeIsForTheOwnerOnly() {
    make("f");
    open("f", O_RDONLY | O_NOATIME);
    User.ALICE.act(() -> fails(EPERM, () -> open("f", O_RDONLY | O_NOATIME)));
  }

  @Claim
  void badAccessModeOfTmpfileIsEinval() {
    fails(EINVAL, () -> open(".", O_TMPFILE | O_RDONLY, 0600));
  }

  @Claim
  void syncFlagsChangeNothingThatIsSeen() {
    int fd = open("f", O_CREAT | O_RDWR | O_SYNC, 0644);
    same(4, write(fd, "text"));
    int data = open("f", O_RDWR | O_DSYNC);
    same(1, pwrite(data, "T", 0));
    same("Text", text("f"));
  }

  @Claim
  void anExecutableThatIsWrittenStaysWritable() {
    make("f", "text");
    chmod("f", 0755);
    int fd = open("f", O_WRONLY);
    same(4, write(fd, "TEXT"));
  }
}
