package io.distfs.shared.wire;

import static io.distfs.shared.wire.Values.BARE_FILE;
import static io.distfs.shared.wire.Values.DIRECTORY;
import static io.distfs.shared.wire.Values.DIRECTORY_ID;
import static io.distfs.shared.wire.Values.EXTENT;
import static io.distfs.shared.wire.Values.FILE;
import static io.distfs.shared.wire.Values.FILE_ID;
import static io.distfs.shared.wire.Values.INFO;
import static io.distfs.shared.wire.Values.INLINE;
import static io.distfs.shared.wire.Values.LOCK;
import static io.distfs.shared.wire.Values.NAME;
import static io.distfs.shared.wire.Values.ODD_NAME;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of every outcome, query and answer. */
final class ReplySamples {
  private ReplySamples() {}

  static Map<String, Outcome> outcomes() {
    Map<String, Outcome> all = new LinkedHashMap<>();
    all.put("none", Outcome.DONE);
    all.put("refused", Outcome.refused(Errno.EEXIST));
    all.put("node", Outcome.of(new Result.Node(FILE, DIRECTORY, true)));
    all.put("node-with-xattrs", Outcome.of(new Result.Node(FILE, DIRECTORY, true, true)));
    all.put("removed", Outcome.of(new Result.Removed(FILE, DIRECTORY, 17)));
    all.put("renamed", Outcome.of(new Result.Renamed(FILE, null, 0)));
    all.put("renamed-over", Outcome.of(new Result.Renamed(FILE, FILE, 18)));
    all.put("changed", Outcome.of(new Result.Changed(FILE)));
    all.put("appended", Outcome.of(new Result.Appended(FILE, 8192)));
    all.put("advanced", Outcome.of(new Result.Advanced(FILE, 4096)));
    all.put("session-opened", Outcome.of(new Result.SessionOpened(new SessionId(5))));
    all.put("granted", Outcome.of(new Result.Granted(0x1_0000, 1024)));
    all.put("collected", Outcome.of(new Result.Collected(3, true)));
    all.put("out-of-order", new Outcome(Errno.EAGAIN, new Result.OutOfOrder(71)));
    all.put("session-gone", new Outcome(Errno.ESTALE, new Result.SessionGone(new SessionId(5))));
    all.put(
        "lock-denied",
        new Outcome(Errno.EAGAIN, new Result.LockDenied(new HeldLock(new SessionId(6), LOCK))));
    return all;
  }

  static Map<String, Query> queries() {
    Map<String, Query> all = new LinkedHashMap<>();
    all.put("lookup", new Query.Lookup(InodeId.ROOT, List.of(NAME, ODD_NAME), 128));
    all.put("get-attributes", new Query.GetAttributes(FILE_ID));
    all.put("read-directory", new Query.ReadDirectory(DIRECTORY_ID, 16, 1024, true));
    all.put("read-link", new Query.ReadLink(FILE_ID));
    all.put("get-xattr", new Query.GetXattr(FILE_ID, ByteString.of("user.k")));
    all.put("list-xattrs", new Query.ListXattrs(FILE_ID));
    all.put("get-file-map", new Query.GetFileMap(FILE_ID, 4096, 1 << 20));
    all.put(
        "room-for",
        new Query.RoomFor(FILE_ID, List.of(new ByteRange(4096, 512), new ByteRange(8192, 1))));
    all.put("stat-filesystem", new Query.StatFilesystem());
    all.put("orphans-after", new Query.OrphansAfter(17, 1000));
    all.put("get-path", new Query.GetPath(FILE_ID));
    all.put("find-lock", new Query.FindLock(new SessionId(5), FILE_ID, LOCK));
    return all;
  }

  static Map<String, Answer> answers() {
    DirectoryEntry plain =
        new DirectoryEntry(NAME, DirectoryEntry.FIRST_COOKIE, FILE_ID, FileType.REGULAR, null);
    DirectoryEntry full =
        new DirectoryEntry(ODD_NAME, 17, DIRECTORY_ID, FileType.DIRECTORY, DIRECTORY);
    Map<String, Answer> all = new LinkedHashMap<>();
    all.put("refused", new Answer.Refused(Errno.ESTALE));
    all.put("chain", new Answer.Chain(List.of(DIRECTORY), Errno.ENOENT, List.of(full)));
    all.put("node", new Answer.Node(FILE));
    all.put("node-bare", new Answer.Node(BARE_FILE));
    all.put("listing", new Answer.Listing(DIRECTORY, InodeId.ROOT, List.of(plain, full), true));
    all.put("bytes", new Answer.Bytes(ByteString.of("../x")));
    all.put("names", new Answer.Names(List.of(ByteString.of("user.k"), ByteString.of("user.l"))));
    all.put(
        "map", new Answer.Map(new FileMap(FILE, List.of(INLINE, EXTENT), List.of(INFO), 12_288)));
    all.put("room", new Answer.Room(1L << 30, 513));
    all.put(
        "statistics",
        new Answer.Statistics(new FilesystemStatistics(1L << 40, 1L << 39, 1234, 1L << 32)));
    all.put("orphans", new Answer.Orphans(List.of(DIRECTORY_ID, FILE_ID), 18));
    all.put("lock", new Answer.Lock(new HeldLock(new SessionId(6), LOCK)));
    all.put("lock-none", new Answer.Lock(null));
    return all;
  }
}
