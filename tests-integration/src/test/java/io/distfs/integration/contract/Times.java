package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Listing.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.Stat;
import io.distfs.integration.syscall.Time;
import io.distfs.integration.syscall.User;

/** Times: setting them, and which of them each call changes. */
final class Times extends Subject {
  private static final Time OLD = new Time(1_000_000, 123_456_789);
  private static final Time OTHER = new Time(2_000_000_000, 1);

  private static void old(String path) {
    utimens(path, OLD, OLD);
  }

  /** Fails unless the body changes mtime and ctime of the path as said. */
  private static void changes(String path, boolean modification, boolean change, Runnable body) {
    utimensat(AT_FDCWD, path, OLD, OLD, AT_SYMLINK_NOFOLLOW);
    Stat before = lstat(path);
    awaitTick(path);
    body.run();
    Stat after = lstat(path);
    same(modification, !after.mtime().equals(before.mtime()));
    same(change, !after.ctime().equals(before.ctime()));
    holds(!change || after.ctime().isAfter(before.ctime()), "ctime goes forward");
  }

  // The kernel stamps from a clock that moves a few hundred times a second.
  private static void awaitTick(String path) {
    Stat before = lstat(path);
    make("tick");
    while (!stat("tick").ctime().isAfter(before.ctime())) {
      chmod("tick", 0600);
    }
    unlink("tick");
  }

  @Claim
  void bothTimesAreSetToTheNanosecond() {
    make("f");
    utimens("f", OLD, OTHER);
    same(OLD, stat("f").atime());
    same(OTHER, stat("f").mtime());
  }

  @Claim
  void omitLeavesThat() {
    make("f");
    utimens("f", OLD, OLD);
    utimens("f", Time.OMIT, OTHER);
    same(OLD, stat("f").atime());
    same(OTHER, stat("f").mtime());
    utimens("f", OTHER, Time.OMIT);
    same(OTHER, stat("f").atime());
    same(OTHER, stat("f").mtime());
  }

  @Claim
  void nowIsThePresent() {
    make("f");
    old("f");
    utimens("f", Time.OMIT, Time.NOW);
    same(OLD, stat("f").atime());
    holds(stat("f").mtime().seconds() > 1_600_000_000, "now");
  }

  @Claim
  void withoutTimesBothAreNow() {
    make("f");
    old("f");
    touch("f");
    holds(stat("f").mtime().seconds() > 1_600_000_000, "mtime is now");
    holds(stat("f").atime().seconds() > 1_600_000_000, "atime is now");
  }

  @Claim
  void nowIsNearTheClock() {
    make("f");
    long second = System.currentTimeMillis() / 1000;
    holds(Math.abs(stat("f").mtime().seconds() - second) <= 2, "mtime of a new file");
    holds(Math.abs(stat("f").ctime().seconds() - second) <= 2, "ctime of a new file");
    holds(Math.abs(stat("f").atime().seconds() - second) <= 2, "atime of a new file");
  }

  @Claim
  void badNanosecondsAreEinval() {
    make("f");
    fails(EINVAL, () -> utimens("f", new Time(1, 1_000_000_000), OLD));
    fails(EINVAL, () -> utimens("f", OLD, new Time(1, -1)));
  }

  @Claim
  void timesBefore1970AndAfter2038AreKept() {
    make("f");
    Time early = new Time(-1_000_000, 5);
    Time late = new Time(1L << 32, 999_999_999);
    utimens("f", early, late);
    same(early, stat("f").atime());
    same(late, stat("f").mtime());
  }

  @Claim
  void nofollowSetsTheSymlinksOwn() {
    make("f");
    old("f");
    symlink("f", "s");
    utimensat(AT_FDCWD, "s", OTHER, OTHER, AT_SYMLINK_NOFOLLOW);
    same(OTHER, lstat("s").mtime());
    same(OLD, stat("f").mtime());
    utimens("s", OTHER, OTHER);
    same(OTHER, stat("f").mtime());
  }

  @Claim
  void aDescriptorIsEnough() {
    int fd = makeOpen("f", "");
    utimensat(fd, null, OLD, OTHER, 0);
    same(OTHER, fstat(fd).mtime());
  }

  @Claim
  void settingTimesIsForTheOwner() {
    make("f");
    chmod("f", 0666);
    User.ALICE.act(() -> fails(EPERM, () -> utimens("f", OLD, OLD)));
    User.ALICE.act(() -> fails(EPERM, () -> utimens("f", Time.OMIT, Time.NOW)));
    User.ALICE.act(() -> fails(EPERM, () -> utimens("f", Time.NOW, OLD)));
  }

