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

/** rename(2) and renameat2(2). */
final class Renaming extends Subject {
  @Claim
  void aFileMovesWithAllItHas() {
    make("f", "text");
    chmod("f", 0640);
    long ino = stat("f").ino();
    rename("f", "g");
    fails(ENOENT, () -> lstat("f"));
    same(ino, stat("g").ino());
    sameMode(0640, stat("g").permissions());
    same("text", text("g"));
    same(1, stat("g").nlink());
  }

  @Claim
  void acrossFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/f", "text");
    rename("d/f", "e/g");
    same(List.of(), list("d"));
    same("text", text("e/g"));
  }

  @Claim
  void anExistingFileIsReplaced() {
    make("f", "new");
    make("g", "old");
    int fd = open("g", O_RDONLY);
    rename("f", "g");
    same("new", text("g"));
    same("old", preadText(fd, 10, 0));
    same(0, fstat(fd).nlink());
    same(List.of("g"), list("."));
  }

  @Claim
  void aReplacedFileWithAnotherNameLosesOneLink() {
    make("f");
    make("g", "old");
    link("g", "h");
    rename("f", "g");
    same(1, stat("h").nlink());
    same("old", text("h"));
  }

  @Claim
  void twoNamesOfOneFileBothStay() {
    make("f", "text");
    link("f", "g");
    rename("f", "g");
    same(List.of("f", "g"), list("."));
    same(2, stat("f").nlink());
  }

  @Claim
  void toItselfIsNothing() {
    make("f", "text");
    mkdir("d", 0755);
    rename("f", "f");
    rename("d", "d");
    same("text", text("f"));
  }

  @Claim
  void anEmptyFolderIsReplacedByAFolder() {
    mkdir("d", 0755);
    make("d/f");
    mkdir("e", 0755);
    rename("d", "e");
    same(List.of("f"), list("e"));
    fails(ENOENT, () -> lstat("d"));
  }

  @Claim
  void aFullFolderIsEnotempty() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("e/f");
    failsWith(ENOTEMPTY, EEXIST, () -> rename("d", "e"));
  }

  @Claim
  void aFileDoesNotReplaceAFolder() {
    make("f");
    mkdir("d", 0755);
    fails(EISDIR, () -> rename("f", "d"));
  }

  @Claim
  void aFolderDoesNotReplaceAFile() {
    make("f");
    mkdir("d", 0755);
    fails(ENOTDIR, () -> rename("d", "f"));
  }

  @Claim
  void aFolderIntoItselfIsEinval() {
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    fails(EINVAL, () -> rename("d", "d/x"));
    fails(EINVAL, () -> rename("d", "d/e/x"));
  }

  @Claim
  void aFolderOverItsAncestorIsEnotempty() {
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    mkdir("d/e/f", 0755);
    fails(ENOTEMPTY, () -> rename("d/e/f", "d"));
    fails(ENOTEMPTY, () -> rename("d/e/f", "d/e"));
  }

  @Claim
  void missingNamesAreEnoent() {
    make("f");
    fails(ENOENT, () -> rename("g", "h"));
    fails(ENOENT, () -> rename("f", "d/h"));
    fails(ENOENT, () -> rename("d/f", "h"));
    fails(ENOENT, () -> rename("", "h"));
    fails(ENOENT, () -> rename("f", ""));
  }

  @Claim
  void filesOnTheWayAreEnotdir() {
    make("f");
    make("g");
    fails(ENOTDIR, () -> rename("f/x", "h"));
    fails(ENOTDIR, () -> rename("f", "g/x"));
    fails(ENOTDIR, () -> rename("f/", "h"));
    fails(ENOTDIR, () -> rename("f", "h/"));
  }

  @Claim
  void dotAndDotDotAreEbusy() {
    mkdir("d", 0755);
    fails(EBUSY, () -> rename("d/.", "e"));
    fails(EBUSY, () -> rename("d/..", "e"));
    fails(EBUSY, () -> rename("d", "."));
    fails(EBUSY, () -> rename("d", ".."));
  }

  @Claim
  void anotherFilesystemIsExdev() {
    make("f");
    fails(EXDEV, () -> rename("f", "/proc/self/f"));
  }

  @Claim
  void aSymlinkIsMovedNotItsTarget() {
    make("f", "text");
    symlink("f", "s");
    rename("s", "t");
    same("f", readlink("t"));
    same("text", text("f"));
  }

  @Claim
  void overASymlinkTheSymlinkIsReplaced() {
    make("f", "text");
    make("g", "target");
    symlink("g", "s");
    rename("f", "s");
    same(S_IFREG, lstat("s").type());
    same("target", text("g"));
  }

  @Claim
  void aFolderTakesItsLinkCountAlong() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    mkdir("d/s", 0755);
    same(3, stat("d").nlink());
    rename("d/s", "e/s");
    same(2, stat("d").nlink());
    same(3, stat("e").nlink());
    same(stat("e").ino(), stat("e/s/..").ino());
  }

  @Claim
  void aReplacedFolderTakesItsLinkCountAway() {
    mkdir("d", 0755);
    mkdir("d/a", 0755);
    mkdir("d/b", 0755);
    same(4, stat("d").nlink());
    rename("d/a", "d/b");
    same(3, stat("d").nlink());
  }

  @Claim
  void anOpenFileFollowsItsName() {
    int fd = makeOpen("f", "text");
    rename("f", "g");
    pwrite(fd, "TEXT", 0);
    same("TEXT", text("g"));
  }

  @Claim
  void aMovedTreeKeepsWhatIsBelow() {
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    make("d/e/f", "text");
    mkdir("x", 0755);
    rename("d", "x/y");
    same("text", text("x/y/e/f"));
  }

  @Claim
  void aMovedFolderIsStillTheWorkingFolder() {
    mkdir("d", 0755);
    chdir("d");
    rename("../d", "../e");
    make("f", "text");
    same("text", text("../e/f"));
  }

  @Claim
  void itNeedsWritePermissionOnBothFolders() {
    mkdir("d", 0777);
    mkdir("e", 0755);
    make("d/f");
    make("e/g");
    User.ALICE.act(() -> fails(EACCES, () -> rename("d/f", "e/f")));
    User.ALICE.act(() -> fails(EACCES, () -> rename("e/g", "d/g")));
    User.ALICE.act(() -> rename("d/f", "d/x"));
  }

  @Claim
  void anotherUsersFolderMovesOnlyIfItsDotDotCanBeWritten() {
    mkdir("d", 0777);
    mkdir("e", 0777);
    mkdir("d/s", 0755);
    User.ALICE.act(() -> rename("d/s", "d/t"));
    User.ALICE.act(() -> fails(EACCES, () -> rename("d/t", "e/t")));
  }

  @Claim
  void renameatStartsAtItsFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/f", "text");
    renameat2(open("d", O_RDONLY), "f", open("e", O_RDONLY), "g", 0);
    same("text", text("e/g"));
  }

  @Claim
  void noreplaceRefusesAnExistingName() {
    make("f", "one");
    make("g", "two");
    fails(EEXIST, () -> rename("f", "g", RENAME_NOREPLACE));
    same("one", text("f"));
    same("two", text("g"));
  }

  @Claim
  void noreplaceMovesToAFreeName() {
    make("f", "one");
    rename("f", "g", RENAME_NOREPLACE);
    same("one", text("g"));
    fails(ENOENT, () -> lstat("f"));
  }

  @Claim
  void noreplaceToItselfIsEexist() {
    make("f");
    fails(EEXIST, () -> rename("f", "f", RENAME_NOREPLACE));
  }

  @Claim
  void noreplaceRefusesADanglingSymlink() {
    make("f");
    symlink("nowhere", "s");
    fails(EEXIST, () -> rename("f", "s", RENAME_NOREPLACE));
  }

  @Claim
  void exchangeSwapsTwoFiles() {
    make("f", "one");
    make("g", "two");
    rename("f", "g", RENAME_EXCHANGE);
    same("two", text("f"));
    same("one", text("g"));
  }

  @Claim
  void exchangeSwapsAFileAndAFolderAcrossFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/f", "one");
    mkdir("e/s", 0755);
    make("e/s/x");
    rename("d/f", "e/s", RENAME_EXCHANGE);
    same("one", text("e/s"));
    same(List.of("x"), list("d/f"));
    same(3, stat("d").nlink());
    same(2, stat("e").nlink());
    same(stat("d").ino(), stat("d/f/..").ino());
  }

  @Claim
  void exchangeWithAMissingNameIsEnoent() {
    make("f");
    fails(ENOENT, () -> rename("f", "g", RENAME_EXCHANGE));
    fails(ENOENT, () -> rename("g", "f", RENAME_EXCHANGE));
  }

  @Claim
  void exchangeOfAFolderWithOneInItIsEinval() {
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    fails(EINVAL, () -> rename("d", "d/e", RENAME_EXCHANGE));
    fails(EINVAL, () -> rename("d/e", "d", RENAME_EXCHANGE));
  }

  @Claim
  void exchangeTakesFullFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/a");
    make("e/b");
    rename("d", "e", RENAME_EXCHANGE);
    same(List.of("b"), list("d"));
    same(List.of("a"), list("e"));
  }

  @Claim
  void noreplaceAndExchangeTogetherAreEinval() {
    make("f");
    make("g");
    fails(EINVAL, () -> rename("f", "g", RENAME_NOREPLACE | RENAME_EXCHANGE));
    fails(EINVAL, () -> rename("f", "g", RENAME_WHITEOUT | RENAME_EXCHANGE));
    fails(EINVAL, () -> rename("f", "g", 0x80));
  }

  @Claim
  void whiteoutLeavesACharacterDevice() {
    make("f", "text");
    rename("f", "g", RENAME_WHITEOUT);
    same("text", text("g"));
    same(S_IFCHR, lstat("f").type());
    same(0, lstat("f").rdevMajor());
    same(0, lstat("f").rdevMinor());
  }
}
