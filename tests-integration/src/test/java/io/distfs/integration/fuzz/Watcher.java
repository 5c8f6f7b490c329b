package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;
import static io.distfs.integration.syscall.Flags.AT_STATX_FORCE_SYNC;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_NOFOLLOW;
import static io.distfs.integration.syscall.Flags.O_NONBLOCK;
import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.S_IFREG;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Peer;
import io.distfs.integration.syscall.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files a step touches, before and after it: as the superuser, and from a process of
 * its own, because closing a file that one has looked at would give up one's locks. Thread-safe.
 */
final class Watcher implements AutoCloseable {
  private final Peer peer = Peer.fork();
  private final boolean fineClock;

  /** With a clock that is not fine, times that may have moved twice within a tick tell nothing. */
  Watcher(boolean fineClock) {
    this.fineClock = fineClock;
  }

  /** What to look at, on behalf of a process and by its relative paths. */
  List<String> places(Peer actor, Step step, int fd) {
    String path = step.path();
    return List.of(
        actor.fromOutside("cwd/" + path),
        actor.fromOutside("cwd/" + step.other()),
        actor.fromOutside("cwd/" + NameCalls.folderOf(path)),
        actor.fromOutside("fd/" + fd));
  }

  /** Before the step. */
  List<@Nullable Stat> before(List<String> places) {
    return fineClock ? peer.ask(() -> looks(places, true)) : List.of();
  }

  /** After it: what is seen, and what has moved. */
  String after(List<String> places, List<@Nullable Stat> before) {
    List<@Nullable Stat> after = peer.ask(() -> looks(places, false));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < after.size(); i++) {
      Stat stat = after.get(i);
      Stat old = before.isEmpty() ? null : before.get(i);
      text.append("; ").append(stat == null ? "none" : Sight.shown(stat, old));
    }
    return text.toString();
  }

  /** Has it do something else. */
  <T> Future<T> begin(Supplier<T> body) {
    return peer.beginAsking(body);
  }

  @Override
  public void close() {
    peer.close();
  }

  private static List<@Nullable Stat> looks(List<String> places, boolean settled) {
    List<@Nullable Stat> looks = new ArrayList<>();
    for (String place : places) {
      // A descriptor is shown as a symlink, and what it leads to is meant.
      boolean follow = place.contains("/fd/");
      try {
        if (settled) {
          settle(place, follow);
        }
        looks.add(follow ? Attributes.stat(place) : Attributes.lstat(place));
      } catch (FailedCall e) {
        looks.add(null);
      }
    }
    return looks;
  }

  // Written data gets its time of change when it is flushed (docs/KNOWN_FAILURES.md): flushed now,
  // and asked for past the kernel's cache, it does not move by itself any more.
  private static void settle(String place, boolean follow) {
    if (Attributes.statx(AT_FDCWD, place, follow ? 0 : AT_SYMLINK_NOFOLLOW).type() == S_IFREG) {
      int fd = Descriptors.open(place, O_RDONLY | O_NONBLOCK);
      try {
        Data.fsync(fd);
      } finally {
        Descriptors.close(fd);
      }
      Attributes.statx(AT_FDCWD, place, AT_STATX_FORCE_SYNC | (follow ? 0 : AT_SYMLINK_NOFOLLOW));
    }
  }
}
