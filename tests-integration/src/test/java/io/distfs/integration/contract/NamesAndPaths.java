package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Listing.*;
import static io.distfs.integration.syscall.Names.*;

import java.util.List;

/** Names and paths: lengths, bytes, dots and slashes. */
final class NamesAndPaths extends Subject {
  private static final int NAME_MAX = 255;

  @Claim
  void aNameMayBe255BytesLong() {
    String name = "n".repeat(NAME_MAX);
    make(name, "text");
    same("text", text(name));
    rename(name, "m".repeat(NAME_MAX));
    mkdir("d".repeat(NAME_MAX), 0755);
    unlink("m".repeat(NAME_MAX));
    rmdir("d".repeat(NAME_MAX));
    same(List.of(), list("."));
  }

  @Claim
  void aNameOf256BytesIsEnametoolongEverywhere() {
    String name = "n".repeat(NAME_MAX + 1);
    make("f");
    fails(ENAMETOOLONG, () -> make(name));
    fails(ENAMETOOLONG, () -> open(name, O_RDONLY));
    fails(ENAMETOOLONG, () -> mkdir(name, 0755));
    fails(ENAMETOOLONG, () -> rmdir(name));
    fails(ENAMETOOLONG, () -> unlink(name));
    fails(ENAMETOOLONG, () -> symlink("x", name));
    fails(ENAMETOOLONG, () -> link("f", name));
    fails(ENAMETOOLONG, () -> rename("f", name));
    fails(ENAMETOOLONG, () -> rename(name, "f"));
    fails(ENAMETOOLONG, () -> mknod(name, S_IFIFO | 0600));
    fails(ENAMETOOLONG, () -> lstat(name));
    fails(ENAMETOOLONG, () -> chmod(name, 0600));
    fails(ENAMETOOLONG, () -> truncate(name, 0));
    fails(ENAMETOOLONG, () -> readlink(name));
  }

  @Claim
  void aNameOf256BytesOnTheWayIsEnametoolong() {
    fails(ENAMETOOLONG, () -> open("n".repeat(NAME_MAX + 1) + "/f", O_RDONLY));
  }

  @Claim
  void allBytesButSlashAndNulAreNames() {
    for (int b = 1; b < 256; b++) {
      if (b != '/' && b != '.') {
        make(String.valueOf((char) b));
      }
    }
    same(253, list(".").size());
    for (int b = 1; b < 256; b++) {
      if (b != '/' && b != '.') {
        unlink(String.valueOf((char) b));
      }
    }
    same(List.of(), list("."));
  }

  @Claim
  void bytesThatAreNotUtf8StayAsTheyAre() {
    String name = "\u00ff\u00fe\u0080x\u00c3";
    mkdir(name, 0755);
    make(name + "/" + name, "text");
    same("text", text(name + "/" + name));
    same(List.of(name), list(name));
  }

  @Claim
  void namesThatDifferInTheirBytesDiffer() {
    make("a");
    make("A");
    make("\u00c3\u00a4"); // ä in one piece
    make("a\u00cc\u0088"); // and in two
    same(4, list(".").size());
  }

  @Claim
  void blanksLineBreaksAndBackslashesAreNames() {
    for (String name : List.of(" ", "a b", "\n", "\\", "\t", "*", "-", "...", ".hidden", "~")) {
      make(name, name);
      same(name, text(name));
    }
    same(10, list(".").size());
  }

  @Claim
  void manySlashesAreOne() {
    mkdir("d", 0755);
    make("d/f", "text");
    same("text", text("d////f"));
    same("text", text(".//./d/.//f"));
  }

  @Claim
  void aPathOf4095BytesWorks() {
    String path = "./".repeat(2047) + "f";
    make(path, "text");
    same("text", text("f"));
  }

  @Claim
  void aPathOf4096BytesIsEnametoolong() {
    fails(ENAMETOOLONG, () -> make("./".repeat(2047) + "ff"));
    fails(ENAMETOOLONG, () -> stat("./".repeat(2048)));
  }

  @Claim
  void openatReachesBeyondPathMax() {
    String name = "n".repeat(200);
    int fd = open(".", O_RDONLY);
    for (int i = 0; i < 30; i++) {
      mkdirat(fd, name, 0755);
      fd = openat(fd, name, O_RDONLY | O_DIRECTORY);
    }
    int file = openat(fd, "f", O_CREAT | O_RDWR, 0644);
    write(file, "deep");
    same("deep", preadText(openat(fd, "f", O_RDONLY), 10, 0));
    fchdir(fd);
    same("deep", text("f"));
    fails(ENAMETOOLONG, () -> stat((name + "/").repeat(25)));
  }

  @Claim
  void dotsOnTheWay() {
    mkdir("d", 0755);
    make("f", "text");
    same("text", text("d/../f"));
    same("text", text("./f"));
    fails(ENOENT, () -> stat("x/../f"));
    fails(ENOTDIR, () -> stat("f/../f"));
    fails(ENOTDIR, () -> stat("f/."));
  }

  @Claim
  void aBadPathAddressIsEfault() {
    fails(EFAULT, () -> truncateAt(8));
  }

  @Claim
  void manyNamesInOneFolder() {
    for (int i = 0; i < 300; i++) {
      link(i == 0 ? first() : "n0", "n" + i);
    }
    same(301, list(".").size());
  }

  private static String first() {
    make("first");
    return "first";
  }
}
