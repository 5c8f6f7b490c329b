package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;
import static io.distfs.integration.syscall.Xattrs.*;

import io.distfs.integration.syscall.User;

/** Who may do what: the mode bits as another user, in groups, sticky and setgid folders. */
final class Permissions extends Subject {
  private static final User ALICE = User.ALICE;
  private static final User BOB = User.BOB;
  private static final int TEAM = 30_003;

  /** CAP_SETUID, permitted and effective: vfs_cap_data of linux/capability.h, revision 2. */
  private static final String MAY_SETUID =
      "\u0001\0\0\u0002" + "\u0080\0\0\0" + "\0\0\0\0" + "\0\0\0\0" + "\0\0\0\0";

  private static void makeFor(User user, String path, int mode) {
    make(path, "text");
    chown(path, user.uid(), user.gid());
    chmod(path, mode);
  }

  @Claim
  void theOwnersBitsCountForTheOwner() {
    makeFor(ALICE, "f", 0477);
    ALICE.act(() -> open("f", O_RDONLY));
    ALICE.act(() -> fails(EACCES, () -> open("f", O_WRONLY)));
    ALICE.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
  }

  @Claim
  void theGroupsBitsCountForTheGroup() {
    makeFor(ALICE, "f", 0747);
    User member = new User(BOB.uid(), ALICE.gid());
    member.act(() -> open("f", O_RDONLY));
    member.act(() -> fails(EACCES, () -> open("f", O_WRONLY)));
  }

  @Claim
  void supplementaryGroupsCountToo() {
    makeFor(ALICE, "f", 0660);
    chown("f", ALICE.uid(), TEAM);
    BOB.act(() -> fails(EACCES, () -> open("f", O_RDWR)));
    BOB.in(40_000, TEAM).act(() -> open("f", O_RDWR));
  }

  @Claim
  void aGroupWithFewerRightsThanOthersHasFewer() {
    makeFor(ALICE, "f", 0606);
    chown("f", ALICE.uid(), TEAM);
    BOB.in(TEAM).act(() -> fails(EACCES, () -> open("f", O_RDONLY)));
    BOB.act(() -> open("f", O_RDONLY));
  }

  @Claim
  void theOthersBitsCountForOthers() {
    makeFor(ALICE, "f", 0774);
    BOB.act(() -> open("f", O_RDONLY));
    BOB.act(() -> fails(EACCES, () -> open("f", O_WRONLY)));
  }

  @Claim
  void rootMayReadAndWriteWhateverTheMode() {
    makeFor(ALICE, "f", 0);
    open("f", O_RDWR);
    mkdir("d", 0);
    make("d/f");
  }

  @Claim
  void everyModeGivesWhatItSays() {
    makeFor(ALICE, "f", 0);
    User member = new User(BOB.uid(), ALICE.gid());
    User[] users = {ALICE, member, BOB};
    for (int bits = 0; bits < 8; bits++) {
      for (int who = 0; who < 3; who++) {
        chmod("f", bits << (6 - 3 * who));
        mayOpen("f", users[who], O_RDONLY, (bits & 4) != 0);
        mayOpen("f", users[who], O_WRONLY, (bits & 2) != 0);
        mayOpen("f", users[who], O_RDWR, (bits & 6) == 6);
      }
    }
  }

  private static void mayOpen(String path, User user, int flags, boolean may) {
    user.act(
        () -> {
          if (may) {
            close(open(path, flags));
          } else {
            fails(EACCES, () -> open(path, flags));
          }
        });
  }

  @Claim
  void searchPermissionIsNeededOnEveryFolderOnTheWay() {
    mkdir("d", 0755);
    mkdir("d/e", 0766);
    make("d/e/f");
    ALICE.act(() -> fails(EACCES, () -> stat("d/e/f")));
    ALICE.act(() -> fails(EACCES, () -> open("d/e/f", O_RDONLY)));
    ALICE.act(() -> fails(EACCES, () -> chdir("d/e")));
    ALICE.act(() -> fails(EACCES, () -> stat("d/e/.")));
    chmod("d/e", 0711);
    ALICE.act(() -> stat("d/e/f"));
  }

  @Claim
  void makingNamesNeedsWriteAndSearch() {
    mkdir("d", 0766);
    ALICE.act(() -> fails(EACCES, () -> make("d/f")));
    chmod("d", 0755);
    ALICE.act(() -> fails(EACCES, () -> make("d/f")));
    chmod("d", 0733);
    ALICE.act(() -> make("d/f"));
  }

