package io.distfs.integration.syscall;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a system call. The calls between {@link #act} and the end of what it was given are made
 * with that user's ids, without capabilities; credentials belong to a thread in Linux, and only the
 * C library makes them the whole process's. They are put on and off around each single call, so
 * that what the JVM does in between (loading classes, above all) is done as itself.
 */
public record User(int uid, int gid, List<Integer> groups) {
  /** An ordinary user with no group but its own. */
  public static final User ALICE = new User(10_001, 20_001);

  /** Another one, in no common group. */
  public static final User BOB = new User(10_002, 20_002);

  private static final ThreadLocal<User> ACTING = new ThreadLocal<>();

  /** A user with no group but one. */
  public User(int uid, int gid) {
    this(uid, gid, List.of());
  }

  /** The same user with these supplementary groups. */
  public User in(Integer... more) {
    return new User(uid, gid, List.of(more));
  }

  /** Makes the body's system calls as this user. Belongs to the calling thread. */
  public void act(Runnable body) {
    User before = ACTING.get();
    ACTING.set(this);
    try {
      body.run();
    } finally {
      if (before == null) {
        ACTING.remove();
      } else {
        ACTING.set(before);
      }
    }
  }

  /** Whoever acts on this thread, null if it is the process itself. */
  static @Nullable User acting() {
    return ACTING.get();
  }

  /** The system call, to Linux, with this user's ids. */
  long call(SystemCall call, long... arguments) {
    begin();
    try {
      return LinuxThread.raw(call, arguments);
    } finally {
      end();
    }
  }

  // The saved ids stay root's: they are the way back. Real ids change too, for access(2).
  private void begin() {
    try (Memory memory = new Memory()) {
      MemorySegment list = memory.ints(groups.stream().mapToInt(Integer::intValue).toArray());
      must(SystemCall.SETGROUPS, groups.size(), list.address());
    }
    must(SystemCall.SETRESGID, gid, gid, 0);
    must(SystemCall.SETRESUID, uid, uid, 0);
  }

  private static void end() {
    must(SystemCall.SETRESUID, 0, 0, 0);
    must(SystemCall.SETRESGID, 0, 0, 0);
    must(SystemCall.SETGROUPS, 0, 0);
  }

  private static void must(SystemCall call, long... arguments) {
    long result = LinuxThread.raw(call, arguments);
    if (result < 0) {
      throw new IllegalStateException(call + ": " + LinuxError.name((int) -result));
    }
  }
}
