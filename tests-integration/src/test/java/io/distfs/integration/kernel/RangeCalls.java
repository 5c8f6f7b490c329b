package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.SEEK_CUR;
import static io.distfs.integration.syscall.Flags.SEEK_DATA;
import static io.distfs.integration.syscall.Flags.SEEK_END;
import static io.distfs.integration.syscall.Flags.SEEK_HOLE;
import static io.distfs.integration.syscall.Flags.SEEK_SET;

import io.distfs.integration.syscall.LinuxError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** lseek(2), fallocate(2), copy_file_range(2), sendfile(2), posix_fadvise(2). Thread-safe. */
final class RangeCalls {
  private static final int ADVICE_MAX = 5;

  private final DataCalls data;

  RangeCalls(DataCalls data) {
    this.data = data;
  }

  long seek(Call call) {
    Description description = call.opened(0);
    description.position.lock();
    try {
      long offset =
          switch (description) {
            case Description.OfFile file -> sought(call, file);
            case Description.OfFolder folder -> soughtInFolder(call, folder);
            case Description.OfPath _ -> throw new Refused(LinuxError.EBADF);
            case Description.OfPipe _, Description.OfSocket _ ->
                throw new Refused(LinuxError.ESPIPE);
          };
      description.offset = offset;
      return offset;
    } finally {
      description.position.unlock();
    }
  }

  private static long sought(Call call, Description.OfFile file) {
    long offset = call.at(1);
    return switch (call.number(2)) {
      case SEEK_SET -> place(0, offset);
      case SEEK_CUR -> place(file.offset, offset);
      case SEEK_END -> place(DataCalls.size(file, call), offset);
      case SEEK_DATA, SEEK_HOLE -> call.vfs().seek(file.file, offset, call.number(2));
      default -> throw new Refused(LinuxError.EINVAL);
    };
  }

  /** A folder's offsets are cookies of its listing. */
  private static long soughtInFolder(Call call, Description.OfFolder folder) {
    return switch (call.number(2)) {
      case SEEK_SET -> place(0, call.at(1));
      case SEEK_CUR -> place(folder.offset, call.at(1));
      default -> throw new Refused(LinuxError.EINVAL);
    };
  }

  private static long place(long from, long by) {
    long place = from + by;
    Refused.when(place < 0, LinuxError.EINVAL);
    return place;
  }

  long allocate(Call call) {
    Description description = call.opened(0);
    Refused.when(call.at(2) < 0 || call.at(3) <= 0, LinuxError.EINVAL);
    Description.OfFile file = DataCalls.seekable(DataCalls.writable(description));
    if (!call.caller().isRoot()) {
      call.dropPrivileges(file.file.inode());
    }
    call.vfs().allocate(file.file, call.number(1), call.at(2), call.at(3));
    return 0;
  }

  /** generic_copy_file_checks, then what the adapter does. */
  long copy(Call call) {
    Description in = call.opened(0);
    Description out = call.opened(2);
    Refused.when(call.at(5) != 0, LinuxError.EINVAL);
    Refused.when(isFolder(in) || isFolder(out), LinuxError.EISDIR);
    if (!(in instanceof Description.OfFile source) || !(out instanceof Description.OfFile target)) {
      throw new Refused(LinuxError.EINVAL);
    }
    Description _ = DataCalls.readable(source);
    Description _ = DataCalls.writable(target);
    Refused.when((target.flags & O_APPEND) != 0, LinuxError.EBADF);
    long from = offset(call, 1, source);
    long to = offset(call, 3, target);
    long length = Math.min(call.at(4), DataCalls.size(source, call) - from);
    if (length <= 0) {
      return 0;
    }
    if (!call.caller().isRoot()) {
      // Linux refuses it before; without privileges to drop it is the client's to refuse.
      boolean overlap = Math.abs(from - to) < length;
      boolean same = source.file.inode().equals(target.file.inode());
      Refused.when(same && overlap, LinuxError.EINVAL);
      call.dropPrivileges(target.file.inode());
    }
    long count = call.vfs().copyRange(source.file, from, target.file, to, length);
    move(call, 1, source, from + count);
    move(call, 3, target, to + count);
    return count;
  }

  private static boolean isFolder(Description description) {
    return description instanceof Description.OfFolder;
  }

  /** A given offset, or the description's own. */
  private static long offset(Call call, int pointer, Description description) {
    return call.at(pointer) == 0
        ? description.offset
        : call.memory(pointer, Long.BYTES).get(UserMemory.LONG, 0);
  }

  private static void move(Call call, int pointer, Description description, long offset) {
    if (call.at(pointer) == 0) {
      description.offset = offset;
    } else {
      call.memory(pointer, Long.BYTES).set(UserMemory.LONG, 0, offset);
    }
  }

  /** Reads and writes, as splice does it without pages to move. */
  long send(Call call) {
    Description out = DataCalls.writable(call.opened(0));
    Description.OfFile in = DataCalls.seekable(DataCalls.readable(call.opened(1)));
    long from = offset(call, 2, in);
    long wanted = Math.min(call.at(3), DataCalls.REQUEST_BYTES_MAX);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, wanted));
      long have = data.read(in, from, List.of(bytes.asSlice(0, wanted)), call);
      long sent = data.writeOn(out, bytes.asSlice(0, have), call);
      move(call, 2, in, from + sent);
      return sent;
    }
  }

  long advise(Call call) {
    Description description = call.opened(0);
    Refused.when(description instanceof Description.OfPipe, LinuxError.ESPIPE);
    Refused.when(call.at(3) < 0 || call.at(3) > ADVICE_MAX, LinuxError.EINVAL);
    return 0;
  }
}
