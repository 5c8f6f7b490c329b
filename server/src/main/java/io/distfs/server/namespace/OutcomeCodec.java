package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;

/**
 * Value of {@link Table#OUTCOME}; bytes in docs/METADATA.md. A format of the disk, apart from that
 * of the wire: the two change for different reasons. Stateless.
 */
final class OutcomeCodec {
  private static final int VERSION = 1;
  private static final int SMALL_BYTES = 16;
  private static final int ATTRIBUTES_BYTES = 300;

  private static final int NONE = 0;
  private static final int NODE = 1;
  private static final int REMOVED = 2;
  private static final int RENAMED = 3;
  private static final int CHANGED = 4;
  private static final int SESSION_OPENED = 5;
  private static final int GRANTED = 6;
  private static final int COLLECTED = 7;
  private static final int OUT_OF_ORDER = 8;
  private static final int SESSION_GONE = 9;
  private static final int APPENDED = 13;
  private static final int LOCK_DENIED = 17;
  private static final int ADVANCED = 14;
  private static final int NODE_WITH_XATTRS = 10;

  private OutcomeCodec() {}

  static byte[] encode(Outcome outcome) {
    boolean small = outcome.result() instanceof Result.None;
    ValueWriter out = new ValueWriter(VERSION, small ? SMALL_BYTES : ATTRIBUTES_BYTES);
    out.u16(outcome.errno().number());
    switch (outcome.result()) {
      case Result.None _ -> out.u8(NONE);
      case Result.Node node -> {
        out.u8(node.inherits() ? NODE_WITH_XATTRS : NODE).u8(node.created() ? 1 : 0);
        InodeCodec.writeAttributes(out, node.attributes());
        InodeCodec.writeAttributes(out, node.parent());
      }
      case Result.Removed removed -> {
        out.u8(REMOVED).i64(removed.orphanSequence());
        InodeCodec.writeAttributes(out, removed.removed());
        InodeCodec.writeAttributes(out, removed.parent());
      }
      case Result.Renamed renamed -> {
        Attributes replaced = renamed.replaced();
        out.u8(RENAMED).i64(renamed.orphanSequence()).u8(replaced == null ? 0 : 1);
        InodeCodec.writeAttributes(out, renamed.moved());
        if (replaced != null) {
          InodeCodec.writeAttributes(out, replaced);
        }
      }
      case Result.Changed changed -> {
        out.u8(CHANGED);
        InodeCodec.writeAttributes(out, changed.attributes());
      }
      case Result.Appended appended -> {
        out.u8(APPENDED).i64(appended.offset());
        InodeCodec.writeAttributes(out, appended.attributes());
      }
      case Result.Advanced advanced -> {
        out.u8(ADVANCED).i64(advanced.done());
        InodeCodec.writeAttributes(out, advanced.attributes());
      }
      case Result.SessionOpened opened -> out.u8(SESSION_OPENED).i64(opened.session().value());
      case Result.Granted granted -> out.u8(GRANTED).i64(granted.first()).i32(granted.count());
      case Result.Collected collected ->
          out.u8(COLLECTED).i32(collected.inodes()).u8(collected.more() ? 1 : 0);
      case Result.OutOfOrder order -> out.u8(OUT_OF_ORDER).i64(order.expected());
      case Result.SessionGone gone -> out.u8(SESSION_GONE).i64(gone.session().value());
      case Result.LockDenied denied -> {
        out.u8(LOCK_DENIED);
        LockRow.write(out, denied.holder());
      }
    }
    return out.toBytes();
  }

  static Outcome decode(byte[] value) {
    ValueReader in = new ValueReader("outcome", VERSION, value);
    Errno errno = Errno.of(in.u16());
    Result result = readResult(in);
    in.end();
    return new Outcome(errno, result);
  }

  private static Result readResult(ValueReader in) {
    int kind = in.u8();
    return switch (kind) {
      case NONE -> new Result.None();
      case NODE -> readNode(in, false);
      case NODE_WITH_XATTRS -> readNode(in, true);
      case REMOVED -> readRemoved(in);
      case RENAMED -> readRenamed(in);
      case CHANGED -> new Result.Changed(InodeCodec.readAttributes(in));
      case APPENDED -> readAppended(in);
      case ADVANCED -> readAdvanced(in);
      case SESSION_OPENED -> new Result.SessionOpened(new SessionId(in.i64()));
      case GRANTED -> new Result.Granted(in.i64(), in.i32());
      case COLLECTED -> new Result.Collected(in.i32(), in.u8() != 0);
      case OUT_OF_ORDER -> new Result.OutOfOrder(in.i64());
      case SESSION_GONE -> new Result.SessionGone(new SessionId(in.i64()));
      case LOCK_DENIED -> new Result.LockDenied(LockRow.read(in));
      default -> throw new CorruptStateException("outcome of unknown kind " + kind);
    };
  }

  private static Result readNode(ValueReader in, boolean inherits) {
    boolean created = in.u8() != 0;
    Attributes attributes = InodeCodec.readAttributes(in);
    return new Result.Node(attributes, InodeCodec.readAttributes(in), created, inherits);
  }

  private static Result readAppended(ValueReader in) {
    long offset = in.i64();
    return new Result.Appended(InodeCodec.readAttributes(in), offset);
  }

  private static Result readAdvanced(ValueReader in) {
    long done = in.i64();
    return new Result.Advanced(InodeCodec.readAttributes(in), done);
  }

  private static Result readRemoved(ValueReader in) {
    long orphanSequence = in.i64();
    Attributes removed = InodeCodec.readAttributes(in);
    return new Result.Removed(removed, InodeCodec.readAttributes(in), orphanSequence);
  }

  private static Result readRenamed(ValueReader in) {
    long orphanSequence = in.i64();
    boolean replaced = in.u8() != 0;
    Attributes moved = InodeCodec.readAttributes(in);
    return new Result.Renamed(
        moved, replaced ? InodeCodec.readAttributes(in) : null, orphanSequence);
  }
}
