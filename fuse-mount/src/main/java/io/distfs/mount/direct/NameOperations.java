package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.LINK_IN;
import static io.distfs.mount.direct.KernelStructs.MKDIR_IN;
import static io.distfs.mount.direct.KernelStructs.MKNOD_IN;
import static io.distfs.mount.direct.KernelStructs.RENAME2_IN;
import static io.distfs.mount.direct.KernelStructs.RENAME_IN;
import static io.distfs.mount.direct.KernelStructs.at;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;

/** mknod, mkdir, symlink, unlink, rmdir, rename and link. Thread-safe. */
final class NameOperations {
  private static final int SETGID = 02000;
  private static final long UNSIGNED = 0xFFFF_FFFFL;
  private static final long MKNOD_MODE = at(MKNOD_IN, "mode");
  private static final long MKNOD_UMASK = at(MKNOD_IN, "umask");
  private static final long MKNOD_RDEV = at(MKNOD_IN, "rdev");
  private static final long MKDIR_MODE = at(MKDIR_IN, "mode");
  private static final long MKDIR_UMASK = at(MKDIR_IN, "umask");
  private static final long RENAME_TARGET = at(RENAME_IN, "newdir");
  private static final long RENAME2_TARGET = at(RENAME2_IN, "newdir");
  private static final long RENAME2_FLAGS = at(RENAME2_IN, "flags");
  private static final long LINK_INODE = at(LINK_IN, "oldnodeid");

  private final Vfs vfs;
  private final Replies replies;

  NameOperations(Vfs vfs, Replies replies) {
    this.vfs = vfs;
    this.replies = replies;
  }

  void makeNode(Exchange exchange) {
    make(
        exchange,
        exchange.nameAt(MKNOD_IN.byteSize()),
        new NewMode(exchange.intAt(MKNOD_MODE), exchange.intAt(MKNOD_UMASK)),
        exchange.intAt(MKNOD_RDEV) & UNSIGNED);
  }

  void makeDirectory(Exchange exchange) {
    int mode = exchange.intAt(MKDIR_MODE) | FileType.DIRECTORY.modeBits();
    NewMode directory = new NewMode(mode, exchange.intAt(MKDIR_UMASK));
    make(exchange, exchange.nameAt(MKDIR_IN.byteSize()), directory, 0);
  }

  private void make(Exchange exchange, FileName name, NewMode mode, long rdev) {
    Credentials caller = creator(exchange, mode);
    replies.entry(exchange, vfs.makeNode(exchange.node(), name, mode, rdev, caller));
  }

  /** Groups matter only for whether a set-group-id bit may stay. */
  static Credentials creator(Exchange exchange, NewMode mode) {
    return (mode.mode() & SETGID) != 0 ? exchange.callerWithGroups() : exchange.caller();
  }

  /** The name, a NUL, the target. */
  void makeSymlink(Exchange exchange) {
    byte[] name = exchange.stringAt(0);
    byte[] target = exchange.stringAt(name.length + 1L);
    replies.entry(
        exchange,
        vfs.makeSymlink(
            exchange.node(), FileName.of(name), ByteString.wrap(target), exchange.caller()));
  }

  void unlink(Exchange exchange) {
    vfs.unlink(exchange.node(), exchange.nameAt(0), exchange.caller());
    boolean _ = exchange.ok();
  }

  void removeDirectory(Exchange exchange) {
    vfs.removeDirectory(exchange.node(), exchange.nameAt(0), exchange.caller());
    boolean _ = exchange.ok();
  }

  void rename(Exchange exchange) {
    rename(exchange, exchange.longAt(RENAME_TARGET), 0, RENAME_IN.byteSize());
  }

  void renameWithFlags(Exchange exchange) {
    rename(
        exchange,
        exchange.longAt(RENAME2_TARGET),
        exchange.intAt(RENAME2_FLAGS),
        RENAME2_IN.byteSize());
  }

  /** The old name, a NUL, the new name. */
  private void rename(Exchange exchange, long newParent, int flags, long names) {
    byte[] name = exchange.stringAt(names);
    FileName newName = exchange.nameAt(names + name.length + 1);
    vfs.rename(
        exchange.node(),
        FileName.of(name),
        new InodeId(newParent),
        newName,
        flags,
        exchange.caller());
    boolean _ = exchange.ok();
  }

  void link(Exchange exchange) {
    InodeId inode = new InodeId(exchange.longAt(LINK_INODE));
    FileName name = exchange.nameAt(LINK_IN.byteSize());
    replies.entry(exchange, vfs.link(inode, exchange.node(), name, exchange.caller()));
  }
}
