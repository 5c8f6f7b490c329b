package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Listing.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** getdents64(2), and lseek(2) on folders: opendir, readdir, telldir, seekdir and rewinddir. */
final class Listings extends Subject {
  private static final int SMALL_BUFFER = 200;

  private static int folder(int files) {
    for (int i = 0; i < files; i++) {
      make("file" + i);
    }
    return open(".", O_RDONLY | O_DIRECTORY);
  }

  private static Set<String> all(int files) {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < files; i++) {
      all.add("file" + i);
    }
    return all;
  }

  @Claim
  void anEmptyFolderListsTheTwoDots() {
    List<String> all =
        rest(open(".", O_RDONLY)).stream().map(entry -> entry.name()).sorted().toList();
    same(List.of(".", ".."), all);
  }

  @Claim
  void everyNameIsListedOnce() {
    List<String> names = names(rest(folder(150)));
    same(150, names.size());
    same(all(150), new HashSet<>(names));
  }

  @Claim
  void smallBuffersListEveryNameOnce() {
    int fd = folder(60);
    List<String> seen = new ArrayList<>();
    for (var page = getdents(fd, SMALL_BUFFER);
        !page.isEmpty();
        page = getdents(fd, SMALL_BUFFER)) {
      seen.addAll(names(page));
    }
    same(60, seen.size());
    same(all(60), new HashSet<>(seen));
  }

  @Claim
  void aBufferTooSmallForOneNameIsEinval() {
    make("f".repeat(100));
    int fd = open(".", O_RDONLY);
    fails(EINVAL, () -> getdents(fd, 20));
  }

  @Claim
  void getdentsOfAFileIsEnotdir() {
    int fd = makeOpen("f", "");
    fails(ENOTDIR, () -> getdents(fd, 1000));
  }

  @Claim
  void inodeNumbersAreThoseOfStat() {
    make("f");
    mkdir("d", 0755);
    for (var entry : rest(open(".", O_RDONLY))) {
      if (!entry.name().startsWith(".")) {
        same(lstat(entry.name()).ino(), entry.ino());
      }
    }
  }

  @Claim
  void typesAreThoseOfStat() {
    make("f");
    mkdir("d", 0755);
    symlink("x", "s");
    mkfifo("p");
    mknod("c", S_IFCHR | 0600, 1, 3);
    mknod("b", S_IFBLK | 0600, 7, 0);
    mknod("k", S_IFSOCK | 0600);
    for (var entry : rest(open(".", O_RDONLY))) {
      if (!entry.name().startsWith(".")) {
        same(lstat(entry.name()).type() >> 12, entry.type());
      }
    }
  }

  @Claim
  void rewindStartsAgainAndSeesWhatIsNew() {
    int fd = folder(3);
    same(3, names(rest(fd)).size());
    make("late");
    lseek(fd, 0, SEEK_SET);
    holds(names(rest(fd)).contains("late"), "the new name is listed after a rewind");
  }

  @Claim
  void rewindMissesWhatIsGone() {
    int fd = folder(3);
    rest(fd);
    unlink("file1");
    lseek(fd, 0, SEEK_SET);
    same(List.of("file0", "file2"), names(rest(fd)));
  }

  @Claim
  void seekingToAnEntrysPlaceContinuesAfterIt() {
    int fd = folder(40);
    var all = rest(fd);
    for (int i = 0; i < all.size(); i += 7) {
      lseek(fd, all.get(i).next(), SEEK_SET);
      List<String> want = all.subList(i + 1, all.size()).stream().map(e -> e.name()).toList();
      same(want, rest(fd).stream().map(e -> e.name()).toList());
    }
  }

  @Claim
  void aPlaceStaysGoodWhenNamesBeforeItGo() {
    int fd = folder(40);
    var all = rest(fd);
    int middle = 20;
    for (int i = 0; i <= middle; i++) {
      if (!all.get(i).name().startsWith(".")) {
        unlink(all.get(i).name());
      }
    }
    lseek(fd, all.get(middle).next(), SEEK_SET);
    List<String> want = names(all.subList(middle + 1, all.size()));
    same(want, names(rest(fd)));
  }

  @Claim
  void namesThatStayAreListedOnceWhileOthersComeAndGo() {
    int fd = folder(100);
    List<String> seen = new ArrayList<>();
    int round = 0;
    for (var page = getdents(fd, SMALL_BUFFER);
        !page.isEmpty();
        page = getdents(fd, SMALL_BUFFER)) {
      seen.addAll(names(page));
      make("come" + round);
      if (round % 2 == 1) {
        unlink("come" + (round - 1));
      }
      round++;
    }
    List<String> stayed = seen.stream().filter(name -> name.startsWith("file")).toList();
    same(100, stayed.size());
    same(all(100), new HashSet<>(stayed));
    same(seen.size(), new HashSet<>(seen).size());
  }

  @Claim
  void removingEachNameAsItIsListedEmptiesTheFolder() {
    int fd = folder(100);
    for (var page = getdents(fd, SMALL_BUFFER);
        !page.isEmpty();
        page = getdents(fd, SMALL_BUFFER)) {
      names(page).forEach(name -> unlink(name));
    }
    same(List.of(), list("."));
  }

  @Claim
  void aNewDescriptorSeesWhatWasJustMadeAndRemoved() {
    make("f");
    same(List.of("f"), list("."));
    mkdir("d", 0755);
    same(List.of("d", "f"), list("."));
    rename("f", "g");
    same(List.of("d", "g"), list("."));
    rmdir("d");
    same(List.of("g"), list("."));
  }

  @Claim
  void theOffsetIsSharedByDuplicates() {
    int fd = folder(5);
    rest(fd);
    same(List.of(), names(rest(dup(fd))));
  }

  @Claim
  void openingNeedsReadPermission() {
    mkdir("d", 0711);
    make("d/f");
    User.ALICE.act(() -> fails(EACCES, () -> open("d", O_RDONLY)));
    User.ALICE.act(() -> stat("d/f"));
  }

  @Claim
  void readPermissionAloneListsButReachesNothing() {
    mkdir("d", 0744);
    make("d/f");
    User.ALICE.act(() -> same(List.of("f"), list("d")));
    User.ALICE.act(() -> fails(EACCES, () -> stat("d/f")));
  }

  @Claim
  void longNamesAreListedWhole() {
    String one = "n".repeat(255);
    String other = "m".repeat(255);
    make(one);
    make(other);
    same(List.of(other, one), list("."));
  }
}
