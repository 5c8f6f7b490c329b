package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;
import static io.distfs.integration.syscall.Xattrs.*;

import io.distfs.integration.syscall.User;
import java.util.List;

/** Extended attributes: getxattr(2) and its relatives, xattr(7). */
final class ExtendedAttributes extends Subject {
  private static final int VALUE_MAX = 65_536;

  @Claim
  void aValueComesBack() {
    make("f");
    setxattr("f", "user.a", "value");
    same("value", getxattr("f", "user.a"));
  }

  @Claim
  void bytesOfAnyKindComeBack() {
    make("f");
    String value = "\0\u0001\u00ff\n\0";
    setxattr("f", "user.a", value);
    same(value, getxattr("f", "user.a"));
  }

  @Claim
  void anEmptyValueIsAValue() {
    make("f");
    setxattr("f", "user.a", "");
    same("", getxattr("f", "user.a"));
    same(List.of("user.a"), listxattr("f"));
  }

  @Claim
  void settingAgainReplaces() {
    make("f");
    setxattr("f", "user.a", "one");
    setxattr("f", "user.a", "another");
    same("another", getxattr("f", "user.a"));
    setxattr("f", "user.a", "x");
    same("x", getxattr("f", "user.a"));
  }

  @Claim
  void aMissingOneIsEnodata() {
    make("f");
    fails(ENODATA, () -> getxattr("f", "user.a"));
    fails(ENODATA, () -> removexattr("f", "user.a"));
    fails(ENODATA, () -> setxattr("f", "user.a", "x", XATTR_REPLACE));
  }

  @Claim
  void createRefusesAnExistingOne() {
    make("f");
    setxattr("f", "user.a", "one", XATTR_CREATE);
    fails(EEXIST, () -> setxattr("f", "user.a", "two", XATTR_CREATE));
    same("one", getxattr("f", "user.a"));
    setxattr("f", "user.a", "two", XATTR_REPLACE);
    same("two", getxattr("f", "user.a"));
  }

  @Claim
  void unknownFlagsAreEinval() {
    make("f");
    fails(EINVAL, () -> setxattr("f", "user.a", "x", 8));
  }

  @Claim
  void removedOnesAreGone() {
    make("f");
    setxattr("f", "user.a", "x");
    setxattr("f", "user.b", "y");
    removexattr("f", "user.a");
    fails(ENODATA, () -> getxattr("f", "user.a"));
    same(List.of("user.b"), listxattr("f"));
  }

  @Claim
  void theListTellsAllNames() {
    make("f");
    same(List.of(), listxattr("f"));
    setxattr("f", "user.b", "x");
    setxattr("f", "user.a", "x");
    setxattr("f", "trusted.c", "x");
    same(List.of("trusted.c", "user.a", "user.b"), listxattr("f"));
  }

  @Claim
  void theListHidesTrustedNamesFromOthers() {
    make("f");
    setxattr("f", "user.a", "x");
    setxattr("f", "trusted.c", "x");
    User.ALICE.act(() -> same(List.of("user.a"), listxattr("f")));
  }

  @Claim
  void trustedOnesAreForRoot() {
    make("f");
    chmod("f", 0777);
    setxattr("f", "trusted.a", "x");
    User.ALICE.act(() -> fails(ENODATA, () -> getxattr("f", "trusted.a")));
    User.ALICE.act(() -> fails(EPERM, () -> setxattr("f", "trusted.a", "y")));
    User.ALICE.act(() -> fails(EPERM, () -> removexattr("f", "trusted.a")));
  }

  @Claim
  void securityOnesAreReadByAllAndWrittenByRoot() {
    make("f");
    setxattr("f", "security.test", "x");
    User.ALICE.act(() -> same("x", getxattr("f", "security.test")));
    chown("f", User.ALICE.uid(), User.ALICE.gid());
    User.ALICE.act(() -> fails(EPERM, () -> setxattr("f", "security.test", "y")));
  }

  @Claim
  void anUnknownNamespaceIsEopnotsupp() {
    make("f");
    fails(EOPNOTSUPP, () -> setxattr("f", "nonsense.a", "x"));
    fails(EOPNOTSUPP, () -> getxattr("f", "nonsense.a"));
    fails(EOPNOTSUPP, () -> setxattr("f", "noprefix", "x"));
  }

  @Claim
  void aNamespaceWithoutANameIsEinval() {
    make("f");
    fails(EINVAL, () -> setxattr("f", "user.", "x"));
  }

  @Claim
  void emptyAndTooLongNamesAreErange() {
    make("f");
    fails(ERANGE, () -> setxattr("f", "", "x"));
    fails(ERANGE, () -> setxattr("f", "user." + "n".repeat(251), "x"));
    fails(ERANGE, () -> getxattr("f", "user." + "n".repeat(251)));
  }

  @Claim
  void aNameMayBe255BytesLong() {
    make("f");
    String name = "user." + "n".repeat(250);
    setxattr("f", name, "x");
    same("x", getxattr("f", name));
    same(List.of(name), listxattr("f"));
    removexattr("f", name);
  }

