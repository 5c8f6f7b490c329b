package io.distfs.server.namespace;

import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;

/**
 * Values of {@link Table#DENTRY} and {@link Table#COOKIE}; bytes in docs/METADATA.md. Stateless.
 */
final class DentryCodec {
  private static final int VERSION = 1;
  private static final int DENTRY_BYTES = 17;
  private static final int COOKIE_BYTES = 9;
  private static final int TYPE_SHIFT = 12;

  private DentryCodec() {}

  static byte[] encodeDentry(Dentry dentry) {
    return new ValueWriter(VERSION, DENTRY_BYTES)
        .i64(dentry.inode().value())
        .u8(dentry.type().directoryType())
        .i64(dentry.cookie())
        .toBytes();
  }

  static Dentry decodeDentry(FileName name, byte[] value) {
    ValueReader in = new ValueReader("directory entry", VERSION, value);
    Dentry dentry = new Dentry(name, new InodeId(in.i64()), type(in.u8()), in.i64());
    in.end();
    return dentry;
  }

  static byte[] encodeCookie(Dentry dentry) {
    byte[] name = dentry.name().bytes();
    return new ValueWriter(VERSION, COOKIE_BYTES + name.length)
        .i64(dentry.inode().value())
        .u8(dentry.type().directoryType())
        .rest(name)
        .toBytes();
  }

  static Dentry decodeCookie(long cookie, byte[] value) {
    ValueReader in = new ValueReader("directory cookie", VERSION, value);
    InodeId inode = new InodeId(in.i64());
    FileType type = type(in.u8());
    return new Dentry(name(in.rest()), inode, type, cookie);
  }

  /** A stored name. */
  static FileName name(byte[] bytes) {
    try {
      return FileName.of(bytes);
    } catch (FsException e) {
      throw new CorruptStateException(
          "stored name of " + bytes.length + " bytes: " + e.getMessage());
    }
  }

  private static FileType type(int directoryType) {
    try {
      return FileType.ofMode(directoryType << TYPE_SHIFT);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("directory entry: " + e.getMessage());
    }
  }
}
