package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.XATTR_CREATE;
import static io.distfs.integration.syscall.Flags.XATTR_REPLACE;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.mount.adapter.XattrNames;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Extended attributes, with the checks of fs/xattr.c. Thread-safe. */
final class XattrCalls {
  private static final int NAME_BYTES_MAX = 255;
  private static final int VALUE_BYTES_MAX = 64 << 10;
  private static final int STICKY = 01000;
  private static final String ACCESS_LISTS = "system.posix_acl_";
  private static final ByteString DEFAULT_LIST = ByteString.of("system.posix_acl_default");

  /** What the first argument names. */
  enum Of {
    PATH,
    SYMLINK,
    DESCRIPTOR
  }

  long set(Call call, Of of) {
    int flags = call.number(4);
    Refused.when((flags & ~(XATTR_CREATE | XATTR_REPLACE)) != 0, LinuxError.EINVAL);
    ByteString name = name(call, 1);
    Refused.when(call.at(3) > VALUE_BYTES_MAX, LinuxError.E2BIG);
    ByteString value = ByteString.wrap(call.memory(2, call.at(3)).toArray(ValueLayout.JAVA_BYTE));
    Attributes node = node(call, of);
    checkAccess(call, node, name, AccessRules.WRITE);
    call.vfs().setXattr(node.inode(), name, value, flags, call.caller().withGroups());
    return 0;
  }

  long get(Call call, Of of) {
    ByteString name = name(call, 1);
    Attributes node = node(call, of);
    checkAccess(call, node, name, AccessRules.READ);
    return answer(call, 2, call.vfs().getXattr(node.inode(), name).toByteArray());
  }

  long list(Call call, Of of) {
    Attributes node = node(call, of);
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (ByteString name : call.vfs().listXattrs(node.inode())) {
      if (call.caller().isRoot() || !XattrNames.isTrusted(name)) {
        names.writeBytes(name.toByteArray());
        names.write(0);
      }
    }
    return answer(call, 1, names.toByteArray());
  }

  long remove(Call call, Of of) {
    ByteString name = name(call, 1);
    Attributes node = node(call, of);
    checkAccess(call, node, name, AccessRules.WRITE);
    if (name.equals(DEFAULT_LIST) && node.type() != FileType.DIRECTORY) {
      return 0; // set_posix_acl: there is none, whoever asks
    }
    call.vfs().removeXattr(node.inode(), name, call.caller().withGroups());
    return 0;
  }

  private static Attributes node(Call call, Of of) {
    return switch (of) {
      case PATH -> call.walk(0).node(true);
      case SYMLINK -> call.walk(0).node(false);
      case DESCRIPTOR -> call.vfs().getAttributes(call.inode(call.opened(0)));
    };
  }

  private static ByteString name(Call call, int index) {
    byte[] name = UserMemory.string(call.at(index), NAME_BYTES_MAX);
    Refused.when(name.length == 0 || name.length > NAME_BYTES_MAX, LinuxError.ERANGE);
    return ByteString.wrap(name);
  }

  /** xattr_permission; of access lists that a symlink has none. */
  private static void checkAccess(Call call, Attributes node, ByteString name, int wanted) {
    String text = new String(name.toByteArray(), StandardCharsets.ISO_8859_1);
    boolean writes = wanted == AccessRules.WRITE;
    LinuxError denied = writes ? LinuxError.EPERM : LinuxError.ENODATA;
    if (text.startsWith(ACCESS_LISTS)) {
      Refused.when(node.type() == FileType.SYMLINK, LinuxError.EOPNOTSUPP);
      return;
    }
    if (text.startsWith("security.") || text.startsWith("system.")) {
      return;
    }
    if (text.startsWith("trusted.")) {
      Refused.when(!call.caller().isRoot(), denied);
      return;
    }
    if (text.startsWith("user.")) {
      boolean folder = node.type() == FileType.DIRECTORY;
      Refused.when(node.type() != FileType.REGULAR && !folder, denied);
      boolean sticky = folder && (node.mode() & STICKY) != 0;
      boolean foreign = !call.caller().isOrOutranks(node.uid());
      Refused.when(sticky && writes && foreign, LinuxError.EPERM);
    }
    call.require(node, wanted);
  }

  /** The size comes after the buffer; without room only the length is asked for. */
  private static long answer(Call call, int buffer, byte[] value) {
    long room = call.at(buffer + 1);
    if (room == 0) {
      return value.length;
    }
    Refused.when(room < value.length, LinuxError.ERANGE);
    MemorySegment memory = call.memory(buffer, room);
    UserMemory.put(memory, value, value.length);
    return value.length;
  }
}
