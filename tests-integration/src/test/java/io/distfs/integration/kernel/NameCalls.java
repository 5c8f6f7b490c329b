package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.AT_EMPTY_PATH;
import static io.distfs.integration.syscall.Flags.AT_REMOVEDIR;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_FOLLOW;
import static io.distfs.integration.syscall.Flags.RENAME_EXCHANGE;
import static io.distfs.integration.syscall.Flags.RENAME_NOREPLACE;
import static io.distfs.integration.syscall.Flags.RENAME_WHITEOUT;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import org.jspecify.annotations.Nullable;

/**
 * Calls that make, move and remove names, in the order of fs/namei.c. What the server judges again
 * (sticky folders, types, fullness, ancestors) is left to it. Thread-safe.
 */
final class NameCalls {
  private static final int PERMISSIONS = 07777;
  private static final int FOLDER_PERMISSIONS = 01777;
  private static final int SETUID = 04000;
  private static final int SETGID_PROGRAM = 02010;
  private static final long DEVICE_BITS = 0xFFFF_FFFFL;

  long makeFolder(Call call) {
    Walk walk = call.walk(0, 1);
    Walk.Place place = walk.vacant(true);
    walk.requireNew(place);
    int mode = FileType.DIRECTORY.modeBits() | (call.number(2) & FOLDER_PERMISSIONS);
    return make(call, place, mode, 0);
  }

  long makeNode(Call call) {
    int wanted = call.number(2);
    FileType type = type(wanted);
    Walk walk = call.walk(0, 1);
    Walk.Place place = walk.vacant(false);
    walk.requireNew(place);
    boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    int mode = type.modeBits() | (wanted & PERMISSIONS);
    return make(call, place, mode, device ? call.at(3) & DEVICE_BITS : 0);
  }

  /** may_mknod. */
  private static FileType type(int mode) {
    return switch (mode & FileType.MASK) {
      case 0, 0100000 -> FileType.REGULAR;
      case 0010000, 0020000, 0060000, 0140000 -> FileType.ofMode(mode);
      case 0040000 -> throw new Refused(LinuxError.EPERM);
      default -> throw new Refused(LinuxError.EINVAL);
    };
  }

  private static long make(Call call, Walk.Place place, int mode, long device) {
    NewMode newMode = new NewMode(mode, call.thread().folder().umask);
    Attributes _ =
        call.vfs()
            .makeNode(place.inode(), place.name(), newMode, device, call.caller().creator(mode));
    return 0;
  }

  long makeSymlink(Call call) {
    ByteString target = ByteString.wrap(call.path(0));
    Walk walk = call.walk(1, 2);
    Walk.Place place = walk.vacant(false);
    walk.requireNew(place);
    Attributes _ =
        call.vfs().makeSymlink(place.inode(), place.name(), target, call.caller().plain());
    return 0;
  }

  long link(Call call) {
    int flags = call.number(4);
    Refused.when((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0, LinuxError.EINVAL);
    int allowed = call.caller().isRoot() ? flags : flags & ~AT_EMPTY_PATH;
    Attributes node = call.node(0, 1, allowed, (flags & AT_SYMLINK_FOLLOW) != 0);
    Walk walk = call.walk(2, 3);
    Walk.Place place = walk.vacant(false);
    Refused.when(!mayLink(call, node), LinuxError.EPERM);
    walk.requireNew(place);
    Attributes _ =
        call.vfs().link(node.inode(), place.inode(), place.name(), call.caller().plain());
    return 0;
  }

  /** may_linkat, with fs.protected_hardlinks on as everywhere. */
  private static boolean mayLink(Call call, Attributes node) {
    if (call.caller().isOrOutranks(node.uid())) {
      return true;
    }
    boolean setGroup = (node.mode() & SETGID_PROGRAM) == SETGID_PROGRAM;
    boolean plain = node.type() == FileType.REGULAR && (node.mode() & SETUID) == 0 && !setGroup;
    return plain && call.permits(node, AccessRules.READ | AccessRules.WRITE);
  }

  long remove(Call call) {
    int flags = call.number(2);
    Refused.when((flags & ~AT_REMOVEDIR) != 0, LinuxError.EINVAL);
    Walk walk = call.walk(0, 1);
    Walk.Place place = walk.parent();
    return flags == 0 ? unlink(call, walk, place) : removeFolder(call, walk, place);
  }

  private static long unlink(Call call, Walk walk, Walk.Place place) {
    Refused.when(!place.isName(), LinuxError.EISDIR);
    Attributes node = present(walk, place);
    if (place.slash()) {
      boolean folder = node.type() == FileType.DIRECTORY;
      throw new Refused(folder ? LinuxError.EISDIR : LinuxError.ENOTDIR);
    }
    walk.requireEntry(place);
    call.vfs().unlink(place.inode(), place.name(), call.caller().plain());
    return 0;
  }

  private static long removeFolder(Call call, Walk walk, Walk.Place place) {
    Refused.when(place.isDotDot(), LinuxError.ENOTEMPTY);
    Refused.when(place.isDot(), LinuxError.EINVAL);
    Refused.when(place.isRoot(), LinuxError.EBUSY);
    Attributes _ = present(walk, place);
    walk.requireEntry(place);
    call.vfs().removeDirectory(place.inode(), place.name(), call.caller().plain());
    return 0;
  }

  private static Attributes present(Walk walk, Walk.Place place) {
    Attributes node = walk.child(place);
    if (node == null) {
      throw new Refused(LinuxError.ENOENT);
    }
    return node;
  }

  long rename(Call call) {
    int flags = call.number(4);
    checkFlags(flags);
    Walk fromWalk = call.walk(0, 1);
    Walk.Place from = fromWalk.parent();
    Walk toWalk = call.walk(2, 3);
    Walk.Place to = toWalk.parent();
    Refused.when(!from.isName(), LinuxError.EBUSY);
    boolean keeps = (flags & RENAME_NOREPLACE) != 0;
    Refused.when(!to.isName(), keeps ? LinuxError.EEXIST : LinuxError.EBUSY);
    Attributes moved = present(fromWalk, from);
    Attributes replaced = toWalk.child(to);
    boolean exchange = (flags & RENAME_EXCHANGE) != 0;
    Refused.when(keeps && replaced != null, LinuxError.EEXIST);
    Refused.when(exchange && replaced == null, LinuxError.ENOENT);
    checkSlashes(from, to, moved, exchange ? replaced : moved);
    if (!call.caller().isRoot()) {
      RenamePermission permission = new RenamePermission(call, from, to, moved, replaced);
      permission.require(exchange);
    }
    call.vfs()
        .rename(from.inode(), from.name(), to.inode(), to.name(), flags, call.caller().plain());
    return 0;
  }

  private static void checkFlags(int flags) {
    int known = RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT;
    boolean both =
        (flags & RENAME_EXCHANGE) != 0 && (flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) != 0;
    Refused.when((flags & ~known) != 0 || both, LinuxError.EINVAL);
  }

  /** A slash behind a name is for a folder. */
  private static void checkSlashes(
      Walk.Place from, Walk.Place to, Attributes moved, @Nullable Attributes there) {
    Refused.when(from.slash() && moved.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
    boolean folder = there != null && there.type() == FileType.DIRECTORY;
    Refused.when(to.slash() && !folder, LinuxError.ENOTDIR);
  }
}
