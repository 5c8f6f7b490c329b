package io.distfs.shared.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file by its descriptor, for what FileChannel does not offer. Thread-safe; closing waits for
 * transfers under way, and a later one fails: its descriptor may be another file's by then.
 */
public final class RawFile implements AutoCloseable {
  /** {@code O_DIRECT}, which differs between architectures. */
  public static final int O_DIRECT =
      System.getProperty("os.arch").equals("aarch64") ? 0x10000 : 0x4000;

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR_RETRIES_MAX = 1000;

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle OPEN =
      LibC.variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
  private static final MethodHandle CLOSE =
      LibC.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle PREAD = LibC.function("pread", TRANSFER);
  private static final MethodHandle PWRITE = LibC.function("pwrite", TRANSFER);
  private static final MethodHandle POSIX_FALLOCATE =
      LibC.function(
          "posix_fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

  private static final MethodHandle GETPAGESIZE =
      LibC.function("getpagesize", FunctionDescriptor.of(JAVA_INT));

  private final Path file;
  private final int descriptor;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  @GuardedBy("use")
  private boolean closed;

  private RawFile(Path file, int descriptor) {
    this.file = file;
    this.descriptor = descriptor;
  }

  /**
   * Opens an existing file for reading and writing.
   *
   * @throws FsException with the errno of the call
   */
  public static RawFile open(Path file, int flags) {
    return opened(file, O_RDWR | flags);
  }

  /**
   * Opens an existing file for reading only; a pipe or a device of that name is not waited for.
   *
   * @throws FsException with the errno of the call
   */
  public static RawFile openToRead(Path file, int flags) {
    return opened(file, O_NONBLOCK | flags);
  }

  private static RawFile opened(Path file, int flags) {
    MemorySegment state = LibC.state();
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = LibC.path(arena, file.toString());
      descriptor = (int) OPEN.invokeExact(state, path, O_CLOEXEC | flags);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
    if (descriptor < 0) {
      throw new FsException(Errno.of(LibC.errno(state)), file + ": cannot be opened");
    }
    return new RawFile(file, descriptor);
  }

  /**
   * Gives the first bytes their place on disk, as {@code posix_fallocate(3)}.
   *
   * @throws FsException with the errno of the call, ENOSPC first of all
   */
  public void allocate(long bytes) {
    int error = Errno.EINTR.number();
    for (int i = 0; i < EINTR_RETRIES_MAX && error == Errno.EINTR.number(); i++) {
      try {
        error = (int) POSIX_FALLOCATE.invokeExact(LibC.state(), descriptor, 0L, bytes);
      } catch (Throwable e) {
        throw LibC.unexpected(e);
      }
    }
    if (error != 0) {
      throw new FsException(
          Errno.of(error), "%s: cannot allocate %d bytes on disk".formatted(file, bytes));
    }
  }

  /** Fills memory from an offset; returns how many bytes were there. */
  public long read(long offset, MemorySegment into) throws IOException {
    return transfer(PREAD, "read", offset, into);
  }

  /** Fills all of some memory from an offset, and fails where the file ends before. */
  public void readFully(long offset, MemorySegment into) throws IOException {
    long done = 0;
    while (done < into.byteSize()) {
      long count = read(offset + done, into.asSlice(done));
      if (count == 0) {
        throw new IOException(
            "%s ends at %d, want %d bytes at %d"
                .formatted(file, offset + done, into.byteSize(), offset));
      }
      done += count;
    }
  }

  /** Writes all of some memory at an offset. */
  public void write(long offset, MemorySegment from) throws IOException {
    long done = 0;
    while (done < from.byteSize()) {
      long count = transfer(PWRITE, "written", offset + done, from.asSlice(done));
      if (count == 0) {
        throw new IOException("nothing written at " + (offset + done));
      }
      done += count;
    }
  }

  private long transfer(MethodHandle call, String what, long offset, MemorySegment memory)
      throws IOException {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IOException(file + " is closed");
      }
      return transferOpen(call, what, offset, memory);
    } finally {
      use.readLock().unlock();
    }
  }

  private long transferOpen(MethodHandle call, String what, long offset, MemorySegment memory)
      throws IOException {
    MemorySegment state = LibC.state();
    for (int i = 0; i < EINTR_RETRIES_MAX; i++) {
      long count;
      try {
        count = (long) call.invokeExact(state, descriptor, memory, memory.byteSize(), offset);
      } catch (Throwable e) {
        throw LibC.unexpected(e);
      }
      if (count >= 0) {
        return count;
      }
      if (LibC.errno(state) != Errno.EINTR.number()) {
        break;
      }
    }
    throw new IOException(
        "%d bytes at %d cannot be %s: %s"
            .formatted(memory.byteSize(), offset, what, Errno.of(LibC.errno(state))));
  }

  /** Harmless when it is closed already. Tells of no error: whoever wrote has forced, too. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        int _ = (int) CLOSE.invokeExact(LibC.state(), descriptor);
      }
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Bytes of a page of memory, and of the page cache. */
  public static int pageBytes() {
    try {
      return (int) GETPAGESIZE.invokeExact(LibC.state());
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }
}