  @Claim
  void whoMayWriteMaySetBothToNow() {
    make("f");
    chmod("f", 0666);
    old("f");
    User.ALICE.act(() -> utimens("f", Time.NOW, Time.NOW));
    holds(stat("f").mtime().seconds() > 1_600_000_000, "mtime is now");
    chmod("f", 0644);
    User.ALICE.act(() -> fails(EACCES, () -> utimens("f", Time.NOW, Time.NOW)));
    User.ALICE.act(() -> fails(EACCES, () -> touch("f")));
  }

  @Claim
  void omittingBothIsNothingForAnybody() {
    make("f");
    old("f");
    User.ALICE.act(() -> utimens("f", Time.OMIT, Time.OMIT));
    same(OLD, stat("f").mtime());
  }

  @Claim
  void settingTimesOfAMissingNameIsEnoent() {
    fails(ENOENT, () -> utimens("f", OLD, OLD));
  }

  @Claim
  void settingTimesChangesCtime() {
    make("f");
    Time before = stat("f").ctime();
    awaitTick("f");
    utimens("f", OLD, OLD);
    holds(stat("f").ctime().isAfter(before), "ctime goes forward");
  }

  @Claim
  void writingChangesMtimeAndCtime() {
    int fd = makeOpen("f", "text");
    changes("f", true, true, () -> pwrite(fd, "x", 0));
  }

  @Claim
  void writingNothingChangesNothing() {
    int fd = makeOpen("f", "text");
    changes("f", false, false, () -> pwrite(fd, "", 0));
  }

  @Claim
  void readingChangesNeither() {
    int fd = makeOpen("f", "text");
    changes("f", false, false, () -> preadText(fd, 4, 0));
  }

  @Claim
  void aTimeSetAfterAWriteStays() {
    int fd = makeOpen("f", "");
    pwrite(fd, "text", 0);
    utimens("f", OLD, OLD);
    fsync(fd);
    close(fd);
    same(OLD, stat("f").mtime());
  }

  @Claim
  void aTimeSetByDescriptorAfterALargeWriteStays() {
    int fd = makeOpen("f", "");
    write(fd, bytes(500_000));
    utimensat(fd, null, OLD, OLD, 0);
    close(fd);
    same(OLD, stat("f").mtime());
    same(500_000, stat("f").size());
  }

  @Claim
  void truncateChangesMtimeAndCtime() {
    make("f", "text");
    changes("f", true, true, () -> truncate("f", 1));
    changes("f", true, true, () -> truncate("f", 9));
  }

  @Claim
  void ftruncateToTheSameSizeChangesMtimeAndCtime() {
    int fd = makeOpen("f", "text");
    changes("f", true, true, () -> ftruncate(fd, 4));
  }

  @Claim
  void chmodAndChownChangeCtimeOnly() {
    make("f");
    changes("f", false, true, () -> chmod("f", 0600));
    changes("f", false, true, () -> chown("f", 1, 1));
  }

  @Claim
  void linkAndUnlinkChangeCtimeOfTheFile() {
    make("f");
    changes("f", false, true, () -> link("f", "g"));
    changes("f", false, true, () -> unlink("g"));
  }

  @Claim
  void renameChangesCtimeOfTheFile() {
    make("f");
    link("f", "h");
    changes("h", false, true, () -> rename("f", "g"));
  }

  @Claim
  void beingReplacedChangesCtimeOfTheFile() {
    make("f");
    make("g");
    link("g", "h");
    changes("h", false, true, () -> rename("f", "g"));
  }

  @Claim
  void makingANameChangesTheFolder() {
    mkdir("d", 0755);
    make("f");
    changes("d", true, true, () -> make("d/f"));
    changes("d", true, true, () -> mkdir("d/e", 0755));
    changes("d", true, true, () -> symlink("x", "d/s"));
    changes("d", true, true, () -> mkfifo("d/p"));
    changes("d", true, true, () -> link("f", "d/l"));
  }

  @Claim
  void removingANameChangesTheFolder() {
    mkdir("d", 0755);
    make("d/f");
    mkdir("d/e", 0755);
    changes("d", true, true, () -> unlink("d/f"));
    changes("d", true, true, () -> rmdir("d/e"));
  }

  @Claim
  void renamingChangesBothFolders() {
    mkdir("d", 0755);
    mkdir("e", 0755);
    make("d/f");
    changes("d", true, true, () -> rename("d/f", "e/f"));
    changes("d", true, true, () -> rename("e/f", "d/f"));
    changes("d", true, true, () -> rename("d/f", "d/g"));
  }

  @Claim
  void writingAFileLeavesItsFolder() {
    mkdir("d", 0755);
    int fd = makeOpen("d/f", "");
    changes("d", false, false, () -> pwrite(fd, "text", 0));
    changes("d", false, false, () -> chmod("d/f", 0600));
  }

  @Claim
  void whatFailsChangesNothing() {
    mkdir("d", 0755);
    make("d/f");
    changes("d", false, false, () -> fails(EEXIST, () -> mkdir("d/f", 0755)));
    changes("d", false, false, () -> fails(ENOENT, () -> unlink("d/g")));
    changes("d/f", false, false, () -> fails(EEXIST, () -> link("d/f", "d/f")));
  }

