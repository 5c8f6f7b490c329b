package io.distfs.server.namespace;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import java.nio.ByteBuffer;

/**
 * A row of {@link Table#LOCK}: one granted lock. Immutable.
 *
 * <pre>
 *   key    inode i64 │ kind u8 │ session i64 │ owner i64 │ first byte i64
 *   value  version u8 │ mode u8 │ last byte i64 │ pid i32
 * </pre>
 */
record LockRow(InodeId inode, HeldLock held) {
  static final int KEY_BYTES = 4 * Long.BYTES + 1;

  private static final int VERSION = 1;
  private static final int VALUE_BYTES = 13;
  private static final int FLOCK = 1;
  private static final int RECORD = 2;
  private static final int SHARED = 1;
  private static final int EXCLUSIVE = 2;

  FileLock lock() {
    return held.lock();
  }

  boolean isOf(SessionId session, FileLock like) {
    return held.session().equals(session)
        && lock().kind() == like.kind()
        && lock().owner() == like.owner();
  }

  byte[] key() {
    return ByteBuffer.allocate(KEY_BYTES)
        .put(ownerPrefix(inode, lock().kind(), held.session(), lock().owner()))
        .putLong(lock().start())
        .array();
  }

  byte[] value() {
    return new ValueWriter(VERSION, VALUE_BYTES)
        .u8(number(lock().mode()))
        .i64(lock().end())
        .i32(lock().pid())
        .toBytes();
  }

  static LockRow decode(byte[] key, byte[] value) {
    Inspection.checkLength(key, KEY_BYTES);
    ByteBuffer in = ByteBuffer.wrap(key);
    InodeId inode = new InodeId(in.getLong());
    FileLock.Kind kind = kind(in.get());
    SessionId session = new SessionId(in.getLong());
    long owner = in.getLong();
    long start = in.getLong();
    ValueReader fields = new ValueReader("lock", VERSION, value);
    FileLock.Mode mode = mode(fields.u8());
    FileLock lock = lock(kind, mode, start, fields.i64(), owner, fields.i32());
    fields.end();
    return new LockRow(inode, new HeldLock(session, lock));
  }

  /** A lock as part of another value. */
  static void write(ValueWriter out, HeldLock held) {
    FileLock lock = held.lock();
    out.i64(held.session().value()).u8(number(lock.kind())).u8(number(lock.mode()));
    out.i64(lock.start()).i64(lock.end()).i64(lock.owner()).i32(lock.pid());
  }

  static HeldLock read(ValueReader in) {
    SessionId session = new SessionId(in.i64());
    FileLock.Kind kind = kind(in.u8());
    FileLock.Mode mode = mode(in.u8());
    return new HeldLock(session, lock(kind, mode, in.i64(), in.i64(), in.i64(), in.i32()));
  }

  private static FileLock lock(
      FileLock.Kind kind, FileLock.Mode mode, long start, long end, long owner, int pid) {
    if (start < 0 || end < start) {
      throw new CorruptStateException("lock of the bytes " + start + " to " + end);
    }
    return new FileLock(kind, mode, start, end, owner, pid);
  }

  private static int number(FileLock.Kind kind) {
    return switch (kind) {
      case FLOCK -> FLOCK;
      case RECORD -> RECORD;
    };
  }

  private static FileLock.Kind kind(int number) {
    return switch (number) {
      case FLOCK -> FileLock.Kind.FLOCK;
      case RECORD -> FileLock.Kind.RECORD;
      default -> throw new CorruptStateException("lock of unknown kind " + number);
    };
  }

  private static int number(FileLock.Mode mode) {
    return switch (mode) {
      case SHARED -> SHARED;
      case EXCLUSIVE -> EXCLUSIVE;
      case UNLOCK -> throw new IllegalStateException("an unlock is no lock to be stored");
    };
  }

  private static FileLock.Mode mode(int number) {
    return switch (number) {
      case SHARED -> FileLock.Mode.SHARED;
      case EXCLUSIVE -> FileLock.Mode.EXCLUSIVE;
      default -> throw new CorruptStateException("lock of unknown mode " + number);
    };
  }

  /** What the keys of a session's locks of one kind on an inode begin with. */
  static byte[] sessionPrefix(InodeId inode, FileLock.Kind kind, SessionId session) {
    return ByteBuffer.allocate(2 * Long.BYTES + 1)
        .putLong(inode.value())
        .put((byte) number(kind))
        .putLong(session.value())
        .array();
  }

  /** What the keys of an owner's locks of one kind on an inode begin with. */
  static byte[] ownerPrefix(InodeId inode, FileLock.Kind kind, SessionId session, long owner) {
    return ByteBuffer.allocate(3 * Long.BYTES + 1)
        .put(sessionPrefix(inode, kind, session))
        .putLong(owner)
        .array();
  }
}
