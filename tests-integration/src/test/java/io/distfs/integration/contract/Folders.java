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

/** mkdir(2) and rmdir(2), and the link counts of folders. */
final class Folders extends Subject {
  @Claim
  void aNewFolderHasModeOwnerAndTwoLinks() {
    mkdir("d", 0750);
    sameMode(S_IFDIR | 0750, stat("d").mode());
    same(2, stat("d").nlink());
    same(0, stat("d").uid());
    same(List.of(), list("d"));
  }

  @Claim
  void theUmaskIsTakenOff() {
    umask(027);
    mkdir("d", 0777);
    sameMode(0750, stat("d").permissions());
  }

  @Claim
  void theStickyBitIsKept() {
    mkdir("d", 01777);
    sameMode(01777, stat("d").permissions());
  }

  @Claim
  void subfoldersAreCountedInTheLinksOfTheirParent() {
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    mkdir("d/f", 0755);
    make("d/g");
    same(4, stat("d").nlink());
    rmdir("d/e");
    same(3, stat("d").nlink());
  }

  @Claim
  void dotAndDotDotLeadToItselfAndItsParent() {
    mkdir("d", 0755);
    same(stat("d").ino(), stat("d/.").ino());
    same(stat(".").ino(), stat("d/..").ino());
  }

  @Claim
  void anExistingNameIsEexist() {
    make("f");
    mkdir("d", 0755);
    fails(EEXIST, () -> mkdir("f", 0755));
    fails(EEXIST, () -> mkdir("d", 0755));
    fails(EEXIST, () -> mkdir("d/", 0755));
    fails(EEXIST, () -> mkdir(".", 0755));
    fails(EEXIST, () -> mkdir("d/..", 0755));
    fails(EEXIST, () -> mkdir("/", 0755));
  }

  @Claim
  void missingFoldersAndFilesOnTheWay() {
    make("f");
    fails(ENOENT, () -> mkdir("d/e", 0755));
    fails(ENOTDIR, () -> mkdir("f/e", 0755));
    fails(ENOENT, () -> mkdir("", 0755));
  }

  @Claim
  void aSlashAtTheEndIsFine() {
    mkdir("d///", 0755);
    rmdir("d/");
    fails(ENOENT, () -> lstat("d"));
  }

  @Claim
  void withoutWritePermissionIsEacces() {
    User.ALICE.act(() -> fails(EACCES, () -> mkdir("d", 0755)));
  }

  @Claim
  void anExistingNameIsEexistEvenWithoutPermission() {
    mkdir("d", 0755);
    User.ALICE.act(() -> fails(EEXIST, () -> mkdir("d", 0755)));
  }

  @Claim
  void rmdirOfAFullFolderIsEnotempty() {
    mkdir("d", 0755);
    make("d/f");
    failsWith(ENOTEMPTY, EEXIST, () -> rmdir("d"));
    unlink("d/f");
    rmdir("d");
  }

  @Claim
  void rmdirOfAFolderWithAHiddenNameIsEnotempty() {
    mkdir("d", 0755);
    symlink("nowhere", "d/.s");
    fails(ENOTEMPTY, () -> rmdir("d"));
  }

  @Claim
  void rmdirOfAFileIsEnotdir() {
    make("f");
    symlink(".", "s");
    fails(ENOTDIR, () -> rmdir("f"));
    fails(ENOTDIR, () -> rmdir("s"));
    fails(ENOTDIR, () -> rmdir("f/d"));
  }

  @Claim
  void rmdirOfASymlinkWithASlashIsEnotdir() {
    mkdir("d", 0755);
    symlink("d", "s");
    fails(ENOTDIR, () -> rmdir("s/"));
    stat("d");
  }

  @Claim
  void rmdirOfAMissingNameIsEnoent() {
    fails(ENOENT, () -> rmdir("d"));
    fails(ENOENT, () -> rmdir("d/e"));
  }

  @Claim
  void rmdirOfDotIsEinval() {
    mkdir("d", 0755);
    fails(EINVAL, () -> rmdir("d/."));
    fails(EINVAL, () -> rmdir("."));
  }

  @Claim
  void rmdirOfDotDotIsEnotempty() {
    mkdir("d", 0755);
    fails(ENOTEMPTY, () -> rmdir("d/.."));
  }

  @Claim
  void rmdirOfAMountPointIsEbusy() {
    fails(EBUSY, () -> rmdir("/proc"));
  }

  @Claim
  void aRemovedFolderThatIsOpenHasNoLinksAndIsNotListed() {
    mkdir("d", 0755);
    int fd = open("d", O_RDONLY);
    rmdir("d");
    same(0, fstat(fd).nlink());
    fails(ENOENT, () -> rest(fd));
  }

  @Claim
  void nothingCanBeMadeInARemovedWorkingFolder() {
    mkdir("d", 0755);
    chdir("d");
    rmdir("../d");
    fails(ENOENT, () -> mkdir("e", 0755));
    fails(ENOENT, () -> make("f"));
    fails(ENOENT, () -> symlink("x", "s"));
    fails(ENOENT, () -> getcwd());
    same(S_IFDIR, stat(".").type());
  }

  @Claim
  void rmdirNeedsWritePermissionOnTheParentOnly() {
    mkdir("d", 0777);
    mkdir("d/e", 0);
    User.ALICE.act(() -> rmdir("d/e"));
    mkdir("d/f", 0777);
    chmod("d", 0755);
    User.ALICE.act(() -> fails(EACCES, () -> rmdir("d/f")));
  }

  @Claim
  void mkdiratStartsAtItsFolder() {
    mkdir("d", 0755);
    mkdirat(open("d", O_RDONLY), "e", 0755);
    stat("d/e");
  }

  @Claim
  void getcwdIsTheWayFromTheRoot() {
    String here = getcwd();
    mkdir("d", 0755);
    mkdir("d/e", 0755);
    chdir("d/e");
    same(here + "/d/e", getcwd());
    rename("../../d", "../../x");
    same(here + "/x/e", getcwd());
  }

  @Claim
  void chdirNeedsAFolderAndSearchPermission() {
    make("f");
    mkdir("d", 0766);
    fails(ENOTDIR, () -> chdir("f"));
    fails(ENOENT, () -> chdir("g"));
    User.ALICE.act(() -> fails(EACCES, () -> chdir("d")));
  }

  @Claim
  void deepTreesCanBeMadeAndRemoved() {
    StringBuilder path = new StringBuilder("d");
    for (int i = 0; i < 60; i++) {
      mkdir(path.toString(), 0755);
      path.append("/d");
    }
    for (int i = 0; i < 60; i++) {
      path.setLength(path.length() - 2);
      rmdir(path.toString());
    }
    same(List.of(), list("."));
  }
}
