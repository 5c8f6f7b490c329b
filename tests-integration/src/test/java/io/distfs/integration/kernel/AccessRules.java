package io.distfs.integration.kernel;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel checks for a mount with default_permissions: {@code generic_permission} with its
 * access lists. Thread-safe.
 */
final class AccessRules {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;
  static final int ALL = 7;

  private static final ByteString ACCESS_LIST = ByteString.of("system.posix_acl_access");
  private static final int LIST_HEADER_BYTES = 4;
  private static final int GROUP_CLASS = 070;
  private static final int ANY_EXECUTE = 0111;

  /** No entry speaks for the caller. */
  private static final int NONE = -1;

  private static final int USER = 0x02;
  private static final int GROUP_OWNER = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private final Vfs vfs;

  AccessRules(Vfs vfs) {
    this.vfs = vfs;
  }

  /** EACCES unless all of what is wanted is permitted. */
  void require(Attributes node, int wanted, Caller caller) {
    Refused.when(!permits(node, wanted, caller), LinuxError.EACCES);
  }

  /** Whether all of what is wanted is permitted. */
  boolean permits(Attributes node, int wanted, Caller caller) {
    return caller.isRoot() ? rootMay(node, wanted) : permits(node, wanted, caller.withGroups());
  }

  /** CAP_DAC_OVERRIDE: everything but to execute what nobody may. */
  private static boolean rootMay(Attributes node, int wanted) {
    return node.type() == FileType.DIRECTORY
        || (wanted & EXECUTE) == 0
        || (node.mode() & ANY_EXECUTE) != 0;
  }

  private boolean permits(Attributes node, int wanted, Credentials who) {
    if (who.uid() == node.uid()) {
      return (node.mode() >> 6 & wanted) == wanted;
    }
    ByteBuffer list = (node.mode() & GROUP_CLASS) == 0 ? null : list(node);
    if (list != null) {
      return permits(list, node, wanted, who);
    }
    int granted = who.inGroup(node.gid()) ? node.mode() >> 3 : node.mode();
    return (granted & wanted) == wanted;
  }

  private @Nullable ByteBuffer list(Attributes node) {
    if (node.type() == FileType.SYMLINK) {
      return null;
    }
    try {
      ByteBuffer list = vfs.getXattr(node.inode(), ACCESS_LIST).asBuffer();
      return list.order(ByteOrder.LITTLE_ENDIAN).position(LIST_HEADER_BYTES);
    } catch (FsException e) {
      if (e.errno() == Errno.ENODATA) {
        return null;
      }
      throw e;
    }
  }

  /** As {@code posix_acl_permission}: the entries stand in the order of their tags. */
  private static boolean permits(ByteBuffer list, Attributes node, int wanted, Credentials who) {
    int chosen = NONE;
    boolean member = false;
    int mask = ALL;
    int others = 0;
    while (list.hasRemaining()) {
      int tag = list.getShort();
      int permissions = list.getShort();
      int id = list.getInt();
      switch (tag) {
        case USER -> chosen = id == who.uid() ? permissions : chosen;
        case GROUP_OWNER, GROUP -> {
          boolean applies = chosen == NONE && who.inGroup(tag == GROUP ? id : node.gid());
          member |= applies;
          chosen = applies && (permissions & wanted) == wanted ? permissions : chosen;
        }
        case MASK -> mask = permissions;
        case OTHER -> others = permissions;
        default -> {
          // the owner's, who is not judged by the list
        }
      }
    }
    return chosen == NONE
        ? !member && (others & wanted) == wanted
        : (chosen & mask & wanted) == wanted;
  }
}
