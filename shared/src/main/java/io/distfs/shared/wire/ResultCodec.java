package io.distfs.shared.wire;

import io.distfs.shared.message.Result;

/** Bytes of a result: one byte that says which, then its fields. Stateless. */
final class ResultCodec {
  private static final int NONE = 1;
  private static final int NODE = 2;
  private static final int REMOVED = 3;
  private static final int RENAMED = 4;
  private static final int CHANGED = 5;
  private static final int SESSION_OPENED = 6;
  private static final int GRANTED = 7;
  private static final int COLLECTED = 8;
  private static final int OUT_OF_ORDER = 9;
  private static final int SESSION_GONE = 10;
  private static final int APPENDED = 13;
  private static final int LOCK_DENIED = 17;
  private static final int ADVANCED = 14;
  private static final int NODE_WITH_XATTRS = 11;

  private ResultCodec() {}

  static void write(WireWriter writer, Result result) {
    switch (result) {
      case Result.None _ -> writer.u8(NONE);
      case Result.Node node -> {
        writer.u8(node.inherits() ? NODE_WITH_XATTRS : NODE);
        AttributesCodec.write(writer, node.attributes());
        AttributesCodec.write(writer, node.parent());
        writer.flag(node.created());
      }
      case Result.Removed removed -> {
        writer.u8(REMOVED);
        AttributesCodec.write(writer, removed.removed());
        AttributesCodec.write(writer, removed.parent());
        writer.u63("orphan sequence", removed.orphanSequence());
      }
      case Result.Renamed renamed -> {
        writer.u8(RENAMED);
        AttributesCodec.write(writer, renamed.moved());
        AttributesCodec.writeOrNull(writer, renamed.replaced());
        writer.u63("orphan sequence", renamed.orphanSequence());
      }
      case Result.Changed changed -> {
        writer.u8(CHANGED);
        AttributesCodec.write(writer, changed.attributes());
      }
      case Result.Appended appended -> {
        writer.u8(APPENDED);
        AttributesCodec.write(writer, appended.attributes());
        writer.u63("offset", appended.offset());
      }
      case Result.Advanced advanced -> {
        writer.u8(ADVANCED);
        AttributesCodec.write(writer, advanced.attributes());
        writer.u63("done", advanced.done());
      }
      case Result.SessionOpened opened -> {
        writer.u8(SESSION_OPENED);
        IdCodec.write(writer, opened.session());
      }
      case Result.Granted granted -> {
        writer.u8(GRANTED);
        writer.i64(granted.first());
        writer.u31("granted", granted.count(), Integer.MAX_VALUE);
      }
      case Result.Collected collected -> {
        writer.u8(COLLECTED);
        writer.u31("collected", collected.inodes(), Integer.MAX_VALUE);
        writer.flag(collected.more());
      }
      case Result.OutOfOrder outOfOrder -> {
        writer.u8(OUT_OF_ORDER);
        writer.u63("expected", outOfOrder.expected());
      }
      case Result.SessionGone gone -> {
        writer.u8(SESSION_GONE);
        IdCodec.write(writer, gone.session());
      }
      case Result.LockDenied denied -> {
        writer.u8(LOCK_DENIED);
        LockCodec.write(writer, denied.holder());
      }
    }
  }

  static Result read(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case NONE -> new Result.None();
      case NODE, NODE_WITH_XATTRS ->
          new Result.Node(
              AttributesCodec.read(reader),
              AttributesCodec.read(reader),
              reader.flag("created"),
              tag == NODE_WITH_XATTRS);
      case REMOVED ->
          new Result.Removed(
              AttributesCodec.read(reader),
              AttributesCodec.read(reader),
              reader.u63("orphan sequence"));
      case RENAMED ->
          new Result.Renamed(
              AttributesCodec.read(reader),
              AttributesCodec.readOrNull(reader),
              reader.u63("orphan sequence"));
      case CHANGED -> new Result.Changed(AttributesCodec.read(reader));
      case APPENDED -> new Result.Appended(AttributesCodec.read(reader), reader.u63("offset"));
      case ADVANCED -> new Result.Advanced(AttributesCodec.read(reader), reader.u63("done"));
      case SESSION_OPENED -> new Result.SessionOpened(IdCodec.readSession(reader));
      case GRANTED -> new Result.Granted(reader.i64(), reader.u31("granted", Integer.MAX_VALUE));
      case COLLECTED ->
          new Result.Collected(reader.u31("collected", Integer.MAX_VALUE), reader.flag("more"));
      case OUT_OF_ORDER -> new Result.OutOfOrder(reader.u63("expected"));
      case SESSION_GONE -> new Result.SessionGone(IdCodec.readSession(reader));
      case LOCK_DENIED -> new Result.LockDenied(LockCodec.readHeld(reader));
      default -> throw reader.unknown("result", tag);
    };
  }
}
