package io.distfs.shared.wire;

import static io.distfs.shared.wire.Values.DIRECTORY_ID;
import static io.distfs.shared.wire.Values.EXTENT;
import static io.distfs.shared.wire.Values.FILE_ID;
import static io.distfs.shared.wire.Values.INFO;
import static io.distfs.shared.wire.Values.INLINE;
import static io.distfs.shared.wire.Values.LOCK;
import static io.distfs.shared.wire.Values.NAME;
import static io.distfs.shared.wire.Values.NEW_YEAR;
import static io.distfs.shared.wire.Values.NONCE;
import static io.distfs.shared.wire.Values.ODD_NAME;
import static io.distfs.shared.wire.Values.USER;

import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Mutation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of every mutation. */
final class MutationSamples {
  private MutationSamples() {}

  static Map<String, Mutation> all() {
    Map<String, Mutation> all = new LinkedHashMap<>();
    names(all);
    inodes(all);
    data(all);
    sessions(all);
    locks(all);
    return all;
  }

  private static void names(Map<String, Mutation> all) {
    all.put(
        "make-node",
        new Mutation.MakeNode(
            DIRECTORY_ID, NAME, FILE_ID, 0100644, 0, ByteString.EMPTY, USER, true));
    all.put(
        "make-node-symlink",
        new Mutation.MakeNode(
            DIRECTORY_ID,
            ODD_NAME,
            FILE_ID,
            0120777,
            0,
            ByteString.of("../x"),
            Credentials.ROOT,
            false));
    all.put(
        "make-node-unmasked",
        new Mutation.MakeNode(
            DIRECTORY_ID, NAME, FILE_ID, 0100666, 0, ByteString.EMPTY, USER, true, 027));
    all.put("unlink", new Mutation.Unlink(DIRECTORY_ID, NAME, USER));
    all.put("remove-directory", new Mutation.RemoveDirectory(DIRECTORY_ID, NAME, USER));
    all.put(
        "rename",
        new Mutation.Rename(
            DIRECTORY_ID, NAME, FILE_ID, ODD_NAME, Mutation.Rename.EXCHANGE, Credentials.ROOT));
    all.put("link", new Mutation.Link(FILE_ID, DIRECTORY_ID, NAME, USER));
    all.put(
        "rename-with-whiteout",
        new Mutation.RenameWithWhiteout(
            DIRECTORY_ID,
            NAME,
            DIRECTORY_ID,
            ODD_NAME,
            FILE_ID,
            Mutation.Rename.NO_REPLACE,
            Credentials.ROOT));
    all.put("make-unnamed", new Mutation.MakeUnnamed(DIRECTORY_ID, FILE_ID, 0666, 022, USER, true));
  }

  private static void inodes(Map<String, Mutation> all) {
    all.put(
        "set-attributes",
        new Mutation.SetAttributes(
            FILE_ID,
            new AttributeChange(
                0640, 7, 8, 4096L, new TimeChange.Now(), new TimeChange.At(NEW_YEAR)),
            USER));
    all.put(
        "set-attributes-nothing",
        new Mutation.SetAttributes(
            FILE_ID, new AttributeChange(null, null, null, null, null, null), Credentials.ROOT));
    all.put("drop-privileges", new Mutation.DropPrivileges(FILE_ID, null));
    all.put(
        "drop-privileges-by",
        new Mutation.DropPrivileges(FILE_ID, new Credentials(1000, 100, List.of(4, 27))));
    all.put(
        "note-reads",
        new Mutation.NoteReads(
            List.of(
                new Mutation.NoteReads.Read(FILE_ID, NEW_YEAR),
                new Mutation.NoteReads.Read(DIRECTORY_ID, new Timestamp(-1, 999_999_999)))));
    all.put(
        "set-xattr",
        new Mutation.SetXattr(
            FILE_ID, ByteString.of("user.k"), ByteString.of("v"), 1, Credentials.ROOT));
    all.put(
        "remove-xattr",
        new Mutation.RemoveXattr(FILE_ID, ByteString.of("user.k"), Credentials.ROOT));
  }

  private static void data(Map<String, Mutation> all) {
    all.put(
        "write-data",
        new Mutation.WriteData(FILE_ID, List.of(INLINE, EXTENT), List.of(INFO), NEW_YEAR));
    all.put("append-data", new Mutation.AppendData(FILE_ID, List.of(INLINE), List.of(), NEW_YEAR));
    all.put("allocate", new Mutation.Allocate(FILE_ID, 17, 4096, 65_536, 1L << 30, NEW_YEAR));
    all.put(
        "clone-range",
        new Mutation.CloneRange(FILE_ID, 4096, DIRECTORY_ID, 8192, 65_536, NEW_YEAR));
    all.put("relocate-data", new Mutation.RelocateData(FILE_ID, 7, List.of(EXTENT), List.of(INFO)));
    all.put("punch-hole", new Mutation.PunchHole(FILE_ID, 4096, 65_536, NEW_YEAR));
  }

  private static void sessions(Map<String, Mutation> all) {
    all.put("open-session", new Mutation.OpenSession(NONCE, ByteString.of("host:/mnt")));
    all.put("close-session", new Mutation.CloseSession());
    all.put("grant-inodes", new Mutation.GrantInodes(1024));
    all.put("grant-blocks", new Mutation.GrantBlocks(256, 0x4000));
    all.put("report-held", new Mutation.ReportHeld(17, List.of(DIRECTORY_ID, FILE_ID)));
    all.put("expire-session", new Mutation.ExpireSession(new SessionId(5)));
    all.put("collect-orphans", new Mutation.CollectOrphans(4096));
    all.put("reclaim-done", new Mutation.ReclaimDone(new ServerId(2), 99));
  }

  private static void locks(Map<String, Mutation> all) {
    all.put("set-lock", new Mutation.SetLock(FILE_ID, LOCK));
    all.put(
        "set-lock-whole-file",
        new Mutation.SetLock(
            FILE_ID,
            new FileLock(FileLock.Kind.FLOCK, FileLock.Mode.SHARED, 0, Long.MAX_VALUE, 7, 0)));
    all.put(
        "set-lock-unlock",
        new Mutation.SetLock(
            FILE_ID,
            new FileLock(FileLock.Kind.RECORD, FileLock.Mode.UNLOCK, 0, Long.MAX_VALUE, 7, 0)));
    all.put("unlock-owner", new Mutation.UnlockOwner(FILE_ID, LOCK.owner()));
  }
}
