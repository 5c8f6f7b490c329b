package io.distfs.mount.jnr;

import io.distfs.shared.fs.Credentials;
import java.util.ArrayList;
import java.util.List;

/**
 * Who made a request. Supplementary groups are read from /proc by libfuse, which costs as much as a
 * whole request, so they are asked for only where the server judges by them. Thread-safe.
 */
final class Callers {
  private static final long GID = 4;

  private final LibFuse fuse;

  Callers(LibFuse fuse) {
    this.fuse = fuse;
  }

  /** User and group. */
  Credentials of(long request) {
    long context = fuse.fuse_req_ctx(request);
    return new Credentials(Memory.getInt(context), Memory.getInt(context + GID), List.of());
  }

  /** User, group and, unless it is the superuser, supplementary groups. */
  Credentials withGroups(long request) {
    Credentials caller = of(request);
    return caller.isRoot() ? caller : new Credentials(caller.uid(), caller.gid(), groups(request));
  }

  private List<Integer> groups(long request) {
    long list = Scratch.address();
    int count = fuse.fuse_req_getgroups(request, Credentials.GROUPS_MAX, list);
    List<Integer> groups = new ArrayList<>();
    // Negative: the process is gone or in another pid namespace. Fewer rights are the safe answer.
    for (int i = 0; i < Math.min(count, Credentials.GROUPS_MAX); i++) {
      groups.add(Memory.getInt(list + (long) i * Integer.BYTES));
    }
    return groups;
  }
}
