package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Path walks and listings. Stateless. */
final class DirectoryReader {
  private DirectoryReader() {}

  static Answer lookup(Records records, Query.Lookup query) {
    List<FileName> names = query.names();
    Refusal.when(names.isEmpty() || names.size() > Query.CHAIN_MAX, Errno.EINVAL);
    Refusal.when(query.pageEntries() < 0 || query.pageEntries() > Query.PAGE_MAX, Errno.EINVAL);
    List<Attributes> steps = new ArrayList<>(names.size());
    Inode directory = NamespaceReader.inode(records, query.base());
    for (int i = 0; i < names.size(); i++) {
      if (!directory.isDirectory()) {
        return new Answer.Chain(steps, Errno.ENOTDIR, List.of());
      }
      FileName name = names.get(i);
      boolean last = i == names.size() - 1;
      List<DirectoryEntry> page =
          last ? page(records, directory.id, name, query.pageEntries()) : List.of();
      Dentry entry = records.dentry(directory.id, name);
      if (entry == null) {
        return new Answer.Chain(steps, Errno.ENOENT, page);
      }
      Inode found = linked(records, entry.inode());
      steps.add(found.attributes());
      if (last) {
        return new Answer.Chain(steps, Errno.OK, page);
      }
      directory = found;
    }
    throw new IllegalStateException("a walk of " + names.size() + " names did not end");
  }

  static Answer list(Records records, Query.ReadDirectory query) {
    Refusal.when(query.entriesMax() < 1 || query.cookie() < 0, Errno.EINVAL);
    Inode directory = NamespaceReader.inode(records, query.directory());
    Refusal.when(!directory.isDirectory(), Errno.ENOTDIR);
    int limit = Math.min(query.entriesMax(), Query.PAGE_MAX);
    List<DirectoryEntry> entries = new ArrayList<>();
    boolean end = true;
    byte[] from =
        query.cookie() == Long.MAX_VALUE
            ? Keys.after(directory.id)
            : Keys.cookie(directory.id, query.cookie() + 1);
    try (MetaReader.Cursor cursor =
        records.reader().scan(Table.COOKIE, from, Keys.after(directory.id))) {
      while (end && cursor.next()) {
        if (entries.size() == limit) {
          end = false;
        } else {
          long cookie = Keys.numberAt(cursor.key(), Long.BYTES);
          Dentry dentry = DentryCodec.decodeCookie(cookie, cursor.value());
          entries.add(entry(records, dentry, query.withAttributes()));
        }
      }
    }
    return new Answer.Listing(directory.attributes(), new InodeId(directory.parent), entries, end);
  }

  /** From a name on in name order, and from the first name on where there is room for more. */
  private static List<DirectoryEntry> page(
      Records records, InodeId directory, FileName first, int limit) {
    List<DirectoryEntry> entries = new ArrayList<>();
    if (limit > 0) {
      byte[] middle = Keys.dentry(directory, first);
      addEntries(records, middle, Keys.after(directory), limit, entries);
      addEntries(records, Keys.of(directory), middle, limit, entries);
    }
    return entries;
  }

  private static void addEntries(
      Records records, byte[] from, byte[] to, int limit, List<DirectoryEntry> entries) {
    if (entries.size() == limit) {
      return;
    }
    try (MetaReader.Cursor cursor = records.reader().scan(Table.DENTRY, from, to)) {
      while (entries.size() < limit && cursor.next()) {
        FileName name = DentryCodec.name(Keys.tail(cursor.key()));
        entries.add(entry(records, DentryCodec.decodeDentry(name, cursor.value()), true));
      }
    }
  }

  private static DirectoryEntry entry(Records records, Dentry dentry, boolean withAttributes) {
    @Nullable Attributes attributes =
        withAttributes ? linked(records, dentry.inode()).attributes() : null;
    return new DirectoryEntry(
        dentry.name(), dentry.cookie(), dentry.inode(), dentry.type(), attributes);
  }

  private static Inode linked(Records records, InodeId id) {
    Inode inode = records.inode(id);
    if (inode == null) {
      throw new CorruptStateException("an entry names inode " + id + ", which does not exist");
    }
    return inode;
  }
}
