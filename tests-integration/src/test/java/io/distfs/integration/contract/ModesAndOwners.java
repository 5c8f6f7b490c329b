package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;

/** chmod(2) and chown(2). */
final class ModesAndOwners extends Subject {
  private static final User ALICE = User.ALICE;
  private static final User BOB = User.BOB;
  private static final int TEAM = 30_003;

  private static void makeFor(User user, String path, int mode) {
    make(path, "text");
    chown(path, user.uid(), user.gid());
    chmod(path, mode);
  }

  @Claim
  void chmodSetsAllTwelveBits() {
    make("f");
    for (int mode = 0; mode <= 07777; mode += 0421) {
      chmod("f", mode);
      sameMode(mode, stat("f").permissions());
    }
  }

  @Claim
  void chmodKeepsTheType() {
    mkdir("d", 0755);
    chmod("d", 0700);
    sameMode(S_IFDIR | 0700, stat("d").mode());
    mkfifo("p");
    chmod("p", 0600);
    sameMode(S_IFIFO | 0600, stat("p").mode());
  }

  @Claim
  void fchmodIsTheSame() {
    int fd = makeOpen("f", "");
    fchmod(fd, 0604);
    sameMode(0604, stat("f").permissions());
  }

  @Claim
  void chmodIsForTheOwner() {
    makeFor(ALICE, "f", 0666);
    ALICE.act(() -> chmod("f", 0600));
    BOB.act(() -> fails(EPERM, () -> chmod("f", 0666)));
    BOB.in(ALICE.gid()).act(() -> fails(EPERM, () -> chmod("f", 0666)));
    sameMode(0600, stat("f").permissions());
  }

  @Claim
  void chmodOfSetgidNeedsTheFilesGroup() {
    makeFor(ALICE, "f", 0755);
    chown("f", ALICE.uid(), TEAM);
    ALICE.act(() -> chmod("f", 02755));
    sameMode(0755, stat("f").permissions());
    ALICE.in(TEAM).act(() -> chmod("f", 02755));
    sameMode(02755, stat("f").permissions());
  }

  @Claim
  void chmodOfStickyFilesIsNoError() {
    makeFor(ALICE, "f", 0644);
    ALICE.act(() -> chmod("f", 01644));
    sameMode(01644, stat("f").permissions());
  }

  @Claim
  void chmodFollowsSymlinks() {
    make("f");
    symlink("f", "s");
    chmod("s", 0600);
    sameMode(0600, stat("f").permissions());
    sameMode(0777, lstat("s").permissions());
  }

  @Claim
  void chmodOfMissingNamesAndThroughFiles() {
    make("f");
    fails(ENOENT, () -> chmod("g", 0600));
    fails(ENOTDIR, () -> chmod("f/g", 0600));
    fails(ENOENT, () -> chmod("d/g", 0600));
  }

  @Claim
  void chmodTakesEffectAtOnce() {
    makeFor(ALICE, "f", 0600);
    BOB.act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
    chmod("f", 0644);
    BOB.act(() -> open("f", O_RDONLY));
    chmod("f", 0600);
    BOB.act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
  }

  @Claim
  void anOpenDescriptorOutlivesItsPermission() {
    makeFor(ALICE, "f", 0644);
    BOB.act(
        () -> {
          int fd = open("f", O_RDONLY);
          ALICE.act(() -> chmod("f", 0));
          same("text", readText(fd, 10));
        });
  }

  @Claim
  void chownByRootSetsBoth() {
    make("f");
    chown("f", 1, 2);
    same(1, stat("f").uid());
    same(2, stat("f").gid());
  }

  @Claim
  void chownWithMinusOneLeavesThat() {
    make("f");
    chown("f", 1, 2);
    chown("f", -1, 3);
    same(1, stat("f").uid());
    same(3, stat("f").gid());
    chown("f", 4, -1);
    same(4, stat("f").uid());
    same(3, stat("f").gid());
  }

  @Claim
  void fchownIsTheSame() {
    int fd = makeOpen("f", "");
    fchown(fd, 1, 2);
    same(1, fstat(fd).uid());
    same(2, stat("f").gid());
  }

  @Claim
  void largeIdsAreKept() {
    make("f");
    chown("f", 0x7ffffffe, 0xfffffffe);
    same(0x7ffffffe, stat("f").uid());
    same(0xfffffffe, stat("f").gid());
  }

  @Claim
  void theOwnerMayGiveToAGroupOfHisOnly() {
    makeFor(ALICE, "f", 0644);
    ALICE.in(TEAM).act(() -> chown("f", -1, TEAM));
    same(TEAM, stat("f").gid());
    ALICE.in(TEAM).act(() -> fails(EPERM, () -> chown("f", -1, BOB.gid())));
    ALICE.act(() -> fails(EPERM, () -> chown("f", BOB.uid(), -1)));
    ALICE.act(() -> chown("f", ALICE.uid(), ALICE.gid()));
  }

  @Claim
  void othersMayNotChownAtAll() {
    makeFor(ALICE, "f", 0666);
    BOB.act(() -> fails(EPERM, () -> chown("f", BOB.uid(), -1)));
    BOB.act(() -> fails(EPERM, () -> chown("f", -1, BOB.gid())));
  }

  @Claim
  void chownByTheOwnerTakesSetuidAndSetgidAway() {
    makeFor(ALICE, "f", 06755);
    ALICE.in(TEAM).act(() -> chown("f", -1, TEAM));
    sameMode(0755, stat("f").permissions());
  }

  @Claim
  void chownByRootTakesThemAwayFromExecutables() {
    makeFor(ALICE, "f", 06755);
    chown("f", BOB.uid(), BOB.gid());
    sameMode(0755, stat("f").permissions());
  }

  @Claim
  void chownLeavesSetgidWithoutGroupExecute() {
    makeFor(ALICE, "f", 02745);
    chown("f", BOB.uid(), BOB.gid());
    sameMode(02745, stat("f").permissions());
  }

  @Claim
  void chownOfAFolderLeavesItsBits() {
    mkdir("d", 0755);
    chmod("d", 07755);
    chown("d", ALICE.uid(), ALICE.gid());
    sameMode(07755, stat("d").permissions());
  }

  @Claim
  void chownOfMissingNamesAndThroughFiles() {
    make("f");
    fails(ENOENT, () -> chown("g", 1, 1));
    fails(ENOTDIR, () -> chown("f/g", 1, 1));
  }

  @Claim
  void chownTakesEffectAtOnce() {
    makeFor(ALICE, "f", 0600);
    ALICE.act(() -> open("f", O_RDWR));
    chown("f", BOB.uid(), -1);
    ALICE.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
    BOB.act(() -> open("f", O_RDWR));
  }

  @Claim
  void allNamesOfAFileShareItsModeAtOnce() {
    make("f");
    link("f", "g");
    stat("g");
    chmod("f", 0600);
    sameMode(0600, stat("g").permissions());
  }
}
