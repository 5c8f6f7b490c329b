package io.distfs.shared.wire;

import io.distfs.shared.message.Mutation;

/**
 * Bytes of a mutation: one byte that says which, then its fields. The numbers stand in the
 * replicated log and never change. Stateless.
 */
public final class MutationCodec {
  private static final int MAKE_NODE = 1;
  private static final int UNLINK = 2;
  private static final int REMOVE_DIRECTORY = 3;
  private static final int RENAME = 4;
  private static final int LINK = 5;
  private static final int SET_ATTRIBUTES = 6;
  private static final int SET_XATTR = 7;
  private static final int REMOVE_XATTR = 8;
  private static final int WRITE_DATA = 9;
  private static final int RELOCATE_DATA = 10;
  private static final int PUNCH_HOLE = 11;
  private static final int OPEN_SESSION = 12;
  private static final int CLOSE_SESSION = 13;
  private static final int GRANT_INODES = 14;
  private static final int GRANT_BLOCKS = 15;
  private static final int REPORT_HELD = 16;
  private static final int EXPIRE_SESSION = 17;
  private static final int COLLECT_ORPHANS = 18;
  private static final int RECLAIM_DONE = 19;
  private static final int APPEND_DATA = 30;
  private static final int SET_LOCK = 40;
  private static final int UNLOCK_OWNER = 41;
  private static final int RENAME_WITH_WHITEOUT = 20;
  private static final int MAKE_UNNAMED = 21;
  private static final int DROP_PRIVILEGES = 22;
  private static final int ALLOCATE = 31;
  private static final int CLONE_RANGE = 32;
  private static final int MAKE_NODE_UNMASKED = 23;
  private static final int NOTE_READS = 24;
  private static final int DROP_PRIVILEGES_BY = 25;

  private MutationCodec() {}

  /** Writes a mutation. */
  public static void write(WireWriter writer, Mutation mutation) {
    writer.u8(tagOf(mutation));
    switch (mutation) {
      case Mutation.MakeNode make -> NodeMutationCodec.write(writer, make);
      case Mutation.Unlink unlink -> NodeMutationCodec.write(writer, unlink);
      case Mutation.RemoveDirectory remove -> NodeMutationCodec.write(writer, remove);
      case Mutation.Rename rename -> NodeMutationCodec.write(writer, rename);
      case Mutation.Link link -> NodeMutationCodec.write(writer, link);
      case Mutation.SetAttributes set -> InodeMutationCodec.write(writer, set);
      case Mutation.SetXattr set -> InodeMutationCodec.write(writer, set);
      case Mutation.RemoveXattr remove -> InodeMutationCodec.write(writer, remove);
      case Mutation.WriteData write -> InodeMutationCodec.write(writer, write);
      case Mutation.AppendData append -> DataMutationCodec.write(writer, append);
      case Mutation.Allocate allocate -> DataMutationCodec.write(writer, allocate);
      case Mutation.CloneRange clone -> DataMutationCodec.write(writer, clone);
      case Mutation.RelocateData relocate -> InodeMutationCodec.write(writer, relocate);
      case Mutation.PunchHole punch -> InodeMutationCodec.write(writer, punch);
      case Mutation.OpenSession open -> SessionMutationCodec.write(writer, open);
      case Mutation.CloseSession _ -> {}
      case Mutation.GrantInodes grant -> SessionMutationCodec.write(writer, grant);
      case Mutation.GrantBlocks grant -> SessionMutationCodec.write(writer, grant);
      case Mutation.ReportHeld report -> SessionMutationCodec.write(writer, report);
      case Mutation.ExpireSession expire -> SessionMutationCodec.write(writer, expire);
      case Mutation.CollectOrphans collect -> SessionMutationCodec.write(writer, collect);
      case Mutation.ReclaimDone done -> SessionMutationCodec.write(writer, done);
      case Mutation.SetLock set -> LockCodec.write(writer, set);
      case Mutation.UnlockOwner unlock -> LockCodec.write(writer, unlock);
      case Mutation.RenameWithWhiteout rename -> NodeMutationCodec.write(writer, rename);
      case Mutation.MakeUnnamed make -> NodeMutationCodec.write(writer, make);
      case Mutation.DropPrivileges drop -> InodeMutationCodec.write(writer, drop);
      case Mutation.NoteReads note -> InodeMutationCodec.write(writer, note);
    }
  }