  @Claim
  void openingAnExistingFileWithCreatChangesNothing() {
    make("f", "text");
    changes("f", false, false, () -> close(open("f", O_CREAT | O_RDWR, 0644)));
  }

  @Claim
  void aNewFilesTimesAreAllTheSame() {
    mkdir("d", 0755);
    Stat stat = stat("d");
    same(stat.atime(), stat.mtime());
    same(stat.mtime(), stat.ctime());
  }

  @Claim
  void theTimeOfBirthIsKnownAndStays() {
    make("f", "text");
    Stat born = stat("f");
    holds((born.mask() & Stat.STATX_BTIME) != 0, "statx tells the time of birth");
    old("f");
    write(open("f", O_WRONLY), "more");
    same(born.btime(), stat("f").btime());
  }

  @Claim
  void readingAnOldFileMovesAtimeForward() {
    // relatime: read after it was modified.
    make("f", "text");
    utimens("f", OLD, OTHER);
    same("text", text("f"));
    holds(stat("f").atime().seconds() > OLD.seconds(), "atime moved");
  }

  @Claim
  void noatimeLeavesAtime() {
    make("f", "text");
    utimens("f", OLD, OTHER);
    int fd = open("f", O_RDONLY | O_NOATIME);
    same("text", readText(fd, 10));
    same(OLD, stat("f").atime());
  }

  @Claim
  void listingAnOldFolderMovesItsAtime() {
    mkdir("d", 0755);
    make("d/f");
    utimens("d", OLD, OTHER);
    list("d");
    holds(stat("d").atime().seconds() > OLD.seconds(), "atime moved");
  }

  @Claim
  void openingIsNoRead() {
    make("f", "text");
    utimens("f", OLD, OTHER);
    close(open("f", O_RDONLY));
    same(OLD, stat("f").atime());
  }

  @Claim
  void anotherReadLeavesAtime() {
    // relatime: it is later than the last change by now.
    make("f", "text");
    awaitTick("f");
    same("text", text("f"));
    Time moved = stat("f").atime();
    holds(moved.isAfter(stat("f").ctime()), "atime moved");
    awaitTick("f");
    same("text", text("f"));
    same(moved, stat("f").atime());
  }

  @Claim
  void aReadAfterAChangeMovesAtimeAgain() {
    make("f", "text");
    same("text", text("f"));
    awaitTick("f");
    Time before = stat("f").atime();
    chmod("f", 0600);
    awaitTick("f");
    same("text", text("f"));
    holds(stat("f").atime().isAfter(before), "atime moved");
  }

  @Claim
  void aTimeSetAfterAReadIsTheLastWord() {
    make("f", "text");
    utimens("f", OLD, OTHER);
    same("text", text("f"));
    utimens("f", OLD, Time.OMIT);
    same(OLD, stat("f").atime());
  }

  @Claim
  void aReadMovesAtimeOnly() {
    make("f", "text");
    utimens("f", OLD, OTHER);
    Stat before = stat("f");
    same("text", text("f"));
    same(before.mtime(), stat("f").mtime());
    same(before.ctime(), stat("f").ctime());
  }

  @Claim
  void readlinkMovesAtimeOfAnOldSymlink() {
    symlink("target", "s");
    utimensat(AT_FDCWD, "s", OLD, OTHER, AT_SYMLINK_NOFOLLOW);
    same("target", readlink("s"));
    holds(lstat("s").atime().seconds() > OLD.seconds(), "atime moved");
  }

  @Claim
  void whoeverMayReadMovesAtime() {
    make("f", "text");
    chmod("f", 0644);
    utimens("f", OLD, OTHER);
    User.ALICE.act(() -> same("text", text("f")));
    holds(stat("f").atime().seconds() > OLD.seconds(), "atime moved");
  }

  @Claim
  void copyingMovesAtimeOfTheSource() {
    int from = makeOpen("g", "other");
    int to = makeOpen("f", "");
    utimens("g", OLD, OTHER);
    same(OLD, stat("g").atime());
    copyFileRange(from, 0, to, 0, 5);
    holds(stat("g").atime().seconds() > OLD.seconds(), "atime moved");
  }

  @Claim
  void theSizeIsRightAtOnceAfterEveryWrite() {
    int fd = makeOpen("f", "");
    for (int i = 1; i <= 20; i++) {
      write(fd, "0123456789");
      same(10L * i, stat("f").size());
    }
  }

  @Claim
  void fallocateAndCopyChangeMtimeAndCtime() {
    int fd = makeOpen("f", "text");
    int from = makeOpen("g", "other");
    changes("f", true, true, () -> fallocate(fd, 0, 0, 100));
    changes("f", true, true, () -> copyFileRange(from, 0, fd, 0, 5));
  }
}
