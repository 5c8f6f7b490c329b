package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;
import static io.distfs.integration.syscall.Xattrs.*;

import io.distfs.integration.syscall.User;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** POSIX ACLs, acl(5), as the kernel keeps them: binary values of system.posix_acl_*. */
final class AccessLists extends Subject {
  private static final String ACCESS = "system.posix_acl_access";
  private static final String DEFAULT = "system.posix_acl_default";
  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;
  private static final int TEAM = 30_003;
  private static final User ALICE = User.ALICE;
  private static final User BOB = User.BOB;

  // Version 2, then tag, permissions and id of each entry, all little-endian.
  private static byte[] acl(int[]... entries) {
    ByteBuffer acl = ByteBuffer.allocate(4 + 8 * entries.length).order(ByteOrder.LITTLE_ENDIAN);
    acl.putInt(2);
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]);
      acl.putInt(entry.length > 2 ? entry[2] : -1);
    }
    return acl.array();
  }

  private static int[] entry(int tag, int permissions) {
    return new int[] {tag, permissions};
  }

  private static int[] entry(int tag, int permissions, int id) {
    return new int[] {tag, permissions, id};
  }

  /** rw for the owner and for Alice, nothing for the group and others, under a mask. */
  private static byte[] alice(int mask) {
    return acl(
        entry(USER_OBJ, 6),
        entry(USER, 6, ALICE.uid()),
        entry(GROUP_OBJ, 0),
        entry(MASK, mask),
        entry(OTHER, 0));
  }

  @Claim
  void aListComesBack() {
    make("f");
    setxattr("f", ACCESS, alice(6), 0);
    same(alice(6), getxattrBytes("f", ACCESS));
    same(java.util.List.of(ACCESS), listxattr("f"));
  }

  @Claim
  void aNamedUserHasWhatTheListSays() {
    make("f", "text");
    setxattr("f", ACCESS, alice(6), 0);
    ALICE.act(() -> open("f", O_RDWR));
    BOB.act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
  }

  @Claim
  void theMaskLimitsNamedUsers() {
    make("f", "text");
    setxattr("f", ACCESS, alice(4), 0);
    ALICE.act(() -> open("f", O_RDONLY));
    ALICE.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
  }

  @Claim
  void aNamedGroupHasWhatTheListSays() {
    make("f");
    setxattr(
        "f",
        ACCESS,
        acl(
            entry(USER_OBJ, 6),
            entry(GROUP_OBJ, 0),
            entry(GROUP, 4, TEAM),
            entry(MASK, 7),
            entry(OTHER, 0)),
        0);
    BOB.in(TEAM).act(() -> open("f", O_RDONLY));
    BOB.in(TEAM).act(() -> fails(EACCES, () -> open("f", O_WRONLY)));
    BOB.act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
  }

  @Claim
  void theGroupBitsOfTheModeAreTheMask() {
    make("f");
    setxattr("f", ACCESS, alice(6), 0);
    sameMode(0660, stat("f").permissions());
    chmod("f", 0640);
    same(alice(4), getxattrBytes("f", ACCESS));
    ALICE.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
  }

  @Claim
  void aNewModeShowsInAListThatWasReadBefore() {
    mkdir("d", 0777);
    setxattr("d", ACCESS, alice(4), 0);
    same(alice(4), getxattrBytes("d", ACCESS));
    chmod("d", 0660);
    same(alice(6), getxattrBytes("d", ACCESS));
  }

  @Claim
  void aListThatSaysNoMoreThanAModeIsAMode() {
    make("f");
    setxattr("f", ACCESS, acl(entry(USER_OBJ, 7), entry(GROUP_OBJ, 5), entry(OTHER, 1)), 0);
    sameMode(0751, stat("f").permissions());
    fails(ENODATA, () -> getxattr("f", ACCESS));
  }

  @Claim
  void brokenListsAreEinval() {
    make("f");
    fails(EINVAL, () -> setxattr("f", ACCESS, acl(entry(USER_OBJ, 6)), 0));
    fails(
        EINVAL,
        () ->
            setxattr(
                "f",
                ACCESS,
                acl(entry(USER_OBJ, 6), entry(USER, 6, 5), entry(GROUP_OBJ, 0), entry(OTHER, 0)),
                0));
    fails(EINVAL, () -> setxattr("f", ACCESS, new byte[] {2, 0, 0}, 0));
  }

  @Claim
  void onlyTheOwnerSetsIt() {
    make("f");
    chmod("f", 0666);
    ALICE.act(() -> fails(EPERM, () -> setxattr("f", ACCESS, alice(6), 0)));
    chown("f", ALICE.uid(), ALICE.gid());
    ALICE.act(() -> setxattr("f", ACCESS, alice(6), 0));
  }

  @Claim
  void removingItLeavesTheMode() {
    make("f");
    setxattr("f", ACCESS, alice(6), 0);
    removexattr("f", ACCESS);
    fails(ENODATA, () -> getxattr("f", ACCESS));
    ALICE.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
  }

  @Claim
  void aDefaultListIsForFoldersOnly() {
    make("f");
    fails(EACCES, () -> setxattr("f", DEFAULT, alice(6), 0));
  }

  @Claim
  void newFilesInheritTheDefaultList() {
    mkdir("d", 0755);
    setxattr("d", DEFAULT, alice(7), 0);
    umask(077);
    open("d/f", O_CREAT | O_WRONLY, 0666);
    same(alice(6), getxattrBytes("d/f", ACCESS));
    sameMode(0660, stat("d/f").permissions());
    fails(ENODATA, () -> getxattr("d/f", DEFAULT));
    ALICE.act(() -> open("d/f", O_RDWR));
  }

  @Claim
  void theModeOfCreationLimitsWhatIsInherited() {
    mkdir("d", 0755);
    setxattr("d", DEFAULT, alice(7), 0);
    open("d/f", O_CREAT | O_WRONLY, 0640);
    same(alice(4), getxattrBytes("d/f", ACCESS));
    sameMode(0640, stat("d/f").permissions());
  }

  @Claim
  void newFoldersInheritTheDefaultListAsTheirOwn() {
    mkdir("d", 0755);
    setxattr("d", DEFAULT, alice(7), 0);
    mkdir("d/e", 0777);
    same(alice(7), getxattrBytes("d/e", DEFAULT));
    same(alice(7), getxattrBytes("d/e", ACCESS));
  }

  @Claim
  void aDefaultListGivesNoAccessItself() {
    mkdir("d", 0700);
    setxattr("d", DEFAULT, alice(7), 0);
    ALICE.act(() -> fails(EACCES, () -> open("d", O_RDONLY)));
  }

  @Claim
  void symlinksHaveNone() {
    mkdir("d", 0755);
    setxattr("d", DEFAULT, alice(7), 0);
    symlink("x", "d/s");
    fails(EOPNOTSUPP, () -> lgetxattr("d/s", ACCESS));
  }
}
