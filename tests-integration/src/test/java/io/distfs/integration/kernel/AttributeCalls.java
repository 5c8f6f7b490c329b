package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.AT_EMPTY_PATH;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_NOFOLLOW;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.integration.syscall.Time;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * chmod(2), chown(2), truncate(2), utimensat(2). Who owns the file is the server's to judge; write
 * permission is not. Thread-safe.
 */
final class AttributeCalls {
  private static final int PERMISSIONS = 07777;
  private static final int TIMES_BYTES = 32;
  private static final int NANOS_MAX = 999_999_999;

  long mode(Call call) {
    return mode(call, call.walk(0, 1).node(true).inode(), call.number(2));
  }

  long modeOfDescriptor(Call call) {
    return mode(call, call.inode(call.opened(0)), call.number(1));
  }

  private static long mode(Call call, InodeId inode, int mode) {
    return change(call, inode, AttributeChange.ofMode(mode & PERMISSIONS));
  }

  long owner(Call call) {
    int flags = call.number(4);
    Refused.when((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0, LinuxError.EINVAL);
    Attributes node = call.node(0, 1, flags, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    return owner(call, node, call.number(2), call.number(3));
  }

  long ownerOfDescriptor(Call call) {
    InodeId inode = call.inode(call.opened(0));
    return owner(call, call.vfs().getAttributes(inode), call.number(1), call.number(2));
  }

  /**
   * FUSE has set-id bits of all but folders dropped with an owner, whoever asks; of who may not
   * change it Linux asks nothing, and here the server refuses.
   */
  private static long owner(Call call, Attributes node, int uid, int gid) {
    boolean owns = uid != -1 || gid != -1;
    if (owns && node.type() != FileType.DIRECTORY && mayOwn(call.caller(), node, uid, gid)) {
      call.dropPrivileges(node.inode());
    }
    return change(call, node.inode(), AttributeChange.ofOwner(given(uid), given(gid)));
  }

  /** chown_ok and chgrp_ok. */
  private static boolean mayOwn(Caller caller, Attributes node, int uid, int gid) {
    boolean owner = caller.plain().uid() == node.uid();
    boolean user = uid == -1 || (owner && uid == node.uid());
    boolean member = gid == node.gid() || caller.withGroups().inGroup(gid);
    boolean group = gid == -1 || (owner && member);
    return caller.isRoot() || (user && group);
  }

  private static @Nullable Integer given(int id) {
    return id == -1 ? null : id;
  }

  long truncate(Call call) {
    Refused.when(call.at(1) < 0, LinuxError.EINVAL);
    Attributes node = call.walk(0).node(true);
    Refused.when(node.type() == FileType.DIRECTORY, LinuxError.EISDIR);
    Refused.when(node.type() != FileType.REGULAR, LinuxError.EINVAL);
    call.require(node, AccessRules.WRITE);
    return resize(call, node.inode(), AttributeChange.ofSize(call.at(1)));
  }

  /** By its descriptor a file's time of modification is set along with the size. */
  long truncateDescriptor(Call call) {
    Refused.when(call.at(1) < 0, LinuxError.EINVAL);
    Description description = call.opened(0);
    boolean fit = description instanceof Description.OfFile && description.mayWrite();
    Refused.when(!fit, LinuxError.EINVAL);
    return resize(
        call,
        call.inode(description),
        new AttributeChange(null, null, null, call.at(1), null, new TimeChange.Now()));
  }

  private static long resize(Call call, InodeId inode, AttributeChange change) {
    if (!call.caller().isRoot()) {
      call.dropPrivileges(inode);
    }
    return change(call, inode, change);
  }

  long times(Call call) {
    int flags = call.number(3);
    Refused.when((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0, LinuxError.EINVAL);
    TimeChange access = new TimeChange.Now();
    TimeChange modification = new TimeChange.Now();
    if (call.at(2) != 0) {
      MemorySegment times = call.memory(2, TIMES_BYTES);
      access = time(times, 0);
      modification = time(times, TIMES_BYTES / 2);
    }
    if (access == null && modification == null) {
      return 0;
    }
    Attributes node =
        call.at(1) == 0
            ? call.vfs().getAttributes(call.inode(call.opened(0)))
            : call.node(0, 1, flags, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    boolean touch = access instanceof TimeChange.Now && modification instanceof TimeChange.Now;
    if (touch && !call.caller().isOrOutranks(node.uid())) {
      call.require(node, AccessRules.WRITE);
    }
    return change(call, node.inode(), AttributeChange.ofTimes(access, modification));
  }

  /** Null for UTIME_OMIT. */
  private static @Nullable TimeChange time(MemorySegment times, long at) {
    long seconds = times.get(UserMemory.LONG, at);
    long nanos = times.get(UserMemory.LONG, at + Long.BYTES);
    if (nanos == Time.NOW.nanos()) {
      return new TimeChange.Now();
    }
    if (nanos == Time.OMIT.nanos()) {
      return null;
    }
    Refused.when(nanos < 0 || nanos > NANOS_MAX, LinuxError.EINVAL);
    return new TimeChange.At(new Timestamp(seconds, (int) nanos));
  }

  private static long change(Call call, InodeId inode, AttributeChange change) {
    boolean judgedByGroups = change.mode() != null || change.gid() != null;
    Caller caller = call.caller();
    Attributes _ =
        call.vfs()
            .setAttributes(inode, change, judgedByGroups ? caller.withGroups() : caller.plain());
    return 0;
  }
}
