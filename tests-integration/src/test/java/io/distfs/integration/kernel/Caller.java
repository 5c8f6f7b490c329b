package io.distfs.integration.kernel;

import io.distfs.integration.syscall.User;
import io.distfs.shared.fs.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call. Immutable.
 *
 * @param withGroups for what is judged by supplementary groups
 * @param plain without them, as a FUSE request carries its caller
 */
record Caller(Credentials withGroups, Credentials plain) {
  private static final Caller ROOT = new Caller(Credentials.ROOT, Credentials.ROOT);
  private static final int SETGID = 02000;

  static Caller of(@Nullable User user) {
    return user == null
        ? ROOT
        : new Caller(
            new Credentials(user.uid(), user.gid(), user.groups()),
            new Credentials(user.uid(), user.gid(), java.util.List.of()));
  }

  boolean isRoot() {
    return plain.isRoot();
  }

  boolean isOrOutranks(int uid) {
    return isRoot() || plain.uid() == uid;
  }

  /** Of a new node: groups matter only for whether a set-group-id bit may stay. */
  Credentials creator(int mode) {
    return (mode & SETGID) != 0 ? withGroups : plain;
  }
}
