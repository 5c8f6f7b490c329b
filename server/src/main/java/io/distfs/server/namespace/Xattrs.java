package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import org.jspecify.annotations.Nullable;

/** Stored extended attributes of an inode and the accounts that go with them. Stateless. */
final class Xattrs {
  private static final int VALUE_VERSION = 1;

  private Xattrs() {}

  static @Nullable ByteString get(Records records, Inode inode, ByteString name) {
    byte[] value = inode.xattrBytes == 0 ? null : records.xattr(inode.id, name);
    return value == null ? null : decodeValue(value);
  }

  /** Sets or replaces it. ENOSPC beyond what an inode may have. */
  static void put(Transition transition, Inode inode, ByteString name, ByteString value) {
    ByteString old = get(transition.records(), inode, name);
    if (old != null) {
      count(inode, name, old, -1);
    }
    count(inode, name, value, 1);
    Refusal.when(
        inode.xattrBytes > Limits.XATTR_TOTAL_BYTES_MAX
            || inode.xattrListBytes > Limits.XATTR_LIST_BYTES_MAX,
        Errno.ENOSPC);
    transition
        .transaction()
        .put(Table.XATTR, Keys.xattr(inode.id, name.asBuffer()), encodeValue(value));
  }

  /** Removes it; false if there is none. */
  static boolean remove(Transition transition, Inode inode, ByteString name) {
    ByteString old = get(transition.records(), inode, name);
    if (old == null) {
      return false;
    }
    count(inode, name, old, -1);
    transition.transaction().delete(Table.XATTR, Keys.xattr(inode.id, name.asBuffer()));
    return true;
  }

  static byte[] encodeValue(ByteString value) {
    return new ValueWriter(VALUE_VERSION, value.length()).rest(value).toBytes();
  }

  static ByteString decodeValue(byte[] value) {
    return ByteString.wrap(new ValueReader("extended attribute", VALUE_VERSION, value).rest());
  }

  private static void count(Inode inode, ByteString name, ByteString value, int sign) {
    inode.xattrBytes += sign * (name.length() + value.length());
    inode.xattrListBytes += sign * (name.length() + 1);
  }
}
