package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.O_CREAT;
import static io.distfs.integration.syscall.Flags.O_EXCL;
import static io.distfs.integration.syscall.Flags.O_WRONLY;

import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Xattrs;
import java.util.Arrays;

/** Steps of a {@link Crowd} in the folder all share, from each one's own beside it. Stateless. */
final class SharedCalls {
  /** What names of things begin with that only one can get. */
  static final String PRIZE = "prize-";

  private static final String SHARED = "../shared/";
  private static final String LOG = SHARED + "log";
  private static final String PARTS = SHARED + "parts";
  private static final int PART_BYTES = 1000;

  private SharedCalls() {}

  /** In the world's folder, as root, with no umask. */
  static void prepare() {
    for (int who = 0; who < Actor.COUNT; who++) {
      Names.mkdir("own" + who, 0777);
    }
    Names.mkdir("shared", 0777);
    make("shared/log", 0);
    make("shared/parts", 0);
    for (int i = 0; i < Crowd.PRIZES; i++) {
      make("shared/" + PRIZE + "move" + i, 0);
      make("shared/" + PRIZE + "unlink" + i, 0);
      Names.mkdir("shared/" + PRIZE + "rmdir" + i, 0777);
    }
  }

  private static void make(String path, int flags) {
    Descriptors.close(Descriptors.open(path, O_CREAT | O_WRONLY | flags, 0666));
  }

  static String append(Actor actor, Step step) {
    int fd = Descriptors.open(LOG, O_WRONLY | O_APPEND);
    try {
      return "" + Data.write(fd, "process %d step %d\n".formatted(step.who(), step.a()));
    } finally {
      Descriptors.close(fd);
    }
  }

  static String write(Actor actor, Step step) {
    int fd = Descriptors.open(PARTS, O_WRONLY);
    try {
      byte[] part = new byte[PART_BYTES];
      Arrays.fill(part, (byte) ('A' + step.who()));
      return "" + Data.pwrite(fd, part, (step.a() * (long) Actor.COUNT + step.who()) * PART_BYTES);
    } finally {
      Descriptors.close(fd);
    }
  }

  static String create(Actor actor, Step step) {
    make(own("file", step), O_EXCL);
    return "";
  }

  static String link(Actor actor, Step step) {
    Names.link(PARTS, own("link", step));
    return "";
  }

  static String rename(Actor actor, Step step) {
    Names.rename(own("file", step), own("moved", step));
    return "";
  }

  static String unlink(Actor actor, Step step) {
    Names.unlink(own("moved", step));
    return "";
  }

  static String xattr(Actor actor, Step step) {
    Xattrs.setxattr(LOG, "user.w" + step.who() + step.a() % 3, "v" + step.a());
    return "";
  }

  private static String own(String what, Step step) {
    return SHARED + what + step.who() + "-" + step.a();
  }

  static String contestMkdir(Actor actor, Step step) {
    Names.mkdir(prize("mkdir", step), 0755);
    return "";
  }

  static String contestCreate(Actor actor, Step step) {
    make(prize("create", step), O_EXCL);
    return "";
  }

  static String contestLink(Actor actor, Step step) {
    Names.link(PARTS, prize("link", step));
    return "";
  }

  static String contestRename(Actor actor, Step step) {
    Names.rename(prize("move", step), prize("moved", step));
    return "";
  }

  static String contestUnlink(Actor actor, Step step) {
    Names.unlink(prize("unlink", step));
    return "";
  }

  static String contestRmdir(Actor actor, Step step) {
    Names.rmdir(prize("rmdir", step));
    return "";
  }

  private static String prize(String what, Step step) {
    return SHARED + PRIZE + what + step.a();
  }
}