  @Claim
  void accessAsksForTheRealUser() {
    makeFor(ALICE, "f", 0640);
    ALICE.act(() -> access("f", R_OK | W_OK));
    ALICE.act(() -> fails(EACCES, () -> access("f", X_OK)));
    BOB.act(() -> fails(EACCES, () -> access("f", R_OK)));
    BOB.act(() -> access("f", F_OK));
    fails(ENOENT, () -> access("g", F_OK));
    access("f", R_OK | W_OK);
  }

  @Claim
  void accessToExecuteIsForRootOnlyIfSomebodyMay() {
    make("f");
    fails(EACCES, () -> access("f", X_OK));
    chmod("f", 0001);
    access("f", X_OK);
  }

  @Claim
  void accessWithBadModeIsEinval() {
    make("f");
    fails(EINVAL, () -> access("f", 8));
  }

  @Claim
  void accessFollowsSymlinksUnlessTold() {
    symlink("nowhere", "s");
    fails(ENOENT, () -> access("s", F_OK));
    faccessat2(AT_FDCWD, "s", F_OK, AT_SYMLINK_NOFOLLOW);
  }

  @Claim
  void inAStickyFolderOnlyOwnersRemove() {
    mkdir("d", 01777);
    makeFor(ALICE, "d/f", 0666);
    BOB.act(() -> fails(EPERM, () -> unlink("d/f")));
    BOB.act(() -> fails(EPERM, () -> rename("d/f", "d/g")));
    ALICE.act(() -> unlink("d/f"));
  }

  @Claim
  void theOwnerOfAStickyFolderRemovesAnything() {
    mkdir("d", 01777);
    chown("d", BOB.uid(), BOB.gid());
    makeFor(ALICE, "d/f", 0600);
    BOB.act(() -> unlink("d/f"));
  }

  @Claim
  void inAStickyFolderNobodyReplacesAnothersFile() {
    mkdir("d", 01777);
    makeFor(ALICE, "d/f", 0666);
    makeFor(BOB, "d/g", 0666);
    BOB.act(() -> fails(EPERM, () -> rename("d/g", "d/f")));
    stat("d/f");
  }

  @Claim
  void inAStickyFolderOnlyOwnersRemoveFolders() {
    mkdir("d", 01777);
    ALICE.act(() -> mkdir("d/e", 0777));
    BOB.act(() -> fails(EPERM, () -> rmdir("d/e")));
    ALICE.act(() -> rmdir("d/e"));
  }

  @Claim
  void aStickyFolderStillLetsAnybodyMake() {
    mkdir("d", 01777);
    ALICE.act(() -> make("d/a"));
    BOB.act(() -> make("d/b"));
    BOB.act(() -> rename("d/b", "d/c"));
  }

  @Claim
  void aSetgidFolderGivesItsGroupToFiles() {
    mkdir("d", 0777);
    chown("d", 0, TEAM);
    chmod("d", 02777);
    ALICE.act(() -> make("d/f"));
    ALICE.act(() -> symlink("x", "d/s"));
    ALICE.act(() -> mkfifo("d/p"));
    same(TEAM, stat("d/f").gid());
    same(TEAM, lstat("d/s").gid());
    same(TEAM, stat("d/p").gid());
    same(ALICE.uid(), stat("d/f").uid());
    sameMode(0644, stat("d/f").permissions());
  }

  @Claim
  void aSetgidFolderGivesItsBitToFolders() {
    mkdir("d", 0777);
    chown("d", 0, TEAM);
    chmod("d", 02777);
    ALICE.act(() -> mkdir("d/e", 0755));
    same(TEAM, stat("d/e").gid());
    sameMode(02755, stat("d/e").permissions());
  }

  @Claim
  void withoutSetgidTheCallersGroupCounts() {
    mkdir("d", 0777);
    chown("d", 0, TEAM);
    chmod("d", 0777);
    ALICE.act(() -> make("d/f"));
    same(ALICE.gid(), stat("d/f").gid());
  }

  @Claim
  void aSetgidFileInASetgidFolderNeedsItsGroup() {
    mkdir("d", 0777);
    chown("d", 0, TEAM);
    chmod("d", 02777);
    ALICE.act(() -> open("d/f", O_CREAT | O_WRONLY, 02775));
    sameMode(0775, stat("d/f").permissions());
    ALICE.in(TEAM).act(() -> open("d/g", O_CREAT | O_WRONLY, 02775));
    sameMode(02775, stat("d/g").permissions());
  }

