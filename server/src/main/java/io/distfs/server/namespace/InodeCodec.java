package io.distfs.server.namespace;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;

/** Value of {@link Table#INODE}; bytes in docs/METADATA.md. Stateless. */
final class InodeCodec {
  private static final int VERSION = 1;
  private static final int COMMON_BYTES = 160;
  private static final int DIRECTORY_BYTES = 16;

  private InodeCodec() {}

  static byte[] encode(Inode inode) {
    int tail = inode.isDirectory() ? DIRECTORY_BYTES : inode.target.length();
    ValueWriter out = new ValueWriter(VERSION, COMMON_BYTES + tail);
    out.i32(inode.mode).i32(inode.nlink).i32(inode.uid).i32(inode.gid);
    out.i64(inode.rdev).i64(inode.size);
    out.i64(inode.allocatedBytes).i32(inode.inlineBytes).i64(inode.contentVersion);
    out.time(inode.atime).time(inode.mtime).time(inode.ctime).time(inode.btime);
    out.i64(inode.version);
    out.i64(inode.parent).i64(inode.parentCookie).i64(inode.orphanSequence);
    out.i32(inode.xattrBytes).i32(inode.xattrListBytes);
    if (inode.isDirectory()) {
      out.i64(inode.nextCookie).i64(inode.entries);
    } else {
      out.rest(inode.target);
    }
    return out.toBytes();
  }

  static Inode decode(InodeId id, byte[] value) {
    ValueReader in = new ValueReader("inode record", VERSION, value);
    Inode inode = new Inode(id);
    inode.mode = checked(in.i32());
    inode.nlink = in.i32();
    inode.uid = in.i32();
    inode.gid = in.i32();
    inode.rdev = in.i64();
    inode.size = in.i64();
    inode.allocatedBytes = in.i64();
    inode.inlineBytes = in.i32();
    inode.contentVersion = in.i64();
    inode.atime = in.time();
    inode.mtime = in.time();
    inode.ctime = in.time();
    inode.btime = in.time();
    inode.version = in.i64();
    inode.parent = in.i64();
    inode.parentCookie = in.i64();
    inode.orphanSequence = in.i64();
    inode.xattrBytes = in.i32();
    inode.xattrListBytes = in.i32();
    if (inode.isDirectory()) {
      inode.nextCookie = in.i64();
      inode.entries = in.i64();
      in.end();
    } else {
      inode.target = ByteString.wrap(in.rest());
    }
    return inode;
  }

  private static int checked(int mode) {
    try {
      FileType.ofMode(mode);
      return mode;
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("inode record: " + e.getMessage());
    }
  }

  /** Attributes as a part of a remembered outcome. */
  static void writeAttributes(ValueWriter out, Attributes attributes) {
    out.i64(attributes.inode().value());
    out.i32(attributes.mode()).i32(attributes.nlink());
    out.i32(attributes.uid()).i32(attributes.gid());
    out.i64(attributes.rdev()).i64(attributes.size());
    Attributes.Content content = attributes.content();
    out.i64(content.allocatedBytes()).i32(content.inlineBytes()).i64(content.version());
    Attributes.Times times = attributes.times();
    out.time(times.atime()).time(times.mtime()).time(times.ctime()).time(times.btime());
    out.i64(attributes.version());
  }

  static Attributes readAttributes(ValueReader in) {
    return new Attributes(
        new InodeId(in.i64()),
        in.i32(),
        in.i32(),
        in.i32(),
        in.i32(),
        in.i64(),
        in.i64(),
        new Attributes.Content(in.i64(), in.i32(), in.i64()),
        new Attributes.Times(in.time(), in.time(), in.time(), in.time()),
        in.i64());
  }
}
