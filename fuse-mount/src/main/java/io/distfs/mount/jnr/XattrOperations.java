package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.mount.adapter.XattrNames;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * setxattr, getxattr, listxattr and removexattr. Thread-safe.
 *
 * <p>Two kinds of names never reach the Vfs. {@code system.*} (POSIX ACLs) is EOPNOTSUPP: an ACL
 * that is stored and not enforced would be a lie. {@code security.capability} never exists: at this
 * protocol version the kernel asks for it before every write(2), which would double the cost of
 * each.
 */
final class XattrOperations {
  private static final String SYSTEM = "system.";
  private static final ByteString CAPABILITY = ByteString.of("security.capability");

  private final Vfs vfs;
  private final Replies replies;
  private final Callers callers;

  XattrOperations(Vfs vfs, Replies replies, Callers callers) {
    this.vfs = vfs;
    this.replies = replies;
    this.callers = callers;
  }

  void register(OperationTable table) {
    table.set(Operation.SETXATTR, this::set);
    table.set(Operation.GETXATTR, this::get);
    table.set(Operation.LISTXATTR, this::list);
    table.set(Operation.REMOVEXATTR, this::remove);
  }

  private void set(long request, long inode, long name, long value, long size, long flags) {
    replies.answering(
        request,
        "setxattr",
        () -> {
          ByteString key = supported(name);
          if (key.equals(CAPABILITY)) {
            throw new FsException(Errno.EOPNOTSUPP, "file capabilities are not supported");
          }
          ByteString bytes = ByteString.wrap(Memory.bytes(value, Math.toIntExact(size)));
          vfs.setXattr(new InodeId(inode), key, bytes, (int) flags, callers.of(request));
          replies.ok(request);
        });
  }

  private void get(long request, long inode, long name, long room) {
    replies.answering(
        request,
        "getxattr",
        () -> {
          ByteString key = supported(name);
          if (key.equals(CAPABILITY)) {
            replies.error(request, Errno.ENODATA);
          } else {
            byte[] value = vfs.getXattr(new InodeId(inode), key).toByteArray();
            replies.xattr(request, value, room);
          }
        });
  }

  /** The answer is the names, each with a NUL behind it. */
  private void list(long request, long inode, long room) {
    replies.answering(
        request,
        "listxattr",
        () -> {
          List<ByteString> names = vfs.listXattrs(new InodeId(inode));
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          boolean root = callers.of(request).isRoot();
          for (ByteString name : names) {
            byte[] text = name.toByteArray();
            if (!isSystem(text) && (root || !XattrNames.isTrusted(name))) {
              bytes.writeBytes(text);
              bytes.write(0);
            }
          }
          replies.xattr(request, bytes.toByteArray(), room);
        });
  }

  private void remove(long request, long inode, long name) {
    replies.answering(
        request,
        "removexattr",
        () -> {
          vfs.removeXattr(new InodeId(inode), supported(name), callers.of(request));
          replies.ok(request);
        });
  }

  private static ByteString supported(long name) {
    byte[] bytes = Memory.stringBytes(name);
    if (isSystem(bytes)) {
      throw new FsException(Errno.EOPNOTSUPP, "xattrs of the system namespace are not supported");
    }
    return ByteString.wrap(bytes);
  }

  private static boolean isSystem(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1).startsWith(SYSTEM);
  }
}