  /** Reads a mutation. */
  public static Mutation read(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case MAKE_NODE -> NodeMutationCodec.readMakeNode(reader);
      case UNLINK -> NodeMutationCodec.readUnlink(reader);
      case REMOVE_DIRECTORY -> NodeMutationCodec.readRemoveDirectory(reader);
      case RENAME -> NodeMutationCodec.readRename(reader);
      case LINK -> NodeMutationCodec.readLink(reader);
      case SET_ATTRIBUTES -> InodeMutationCodec.readSetAttributes(reader);
      case SET_XATTR -> InodeMutationCodec.readSetXattr(reader);
      case REMOVE_XATTR -> InodeMutationCodec.readRemoveXattr(reader);
      case WRITE_DATA -> InodeMutationCodec.readWriteData(reader);
      case APPEND_DATA -> DataMutationCodec.readAppendData(reader);
      case ALLOCATE -> DataMutationCodec.readAllocate(reader);
      case CLONE_RANGE -> DataMutationCodec.readCloneRange(reader);
      case RELOCATE_DATA -> InodeMutationCodec.readRelocateData(reader);
      case PUNCH_HOLE -> InodeMutationCodec.readPunchHole(reader);
      case OPEN_SESSION -> SessionMutationCodec.readOpenSession(reader);
      case CLOSE_SESSION -> new Mutation.CloseSession();
      case GRANT_INODES -> SessionMutationCodec.readGrantInodes(reader);
      case GRANT_BLOCKS -> SessionMutationCodec.readGrantBlocks(reader);
      case REPORT_HELD -> SessionMutationCodec.readReportHeld(reader);
      case EXPIRE_SESSION -> SessionMutationCodec.readExpireSession(reader);
      case COLLECT_ORPHANS -> SessionMutationCodec.readCollectOrphans(reader);
      case RECLAIM_DONE -> SessionMutationCodec.readReclaimDone(reader);
      case SET_LOCK -> LockCodec.readSetLock(reader);
      case UNLOCK_OWNER -> LockCodec.readUnlockOwner(reader);
      case RENAME_WITH_WHITEOUT -> NodeMutationCodec.readRenameWithWhiteout(reader);
      case MAKE_UNNAMED -> NodeMutationCodec.readMakeUnnamed(reader);
      case MAKE_NODE_UNMASKED -> NodeMutationCodec.readMakeNodeUnmasked(reader);
      case DROP_PRIVILEGES -> new Mutation.DropPrivileges(IdCodec.readInode(reader), null);
      case DROP_PRIVILEGES_BY -> InodeMutationCodec.readDropPrivilegesBy(reader);
      case NOTE_READS -> InodeMutationCodec.readNoteReads(reader);
      default -> throw reader.unknown("mutation", tag);
    };
  }

  private static int tagOf(Mutation mutation) {
    return switch (mutation) {
      case Mutation.MakeNode make -> make.umask() == 0 ? MAKE_NODE : MAKE_NODE_UNMASKED;
      case Mutation.Unlink _ -> UNLINK;
      case Mutation.RemoveDirectory _ -> REMOVE_DIRECTORY;
      case Mutation.Rename _ -> RENAME;
      case Mutation.Link _ -> LINK;
      case Mutation.SetAttributes _ -> SET_ATTRIBUTES;
      case Mutation.SetXattr _ -> SET_XATTR;
      case Mutation.RemoveXattr _ -> REMOVE_XATTR;
      case Mutation.WriteData _ -> WRITE_DATA;
      case Mutation.AppendData _ -> APPEND_DATA;
      case Mutation.Allocate _ -> ALLOCATE;
      case Mutation.CloneRange _ -> CLONE_RANGE;
      case Mutation.RelocateData _ -> RELOCATE_DATA;
      case Mutation.PunchHole _ -> PUNCH_HOLE;
      case Mutation.OpenSession _ -> OPEN_SESSION;
      case Mutation.CloseSession _ -> CLOSE_SESSION;
      case Mutation.GrantInodes _ -> GRANT_INODES;
      case Mutation.GrantBlocks _ -> GRANT_BLOCKS;
      case Mutation.ReportHeld _ -> REPORT_HELD;
      case Mutation.ExpireSession _ -> EXPIRE_SESSION;
      case Mutation.CollectOrphans _ -> COLLECT_ORPHANS;
      case Mutation.ReclaimDone _ -> RECLAIM_DONE;
      case Mutation.SetLock _ -> SET_LOCK;
      case Mutation.UnlockOwner _ -> UNLOCK_OWNER;
      case Mutation.RenameWithWhiteout _ -> RENAME_WITH_WHITEOUT;
      case Mutation.MakeUnnamed _ -> MAKE_UNNAMED;
      case Mutation.DropPrivileges drop ->
          drop.writer() == null ? DROP_PRIVILEGES : DROP_PRIVILEGES_BY;
      case Mutation.NoteReads _ -> NOTE_READS;
    };
  }
}
