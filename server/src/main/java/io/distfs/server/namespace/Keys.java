package io.distfs.server.namespace;

import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Layout of the keys: big-endian numbers, so that byte order is the order of numbers.
 *
 * <p>A segment's key holds its <em>last</em> byte, not its first: a forward scan from (inode, x)
 * then begins with the very segment that covers x, if one does.
 */
final class Keys {
  /** Below every key. */
  static final byte[] FIRST = {};

  /** Above every key: no id, tag or counter begins with so many one bits. */
  static final byte[] END = endOfAll();

  static final byte[] META_FORMAT = {1};
  static final byte[] META_APPLIED = {2};
  static final byte[] META_COUNTERS = {3};
  static final byte[] META_CLUSTER = {4};
  static final int META_RESERVED_TAG = 14;
  static final byte[] META_RESERVED = {META_RESERVED_TAG};
  static final int META_RECLAIM_TAG = 5;
  static final int META_NONCE_TAG = 6;

  static final int SESSION_STATE_TAG = 1;
  static final int SESSION_IDENTITY_TAG = 2;
  static final int SESSION_GRANTS_TAG = 3;
  static final int SESSION_HELD_TAG = 4;
  static final int SESSION_NAMED_TAG = 5;

  private Keys() {}

  static byte[] of(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static byte[] of(long first, long second) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
  }

  static byte[] of(InodeId inode) {
    return of(inode.value());
  }

  /** First key behind all those that begin with this inode. */
  static byte[] after(InodeId inode) {
    return of(inode.value() + 1);
  }

  /** First key behind all those that begin with these bytes, which are not all ones. */
  static byte[] afterPrefix(byte[] prefix) {
    byte[] after = prefix.clone();
    int last = after.length - 1;
    while (++after[last] == 0) {
      last--; // a carry
    }
    return after;
  }

  static byte[] dentry(InodeId directory, FileName name) {
    return concat(directory.value(), name.bytes());
  }

  static byte[] xattr(InodeId inode, ByteBuffer name) {
    byte[] key = new byte[Long.BYTES + name.remaining()];
    ByteBuffer.wrap(key).putLong(inode.value()).put(name);
    return key;
  }

  static byte[] cookie(InodeId directory, long cookie) {
    return of(directory.value(), cookie);
  }

  static byte[] segment(InodeId inode, Segment segment) {
    return of(inode.value(), segment.end() - 1);
  }

  static byte[] session(int tag, SessionId session) {
    return tagged(tag, session.value());
  }

  /** The block ids of a grant that were named. */
  static byte[] named(SessionId session, Grants.Range grant) {
    return sessionNumber(SESSION_NAMED_TAG, session, grant.first());
  }

  static byte[] held(SessionId session, InodeId inode) {
    return sessionNumber(SESSION_HELD_TAG, session, inode.value());
  }

  static byte[] reclaim(ServerId server, long sequence) {
    return of(server.value(), sequence);
  }

  static byte[] reclaimCounter(ServerId server) {
    return new byte[] {
      META_RECLAIM_TAG, (byte) (server.value() >>> Byte.SIZE), (byte) server.value()
    };
  }

  static byte[] nonce(UUID nonce) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) META_NONCE_TAG)
        .putLong(nonce.getMostSignificantBits())
        .putLong(nonce.getLeastSignificantBits())
        .array();
  }

  static byte[] tagged(int tag, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) tag).putLong(number).array();
  }

  /** The number at this byte of a key. */
  static long numberAt(byte[] key, int index) {
    if (key.length < index + Long.BYTES) {
      throw new CorruptStateException(
          "key of " + key.length + " bytes, want at least " + (index + Long.BYTES));
    }
    return ByteBuffer.wrap(key).getLong(index);
  }

  /** The bytes of a key behind its leading number. */
  static byte[] tail(byte[] key) {
    if (key.length < Long.BYTES) {
      throw new CorruptStateException("key of " + key.length + " bytes, want a number and a name");
    }
    return Arrays.copyOfRange(key, Long.BYTES, key.length);
  }

  private static byte[] sessionNumber(int tag, SessionId session, long number) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) tag)
        .putLong(session.value())
        .putLong(number)
        .array();
  }

  private static byte[] concat(long number, byte[] bytes) {
    byte[] key = new byte[Long.BYTES + bytes.length];
    ByteBuffer.wrap(key).putLong(number).put(bytes);
    return key;
  }

  private static byte[] endOfAll() {
    byte[] end = new byte[2 * Long.BYTES];
    Arrays.fill(end, (byte) 0xFF);
    return end;
  }
}