  @Claim
  void writingTakesSetuidAndSetgidAway() {
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> write(open("f", O_WRONLY), "x"));
    sameMode(0777, stat("f").permissions());
  }

  @Claim
  void writingByTheOwnerTakesThemAwayToo() {
    makeFor(ALICE, "f", 06755);
    ALICE.act(() -> write(open("f", O_WRONLY), "x"));
    sameMode(0755, stat("f").permissions());
  }

  @Claim
  void allocatingTakesThemAway() {
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> fallocate(open("f", O_WRONLY), 0, 0, 10));
    sameMode(0777, stat("f").permissions());
    chmod("f", 06777);
    fallocate(open("f", O_WRONLY), 0, 0, 20);
    sameMode(06777, stat("f").permissions());
  }

  @Claim
  void allocatingTakesCapabilitiesAway() {
    makeFor(ALICE, "f", 0777);
    setxattr("f", "security.capability", MAY_SETUID);
    BOB.act(() -> fallocate(open("f", O_WRONLY), 0, 0, 10));
    fails(ENODATA, () -> getxattr("f", "security.capability"));
  }

  @Claim
  void copyingARangeTakesThemAway() {
    make("from", "text");
    chmod("from", 0644);
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> copyFileRange(open("from", O_RDONLY), open("f", O_WRONLY), 4));
    sameMode(0777, stat("f").permissions());
  }

  @Claim
  void theModeAloneTellsThatTheyAreGone() {
    makeFor(ALICE, "f", 06755);
    sameMode(06755, modeAlone("f"));
    ALICE.act(() -> write(open("f", O_WRONLY), "x"));
    sameMode(0755, modeAlone("f"));
  }

  @Claim
  void theModeAloneTellsItAfterAllocating() {
    makeFor(ALICE, "f", 06755);
    sameMode(06755, modeAlone("f"));
    ALICE.act(() -> fallocate(open("f", O_WRONLY), 0, 0, 4096));
    sameMode(0755, modeAlone("f"));
  }

  @Claim
  void writingByRootLeavesThem() {
    makeFor(ALICE, "f", 06755);
    write(open("f", O_WRONLY), "x");
    sameMode(06755, stat("f").permissions());
  }

  @Claim
  void setgidWithoutGroupExecuteStaysOnWriting() {
    makeFor(ALICE, "f", 02767);
    chown("f", ALICE.uid(), TEAM);
    chmod("f", 02706);
    User member = BOB.in(TEAM);
    chmod("f", 02766);
    member.act(() -> write(open("f", O_WRONLY), "x"));
    sameMode(02766, stat("f").permissions());
  }

  @Claim
  void setgidWithoutGroupExecuteGoesWithAForeignWriter() {
    makeFor(ALICE, "f", 02666);
    BOB.act(() -> write(open("f", O_WRONLY), "x"));
    sameMode(0666, stat("f").permissions());
  }

  @Claim
  void setgidWithoutGroupExecuteGoesWithAForeignAllocation() {
    for (int mode : new int[] {0, FALLOC_FL_KEEP_SIZE, FALLOC_FL_ZERO_RANGE}) {
      makeFor(ALICE, "f" + mode, 06766);
      BOB.act(() -> fallocate(open("f" + mode, O_WRONLY), mode, 0, 10));
      sameMode(0766, stat("f" + mode).permissions());
    }
  }

  @Claim
  void setgidWithoutGroupExecuteGoesWithAForeignCopy() {
    make("from", "text");
    chmod("from", 0644);
    makeFor(ALICE, "f", 02666);
    BOB.act(() -> copyFileRange(open("from", O_RDONLY), open("f", O_WRONLY), 4));
    sameMode(0666, stat("f").permissions());
  }

  @Claim
  void setgidWithoutGroupExecuteStaysWithAMembersTruncation() {
    makeFor(ALICE, "f", 02766);
    chown("f", ALICE.uid(), TEAM);
    chmod("f", 02766);
    BOB.in(TEAM).act(() -> truncate("f", 0));
    sameMode(02766, stat("f").permissions());
  }

  @Claim
  void setgidWithoutGroupExecuteGoesWithAForeignTruncation() {
    makeFor(ALICE, "f", 02766);
    BOB.act(() -> truncate("f", 1));
    sameMode(0766, stat("f").permissions());
  }

  @Claim
  void truncatingTakesThemAway() {
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> truncate("f", 1));
    sameMode(0777, stat("f").permissions());
    chmod("f", 06777);
    BOB.act(() -> ftruncate(open("f", O_WRONLY), 0));
    sameMode(0777, stat("f").permissions());
  }

  @Claim
  void openWithTruncTakesThemAway() {
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> open("f", O_WRONLY | O_TRUNC));
    sameMode(0777, stat("f").permissions());
  }

  @Claim
  void readingLeavesThem() {
    makeFor(ALICE, "f", 06777);
    BOB.act(() -> readText(open("f", O_RDONLY), 10));
    sameMode(06777, stat("f").permissions());
  }
}
