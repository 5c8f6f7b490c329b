package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX access control list, acl(5), in the order user::, user:…, group::, group:…, mask::,
 * other::, those with an id ascending. Immutable.
 *
 * <pre>
 *   as an extended attribute, linux/posix_acl_xattr.h, little-endian:
 *   0   u32   version: 2
 *   4   u16   tag              one entry of 8 bytes after the other
 *   6   u16   permissions
 *   8   u32   id, of a named user or group, else 0xFFFFFFFF
 * </pre>
 */
record AccessList(List<Entry> entries) {
  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 4;
  private static final int ENTRY_BYTES = 8;

  private static final int USER_OWNER = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OWNER = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private static final int ALL = 7;
  private static final int UNDEFINED_ID = -1;
  private static final int MINIMAL_ENTRIES = 3;

  AccessList {
    entries = List.copyOf(entries);
  }

  /**
   * An entry.
   *
   * @param id of a named user or group, unsigned
   */
  record Entry(int tag, int permissions, int id) {
    private boolean isNamed() {
      return tag == USER || tag == GROUP;
    }
  }

  /**
   * What an attribute's value means: null for a list without entries, which stands for none at all.
   * EINVAL for what is no list, EOPNOTSUPP for another version, as posix_acl_from_xattr.
   */
  static @Nullable AccessList parse(ByteString value) {
    if (value.length() == 0) {
      return null;
    }
    Refusal.when(value.length() < HEADER_BYTES, Errno.EINVAL);
    ByteBuffer in = value.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
    Refusal.when(in.getInt() != VERSION, Errno.EOPNOTSUPP);
    Refusal.when(in.remaining() % ENTRY_BYTES != 0, Errno.EINVAL);
    List<Entry> entries = new ArrayList<>(in.remaining() / ENTRY_BYTES);
    while (in.hasRemaining()) {
      entries.add(entry(in.getShort() & 0xFFFF, in.getShort() & 0xFFFF, in.getInt()));
    }
    return entries.isEmpty() ? null : new AccessList(entries);
  }

  private static Entry entry(int tag, int permissions, int id) {
    return switch (tag) {
      case USER, GROUP -> {
        Refusal.when(id == UNDEFINED_ID, Errno.EINVAL);
        yield new Entry(tag, permissions, id);
      }
      case USER_OWNER, GROUP_OWNER, MASK, OTHER -> new Entry(tag, permissions, UNDEFINED_ID);
      default -> throw new Refusal(Errno.EINVAL);
    };
  }

  /**
   * The same list in its canonical order. EINVAL unless each class of entries stands in its place,
   * the owner's, group's and others' exactly once, no id twice, and a mask where an id is.
   */
  AccessList canonical() {
    Set<Entry> ids = new HashSet<>();
    List<Integer> once = new ArrayList<>();
    int last = 0;
    for (Entry entry : entries) {
      Refusal.when((entry.permissions & ~ALL) != 0 || entry.tag < last, Errno.EINVAL);
      last = entry.tag;
      if (entry.isNamed()) {
        Refusal.when(!ids.add(new Entry(entry.tag, 0, entry.id)), Errno.EINVAL);
      } else {
        once.add(entry.tag);
      }
    }
    boolean masked = once.equals(List.of(USER_OWNER, GROUP_OWNER, MASK, OTHER));
    boolean plain = once.equals(List.of(USER_OWNER, GROUP_OWNER, OTHER)) && ids.isEmpty();
    Refusal.when(!masked && !plain, Errno.EINVAL);
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingInt(Entry::tag).thenComparing(Entry::id, Integer::compareUnsigned));
    return new AccessList(sorted);
  }

  /** Whether it says no more than nine permission bits do. */
  boolean isMinimal() {
    return entries.size() == MINIMAL_ENTRIES;
  }

  /** The permission bits of its owner, group class (the mask if there is one) and others. */
  int permissions() {
    int bits = 0;
    for (Entry entry : entries) {
      int shift = shift(entry);
      bits |= shift < 0 ? 0 : entry.permissions << shift;
    }
    return bits;
  }

  /** chmod(2): the classes get these permission bits. */
  AccessList withPermissions(int bits) {
    List<Entry> changed = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      int shift = shift(entry);
      changed.add(shift < 0 ? entry : new Entry(entry.tag, (bits >> shift) & ALL, UNDEFINED_ID));
    }
    return new AccessList(changed);
  }

  ByteString encode() {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + ENTRY_BYTES * entries.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(VERSION);
    for (Entry entry : entries) {
      out.putShort((short) entry.tag).putShort((short) entry.permissions).putInt(entry.id);
    }
    return ByteString.wrap(out.array());
  }

  /** Where in the permission bits the class lies that an entry speaks for, -1 if for none. */
  private int shift(Entry entry) {
    return switch (entry.tag) {
      case USER_OWNER -> 6;
      case MASK -> 3;
      case GROUP_OWNER -> isMasked() ? -1 : 3;
      case OTHER -> 0;
      default -> -1;
    };
  }

  private boolean isMasked() {
    return entries.get(entries.size() - 2).tag == MASK;
  }
}
