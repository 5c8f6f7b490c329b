package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import org.jspecify.annotations.Nullable;

/** The tables as records: one typed read each. Thread-safe if its reader is. */
final class Records {
  private final MetaReader reader;

  Records(MetaReader reader) {
    this.reader = reader;
  }

  MetaReader reader() {
    return reader;
  }

  @Nullable Inode inode(InodeId id) {
    byte[] value = reader.get(Table.INODE, Keys.of(id));
    return value == null ? null : InodeCodec.decode(id, value);
  }

  @Nullable Dentry dentry(InodeId directory, FileName name) {
    byte[] value = reader.get(Table.DENTRY, Keys.dentry(directory, name));
    return value == null ? null : DentryCodec.decodeDentry(name, value);
  }

  @Nullable Dentry entryAt(InodeId directory, long cookie) {
    byte[] value = reader.get(Table.COOKIE, Keys.cookie(directory, cookie));
    return value == null ? null : DentryCodec.decodeCookie(cookie, value);
  }

  byte @Nullable [] xattr(InodeId inode, ByteString name) {
    return reader.get(Table.XATTR, Keys.xattr(inode, name.asBuffer()));
  }

  @Nullable BlockRecord block(BlockId block) {
    byte[] value = reader.get(Table.BLOCK, Keys.of(block.value()));
    return value == null ? null : BlockRecord.decode(block, value);
  }

  @Nullable OrphanRecord orphan(long sequence) {
    byte[] value = reader.get(Table.ORPHAN, Keys.of(sequence));
    return value == null ? null : OrphanRecord.decode(sequence, value);
  }

  @Nullable SessionState session(SessionId session) {
    byte[] value = reader.get(Table.SESSION, Keys.session(Keys.SESSION_STATE_TAG, session));
    return value == null ? null : SessionState.decode(session, value);
  }

  Grants grants(SessionId session) {
    byte[] value = reader.get(Table.SESSION, Keys.session(Keys.SESSION_GRANTS_TAG, session));
    return value == null ? Grants.EMPTY : Grants.decode(value);
  }

  Counters counters() {
    Counters counters = Counters.decode(meta(Keys.META_COUNTERS, "counters"));
    byte[] reserved = reader.get(Table.META, Keys.META_RESERVED);
    counters.reservedBytes = reserved == null ? 0 : NumberCodec.decode(reserved);
    return counters;
  }

  Applied applied() {
    return Applied.decode(meta(Keys.META_APPLIED, "applied index"));
  }

  ClusterMap clusterMap() {
    return ClusterMapCodec.decode(meta(Keys.META_CLUSTER, "cluster map"));
  }

  long format() {
    return NumberCodec.decode(meta(Keys.META_FORMAT, "format version"));
  }

  private byte[] meta(byte[] key, String what) {
    byte[] value = reader.get(Table.META, key);
    if (value == null) {
      throw new CorruptStateException("the state has no " + what + ": was it ever formatted?");
    }
    return value;
  }
}
