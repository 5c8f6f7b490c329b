package io.distfs.shared.fs;

import java.util.List;

/**
 * Who asks: effective user and group and the supplementary groups of the calling process. Ids are
 * unsigned 32-bit numbers carried in ints.
 */
public record Credentials(int uid, int gid, List<Integer> groups) {
  /** NGROUPS_MAX is 65,536; a request carries at most this many, the rest is cut off. */
  public static final int GROUPS_MAX = 1024;

  /** The superuser. */
  public static final Credentials ROOT = new Credentials(0, 0, List.of());

  public Credentials {
    groups = List.copyOf(groups);
    if (groups.size() > GROUPS_MAX) {
      throw new IllegalArgumentException("too many groups: " + groups.size());
    }
  }

  /** Whether this is the superuser. */
  public boolean isRoot() {
    return uid == 0;
  }

  /**
   * Whether a file of that group may have, or keep, its set-group-id bit from the caller: the
   * kernel's {@code in_group_or_capable}, with CAP_FSETID taken to be the superuser's.
   */
  public boolean inGroupOrRoot(int group) {
    return isRoot() || inGroup(group);
  }

  /** Whether the caller is in that group, as its effective or a supplementary one. */
  public boolean inGroup(int group) {
    return gid == group || groups.contains(group);
  }
}
