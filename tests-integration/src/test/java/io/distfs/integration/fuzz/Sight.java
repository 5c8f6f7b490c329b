package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.S_IFDIR;
import static io.distfs.integration.syscall.Flags.S_IFIFO;

import io.distfs.integration.syscall.Stat;
import io.distfs.integration.syscall.Time;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is seen of a file, as text that must be the same on both filesystems. Stateless. */
final class Sight {
  /** Times that a step sets lie far in the past; one from here on is the clock's. */
  private static final long CLOCK_SECONDS_MIN = 1_600_000_000;

  /** On a busy machine the same step may come this much later on the other filesystem. */
  private static final long TOLERANCE_SECONDS = 60;

  private Sight() {}

  @SuppressWarnings("ImmutableEnumChecker") // method references
  private enum Field {
    ATIME(Stat::atime),
    MTIME(Stat::mtime),
    CTIME(Stat::ctime);

    private final Function<Stat, Time> time;

    Field(Function<Stat, Time> time) {
      this.time = time;
    }
  }

  /**
   * No inode number, device or allocation, no size of a folder. Times that a step set are there to
   * the nanosecond; those of the clock as "now", if they are.
   */
  static String shown(Stat stat) {
    return shown(stat, null);
  }

  /** The same, and which times have moved since. */
  static String shown(Stat stat, @Nullable Stat before) {
    StringBuilder text = new StringBuilder(attributes(stat));
    // Writing to a fifo is the kernel's own doing, and it moves no times on FUSE.
    if (stat.type() != S_IFIFO) {
      for (Field field : Field.values()) {
        text.append(' ').append(field).append(' ').append(time(field.time.apply(stat)));
        if (before != null
            && before.ino() == stat.ino()
            && !field.time.apply(before).equals(field.time.apply(stat))) {
          text.append(" moved");
        }
      }
    }
    return text.toString();
  }

  private static String attributes(Stat stat) {
    long size = stat.type() == S_IFDIR ? 0 : stat.size();
    return "%o links %d owner %d:%d size %d device %d:%d"
        .formatted(
            stat.mode(),
            stat.nlink(),
            stat.uid(),
            stat.gid(),
            size,
            stat.rdevMajor(),
            stat.rdevMinor());
  }

  private static String time(Time time) {
    long now = Instant.now().getEpochSecond();
    if (time.seconds() >= CLOCK_SECONDS_MIN
        && Math.abs(now - time.seconds()) <= TOLERANCE_SECONDS) {
      return "now";
    }
    return time.seconds() + "." + time.nanos();
  }
}
