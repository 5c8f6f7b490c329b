package io.distfs.server.reference;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An access control list of the reference model, written from acl(5). */
final class ModelAccessList {
  private int user;
  private final TreeMap<Long, Integer> users = new TreeMap<>();
  private int group;
  private final TreeMap<Long, Integer> groups = new TreeMap<>();
  private @Nullable Integer mask;
  private int other;

  /** Refuses what is no list at all; true if it has entries. */
  static boolean isList(ByteString value) {
    if (value.length() == 0) {
      return false;
    }
    ModelFailure.unless(value.length() >= 4, Errno.EINVAL);
    ByteBuffer in = value.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ModelFailure.unless(in.getInt(0) == 2, Errno.EOPNOTSUPP);
    ModelFailure.unless(value.length() % 8 == 4, Errno.EINVAL);
    for (int at = 4; at < value.length(); at += 8) {
      int tag = in.getShort(at);
      boolean named = tag == 2 || tag == 8;
      boolean known = named || tag == 1 || tag == 4 || tag == 16 || tag == 32;
      ModelFailure.unless(known && !(named && in.getInt(at + 4) == -1), Errno.EINVAL);
    }
    return value.length() > 4;
  }

  /** Refuses entries out of order, doubled or missing. */
  static ModelAccessList read(ByteString value) {
    ModelAccessList list = new ModelAccessList();
    ByteBuffer in = value.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder shape = new StringBuilder();
    for (int at = 4; at < value.length(); at += 8) {
      int permissions = in.getShort(at + 2) & 0xFFFF;
      ModelFailure.unless(permissions <= 7, Errno.EINVAL);
      long id = Integer.toUnsignedLong(in.getInt(at + 4));
      int tag = in.getShort(at);
      Integer old = null;
      switch (tag) {
        case 1 -> list.user = permissions;
        case 2 -> old = list.users.put(id, permissions);
        case 4 -> list.group = permissions;
        case 8 -> old = list.groups.put(id, permissions);
        case 16 -> list.mask = permissions;
        default -> list.other = permissions;
      }
      ModelFailure.unless(old == null, Errno.EINVAL);
      shape.append(Integer.numberOfTrailingZeros(tag));
    }
    boolean complete = shape.toString().matches("0(1*23*45|25)");
    ModelFailure.unless(complete, Errno.EINVAL);
    return list;
  }

  int mode() {
    Integer masked = mask;
    return (user << 6) | ((masked == null ? group : masked) << 3) | other;
  }

  void chmod(int mode) {
    user = (mode >> 6) & 7;
    if (mask == null) {
      group = (mode >> 3) & 7;
    } else {
      mask = (mode >> 3) & 7;
    }
    other = mode & 7;
  }

  boolean isJustAMode() {
    return mask == null;
  }

  ByteString bytes() {
    Integer masked = mask;
    int entries = 3 + users.size() + groups.size() + (masked == null ? 0 : 1);
    ByteBuffer out = ByteBuffer.allocate(4 + 8 * entries).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(2);
    entry(out, 1, user, -1);
    named(out, 2, users);
    entry(out, 4, group, -1);
    named(out, 8, groups);
    if (masked != null) {
      entry(out, 16, masked, -1);
    }
    entry(out, 32, other, -1);
    return ByteString.wrap(out.array());
  }

  private static void named(ByteBuffer out, int tag, Map<Long, Integer> entries) {
    entries.forEach((id, permissions) -> entry(out, tag, permissions, id.intValue()));
  }

  private static void entry(ByteBuffer out, int tag, int permissions, int id) {
    out.putShort((short) tag).putShort((short) permissions).putInt(id);
  }
}