  @Claim
  void aValueOver64KibIsE2big() {
    make("f");
    fails(E2BIG, () -> setxattr("f", "user.a", new byte[VALUE_MAX + 1], 0));
  }

  @Claim
  void aValueOfThreeKibComesBack() {
    make("f");
    byte[] value = bytes(3000);
    setxattr("f", "user.a", value, 0);
    same(value, getxattrBytes("f", "user.a"));
  }

  @Claim
  void aBufferTooSmallIsErange() {
    make("f");
    setxattr("f", "user.a", "value");
    fails(ERANGE, () -> getxattr("f", "user.a", 4));
    same(5, getxattr("f", "user.a", 5).length);
    fails(ERANGE, () -> listxattrSize("f", 3));
  }

  @Claim
  void anEmptyBufferAsksForTheSize() {
    make("f");
    setxattr("f", "user.a", "value");
    same(5, getxattrSize("f", "user.a"));
    same("user.a\0".length(), listxattrSize("f", 0));
  }

  @Claim
  void foldersHaveThemToo() {
    mkdir("d", 0755);
    setxattr("d", "user.a", "x");
    same("x", getxattr("d", "user.a"));
  }

  @Claim
  void userOnesAreNotForSymlinksAndSpecialFiles() {
    symlink("x", "s");
    fails(EPERM, () -> lsetxattr("s", "user.a", "x"));
    mkfifo("p");
    fails(EPERM, () -> setxattr("p", "user.a", "x"));
    fails(ENODATA, () -> lgetxattr("s", "user.a"));
  }

  @Claim
  void trustedOnesAreForSymlinksToo() {
    make("f");
    symlink("f", "s");
    lsetxattr("s", "trusted.a", "on the symlink");
    setxattr("s", "trusted.a", "on the file");
    same("on the symlink", lgetxattr("s", "trusted.a"));
    same("on the file", getxattr("f", "trusted.a"));
    same(List.of("trusted.a"), llistxattr("s"));
    lremovexattr("s", "trusted.a");
    same(List.of("trusted.a"), listxattr("f"));
    same(List.of(), llistxattr("s"));
  }

  @Claim
  void descriptorsAreAsGoodAsPaths() {
    int fd = makeOpen("f", "");
    fsetxattr(fd, "user.a", "x");
    same("x", fgetxattr(fd, "user.a"));
    same(List.of("user.a"), flistxattr(fd));
    fremovexattr(fd, "user.a");
    same(List.of(), listxattr("f"));
  }

  @Claim
  void userOnesNeedTheFilesPermissions() {
    make("f");
    setxattr("f", "user.a", "x");
    User.ALICE.act(() -> same("x", getxattr("f", "user.a")));
    User.ALICE.act(() -> fails(EACCES, () -> setxattr("f", "user.a", "y")));
    User.ALICE.act(() -> fails(EACCES, () -> removexattr("f", "user.a")));
    chmod("f", 0602);
    User.ALICE.act(() -> fails(EACCES, () -> getxattr("f", "user.a")));
    User.ALICE.act(() -> setxattr("f", "user.a", "y"));
  }

  @Claim
  void inAStickyFolderUserOnesOfTheFolderAreForItsOwner() {
    mkdir("d", 01777);
    User.ALICE.act(() -> fails(EPERM, () -> setxattr("d", "user.a", "x")));
  }

  @Claim
  void theyFollowARenameAndAllLinks() {
    make("f");
    setxattr("f", "user.a", "x");
    link("f", "g");
    rename("f", "h");
    same("x", getxattr("g", "user.a"));
    same("x", getxattr("h", "user.a"));
  }

  @Claim
  void aNewFileHasNone() {
    make("f");
    setxattr("f", "user.a", "x");
    unlink("f");
    make("f");
    same(List.of(), listxattr("f"));
  }

  @Claim
  void manyAreKeptApart() {
    make("f");
    for (int i = 0; i < 40; i++) {
      setxattr("f", "user.n" + i, "value" + i);
    }
    for (int i = 0; i < 40; i++) {
      same("value" + i, getxattr("f", "user.n" + i));
    }
    same(40, listxattr("f").size());
  }

  @Claim
  void settingAndRemovingChangeCtimeOnly() {
    make("f");
    var before = stat("f");
    setxattr("f", "user.a", "x");
    same(before.mtime(), stat("f").mtime());
    holds(stat("f").ctime().compareTo(before.ctime()) >= 0, "ctime does not go back");
  }

  @Claim
  void missingFilesAreEnoent() {
    fails(ENOENT, () -> getxattr("f", "user.a"));
    fails(ENOENT, () -> setxattr("f", "user.a", "x"));
    fails(ENOENT, () -> listxattr("f"));
    fails(ENOENT, () -> removexattr("f", "user.a"));
  }

  @Claim
  void namesDifferByCase() {
    make("f");
    setxattr("f", "user.a", "small");
    setxattr("f", "user.A", "large");
    same("small", getxattr("f", "user.a"));
  }
}
