package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_FOLLOW;
import static io.distfs.integration.syscall.Flags.F_GETFL;
import static io.distfs.integration.syscall.Flags.F_SETFL;
import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.O_CREAT;
import static io.distfs.integration.syscall.Flags.O_DIRECTORY;
import static io.distfs.integration.syscall.Flags.O_EXCL;
import static io.distfs.integration.syscall.Flags.O_NOFOLLOW;
import static io.distfs.integration.syscall.Flags.O_NONBLOCK;
import static io.distfs.integration.syscall.Flags.O_RDWR;
import static io.distfs.integration.syscall.Flags.O_TMPFILE;
import static io.distfs.integration.syscall.Flags.O_TRUNC;
import static io.distfs.integration.syscall.Flags.O_WRONLY;

import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.Names;

/** Steps that make and end descriptors. Stateless. */
final class OpenCalls {
  private static final int[] MORE = {O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NOFOLLOW};
  private static final int DIRECTORY_SHARE = 12;

  private OpenCalls() {}

  // Never waits for the other end of a fifo.
  static String open(Actor actor, Step step) {
    int flags = step.a() % 4 | O_NONBLOCK;
    for (int i = 0; i < MORE.length; i++) {
      if ((step.b() >> i & 1) != 0) {
        flags |= MORE[i];
      }
    }
    if (step.a() % DIRECTORY_SHARE == 0) {
      flags |= O_DIRECTORY;
    }
    actor.put(step.slot(), Descriptors.open(step.path(), flags, step.mode()));
    return "";
  }

  static String unnamed(Actor actor, Step step) {
    int flags =
        O_TMPFILE | (step.a() % 2 == 0 ? O_RDWR : O_WRONLY) | (step.b() % 4 == 0 ? O_EXCL : 0);
    actor.put(step.slot(), Descriptors.open(step.path(), flags, step.mode()));
    return "";
  }

  static String link(Actor actor, Step step) {
    String descriptor = "/proc/thread-self/fd/" + actor.fd(step.slot());
    Names.linkat(AT_FDCWD, descriptor, AT_FDCWD, step.path(), AT_SYMLINK_FOLLOW);
    return "";
  }

  static String close(Actor actor, Step step) {
    int fd = actor.take(step.slot());
    Descriptors.close(fd);
    return "";
  }

  static String dup(Actor actor, Step step) {
    actor.put(step.to(), Descriptors.dup(actor.fd(step.slot())));
    return "";
  }

  static String setAppend(Actor actor, Step step) {
    int append = step.a() % 2 == 0 ? O_APPEND : 0;
    int fd = actor.fd(step.slot());
    Descriptors.fcntl(fd, F_SETFL, append | O_NONBLOCK);
    return Integer.toOctalString(Descriptors.fcntl(fd, F_GETFL, 0) & O_APPEND);
  }
}
