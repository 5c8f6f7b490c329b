package io.distfs.shared.wire;

import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.WithdrawLock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes of locks and of the messages that wait for them. Stateless. */
public final class LockCodec {
  private static final int FLOCK = 1;
  private static final int RECORD = 2;

  private static final int SHARED = 1;
  private static final int EXCLUSIVE = 2;
  private static final int UNLOCK = 3;

  private static final int FREE = 1;
  private static final int WAITING = 2;
  private static final int DEADLOCK = 3;

  private LockCodec() {}

  static void write(WireWriter writer, FileLock lock) {
    writer.u8(
        switch (lock.kind()) {
          case FLOCK -> FLOCK;
          case RECORD -> RECORD;
        });
    writer.u8(
        switch (lock.mode()) {
          case SHARED -> SHARED;
          case EXCLUSIVE -> EXCLUSIVE;
          case UNLOCK -> UNLOCK;
        });
    writer.u63("lock start", lock.start());
    writer.u63("lock end", lock.end());
    writer.i64(lock.owner());
    writer.i32(lock.pid());
  }

  static FileLock read(WireReader reader) {
    FileLock.Kind kind = readKind(reader);
    FileLock.Mode mode = readMode(reader);
    long start = reader.u63("lock start");
    long end = reader.u63("lock end");
    if (end < start) {
      throw reader.invalid("lock end: want " + start + " or more, have " + end, null);
    }
    return new FileLock(kind, mode, start, end, reader.i64(), reader.i32());
  }

  private static FileLock.Kind readKind(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case FLOCK -> FileLock.Kind.FLOCK;
      case RECORD -> FileLock.Kind.RECORD;
      default -> throw reader.unknown("kind of lock", tag);
    };
  }

  private static FileLock.Mode readMode(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case SHARED -> FileLock.Mode.SHARED;
      case EXCLUSIVE -> FileLock.Mode.EXCLUSIVE;
      case UNLOCK -> FileLock.Mode.UNLOCK;
      default -> throw reader.unknown("mode of lock", tag);
    };
  }

  static void write(WireWriter writer, HeldLock held) {
    IdCodec.write(writer, held.session());
    write(writer, held.lock());
  }

  static HeldLock readHeld(WireReader reader) {
    return new HeldLock(IdCodec.readSession(reader), read(reader));
  }

  static void writeOrNull(WireWriter writer, @Nullable HeldLock held) {
    writer.flag(held != null);
    if (held != null) {
      write(writer, held);
    }
  }

  static @Nullable HeldLock readOrNull(WireReader reader) {
    return reader.flag("lock present") ? readHeld(reader) : null;
  }

  static void write(WireWriter writer, Mutation.SetLock set) {
    IdCodec.write(writer, set.inode());
    write(writer, set.lock());
  }

  static Mutation.SetLock readSetLock(WireReader reader) {
    return new Mutation.SetLock(IdCodec.readInode(reader), read(reader));
  }

  static void write(WireWriter writer, Mutation.UnlockOwner unlock) {
    IdCodec.write(writer, unlock.inode());
    writer.i64(unlock.owner());
  }

  static Mutation.UnlockOwner readUnlockOwner(WireReader reader) {
    return new Mutation.UnlockOwner(IdCodec.readInode(reader), reader.i64());
  }

  /** A wait as a message. */
  public static ByteBuffer encodeAwait(AwaitLock await) {
    return Decoding.encode(
        await,
        (writer, value) -> {
          IdCodec.write(writer, value.session());
          writer.u63("number of the wait", value.number());
          IdCodec.write(writer, value.inode());
          write(writer, value.lock());
        });
  }

  /**
   * The wait of a message.
   *
   * @throws FsException EBADMSG if the bytes are not one
   */
  public static AwaitLock decodeAwait(ByteBuffer bytes) {
    return Decoding.decode(
        "wait for a lock",
        bytes,
        reader ->
            new AwaitLock(
                IdCodec.readSession(reader),
                reader.u63("number of the wait"),
                IdCodec.readInode(reader),
                read(reader)));
  }

  /** What the leader says to a wait, as a message. */
  public static ByteBuffer encodeVerdict(AwaitLock.Verdict verdict) {
    return Decoding.encode(
        verdict,
        (writer, value) ->
            writer.u8(
                switch (value) {
                  case FREE -> FREE;
                  case WAITING -> WAITING;
                  case DEADLOCK -> DEADLOCK;
                }));
  }

  /**
   * The verdict of a message.
   *
   * @throws FsException EBADMSG if the bytes are not one
   */
  public static AwaitLock.Verdict decodeVerdict(ByteBuffer bytes) {
    return Decoding.decode("verdict on a wait", bytes, LockCodec::readVerdict);
  }

  private static AwaitLock.Verdict readVerdict(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case FREE -> AwaitLock.Verdict.FREE;
      case WAITING -> AwaitLock.Verdict.WAITING;
      case DEADLOCK -> AwaitLock.Verdict.DEADLOCK;
      default -> throw reader.unknown("verdict", tag);
    };
  }

  /** The end of a wait as a message. */
  public static ByteBuffer encodeWithdraw(WithdrawLock withdraw) {
    return Decoding.encode(
        withdraw,
        (writer, value) -> {
          IdCodec.write(writer, value.session());
          writer.u63("number of the wait", value.number());
        });
  }

  /**
   * The end of a wait of a message.
   *
   * @throws FsException EBADMSG if the bytes are not one
   */
  public static WithdrawLock decodeWithdraw(ByteBuffer bytes) {
    return Decoding.decode(
        "end of a wait",
        bytes,
        reader -> new WithdrawLock(IdCodec.readSession(reader), reader.u63("number of the wait")));
  }
}
