package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.O_DSYNC;
import static io.distfs.integration.syscall.Flags.O_SYNC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.Flags;
import io.distfs.integration.syscall.LinuxError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** read(2), write(2) and their relatives. Thread-safe. */
final class DataCalls {
  /** The greatest request of the direct adapter. */
  static final int REQUEST_BYTES_MAX = 1 << 20;

  private static final int VECTOR_MAX = 1024;
  private static final int VECTOR_ENTRY_BYTES = 16;

  long read(Call call) {
    return readOn(call.opened(0), List.of(call.memory(1, call.at(2))), call);
  }

  long readVector(Call call) {
    return readOn(call.opened(0), vector(call), call);
  }

  long readAt(Call call) {
    Description.OfFile file = seekable(readable(call.opened(0)));
    Refused.when(call.at(3) < 0, LinuxError.EINVAL);
    return read(file, call.at(3), List.of(call.memory(1, call.at(2))), call);
  }

  long write(Call call) {
    return writeOn(call.opened(0), call.memory(1, call.at(2)), call);
  }

  long writeVector(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      return writeOn(call.opened(0), gathered(vector(call), arena), call);
    }
  }

  long writeAt(Call call) {
    Description.OfFile file = seekable(writable(call.opened(0)));
    Refused.when(call.at(3) < 0, LinuxError.EINVAL);
    return write(file, call.at(3), call.memory(1, call.at(2)), call);
  }

  /**
   * Of the flags RWF_APPEND is known. An appending kernel tells where it believes the end to be.
   */
  long writeVectorAt(Call call) {
    Refused.when((call.at(5) & ~Flags.RWF_APPEND) != 0, LinuxError.EOPNOTSUPP);
    Description.OfFile file = seekable(writable(call.opened(0)));
    Refused.when(call.at(3) < 0, LinuxError.EINVAL);
    boolean append = (call.at(5) & Flags.RWF_APPEND) != 0;
    long offset = append ? size(file, call) : call.at(3);
    try (Arena arena = Arena.ofConfined()) {
      return write(file, offset, gathered(vector(call), arena), call);
    }
  }

  /** At the description's offset, which moves. */
  long readOn(Description description, List<MemorySegment> rooms, Call call) {
    readable(description);
    if (description instanceof Description.OfPipe pipe) {
      return rooms.isEmpty() ? 0 : taken(pipe, rooms.getFirst());
    }
    Description.OfFile file = seekable(description);
    file.position.lock();
    try {
      long count = read(file, file.offset, rooms, call);
      file.offset += count;
      return count;
    } finally {
      file.position.unlock();
    }
  }

  private static long taken(Description.OfPipe pipe, MemorySegment room) {
    byte[] bytes = pipe.pipe.read(room.byteSize());
    UserMemory.put(room, bytes, bytes.length);
    return bytes.length;
  }

  /** At the description's offset, which moves. */
  long writeOn(Description description, MemorySegment bytes, Call call) {
    writable(description);
    if (description instanceof Description.OfPipe pipe) {
      pipe.pipe.write(bytes.toArray(JAVA_BYTE));
      return bytes.byteSize();
    }
    Description.OfFile file = seekable(description);
    file.position.lock();
    try {
      long offset = (file.flags & O_APPEND) != 0 ? size(file, call) : file.offset;
      long count = write(file, offset, bytes, call);
      file.offset = offset + count;
      return count;
    } finally {
      file.position.unlock();
    }
  }

  /** Requests of what fits one; the first that is answered short is the last. */
  long read(Description.OfFile file, long offset, List<MemorySegment> rooms, Call call) {
    long count = 0;
    for (MemorySegment room : rooms) {
      for (long at = 0; at < room.byteSize(); at += REQUEST_BYTES_MAX) {
        long wanted = Math.min(REQUEST_BYTES_MAX, room.byteSize() - at);
        int have =
            call.vfs().read(file.file, offset + count, room.asSlice(at, wanted).asByteBuffer());
        count += have;
        if (have < wanted) {
          return count;
        }
      }
    }
    return count;
  }

  /** generic_write_checks, then requests as the adapter takes them. */
  long write(Description.OfFile file, long offset, MemorySegment bytes, Call call) {
    boolean append = (file.flags & O_APPEND) != 0;
    Refused.when(bytes.byteSize() > 0 && offset == Long.MAX_VALUE, LinuxError.EFBIG);
    long size = append ? bytes.byteSize() : Math.min(bytes.byteSize(), Long.MAX_VALUE - offset);
    long count = 0;
    while (count < size) {
      if (!call.caller().isRoot()) {
        call.dropPrivileges(file.file.inode());
      }
      MemorySegment request = bytes.asSlice(count, Math.min(REQUEST_BYTES_MAX, size - count));
      long place = append ? Vfs.AT_END : offset + count;
      count += call.vfs().write(file.file, place, request.asByteBuffer());
      if ((file.flags & O_DSYNC) != 0) {
        call.vfs().sync(file.file, (file.flags & O_SYNC) != O_SYNC);
      }
    }
    return count;
  }

  static long size(Description.OfFile file, Call call) {
    return call.vfs().getAttributes(file.file.inode()).size();
  }

  static Description readable(Description description) {
    Refused.when(!description.mayRead(), LinuxError.EBADF);
    return description;
  }

  static Description writable(Description description) {
    Refused.when(!description.mayWrite(), LinuxError.EBADF);
    return description;
  }

  /** A regular file: folders and pipes have no content at an offset. */
  static Description.OfFile seekable(Description description) {
    return switch (description) {
      case Description.OfFile file -> file;
      case Description.OfFolder _ -> throw new Refused(LinuxError.EISDIR);
      case Description.OfPath _ -> throw new Refused(LinuxError.EBADF);
      case Description.OfPipe _, Description.OfSocket _ -> throw new Refused(LinuxError.ESPIPE);
    };
  }

  /** The third argument counts the entries at the second. */
  private static List<MemorySegment> vector(Call call) {
    int count = call.number(2);
    Refused.when(count < 0 || count > VECTOR_MAX, LinuxError.EINVAL);
    MemorySegment entries = call.memory(1, (long) count * VECTOR_ENTRY_BYTES);
    List<MemorySegment> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long entry = (long) i * VECTOR_ENTRY_BYTES;
      parts.add(
          UserMemory.at(
              entries.get(UserMemory.LONG, entry),
              entries.get(UserMemory.LONG, entry + Long.BYTES)));
    }
    return parts;
  }

  private static MemorySegment gathered(List<MemorySegment> parts, Arena arena) {
    long total = parts.stream().mapToLong(MemorySegment::byteSize).sum();
    MemorySegment all = arena.allocate(Math.max(1, total));
    long at = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, 0, all, at, part.byteSize());
      at += part.byteSize();
    }
    return all.asSlice(0, total);
  }
}
