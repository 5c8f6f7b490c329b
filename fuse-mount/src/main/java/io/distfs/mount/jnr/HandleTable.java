package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is open, by the number that the kernel carries for it; as many as the kernel holds open.
 * Thread-safe.
 */
final class HandleTable<T> {
  private final ConcurrentMap<Long, T> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  long add(T file) {
    long handle = last.incrementAndGet();
    open.put(handle, file);
    return handle;
  }

  /** What was opened under a handle; EBADF if nothing. */
  T get(long handle) {
    return known(open.get(handle), handle);
  }

  /** Gives up a handle. */
  T remove(long handle) {
    return known(open.remove(handle), handle);
  }

  int count() {
    return open.size();
  }

  private static <T> T known(@org.jspecify.annotations.Nullable T file, long handle) {
    if (file == null) {
      throw new FsException(Errno.EBADF, "no such handle: " + handle);
    }
    return file;
  }
}
