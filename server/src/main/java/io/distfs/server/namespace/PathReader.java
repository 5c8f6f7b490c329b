package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A path to an inode, for people. A directory knows its name; another inode has the hint of its
 * newest one, and when that was removed its names are searched for, a bounded number of entries.
 * Stateless.
 */
final class PathReader {
  private PathReader() {}

  /** ENOENT for an orphan or if the search found nothing; ENAMETOOLONG. */
  static Answer path(Records records, InodeId id) {
    Inode inode = NamespaceReader.inode(records, id);
    Refusal.when(inode.nlink == 0, Errno.ENOENT);
    if (id.equals(InodeId.ROOT)) {
      return new Answer.Bytes(ByteString.of("/"));
    }
    Deque<byte[]> names = new ArrayDeque<>();
    int bytes = 0;
    Place place = place(records, inode);
    while (true) {
      byte[] name = place.entry().name().bytes();
      bytes += name.length + 1;
      Refusal.when(bytes > Limits.PATH_BYTES_MAX, Errno.ENAMETOOLONG);
      names.addFirst(name);
      if (place.directory().equals(InodeId.ROOT)) {
        return new Answer.Bytes(joined(names, bytes));
      }
      place = place(records, NamespaceReader.inode(records, place.directory()));
    }
  }

  private static Place place(Records records, Inode inode) {
    InodeId parent = new InodeId(inode.parent);
    Dentry hinted = records.entryAt(parent, inode.parentCookie);
    if (hinted != null && hinted.inode().equals(inode.id)) {
      return new Place(parent, hinted);
    }
    Place found = search(records, inode.id);
    if (found == null) {
      throw new Refusal(Errno.ENOENT);
    }
    return found;
  }

  private static @Nullable Place search(Records records, InodeId inode) {
    int looked = 0;
    try (MetaReader.Cursor cursor = records.reader().scan(Table.COOKIE, Keys.FIRST, Keys.END)) {
      while (looked < Limits.PATH_SCAN_MAX && cursor.next()) {
        looked++;
        long cookie = Keys.numberAt(cursor.key(), Long.BYTES);
        Dentry entry = DentryCodec.decodeCookie(cookie, cursor.value());
        if (entry.inode().equals(inode)) {
          return new Place(new InodeId(Keys.numberAt(cursor.key(), 0)), entry);
        }
      }
    }
    return null;
  }

  private static ByteString joined(Deque<byte[]> names, int bytes) {
    ByteBuffer path = ByteBuffer.allocate(bytes);
    for (byte[] name : names) {
      path.put((byte) '/').put(name);
    }
    return ByteString.wrap(path.array());
  }

  private record Place(InodeId directory, Dentry entry) {}
}
