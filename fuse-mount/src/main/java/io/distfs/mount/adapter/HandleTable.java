package io.distfs.mount.adapter;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is open, by the number that the kernel carries for it; as many as the kernel holds open.
 * Thread-safe.
 */
public final class HandleTable<T> {
  private final ConcurrentMap<Long, T> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  public long add(T file) {
    long handle = last.incrementAndGet();
    open.put(handle, file);
    return handle;
  }

  /** What was opened under a handle; EBADF if nothing. */
  public T get(long handle) {
    return known(open.get(handle), handle);
  }

  /** Gives up a handle. */
  public T remove(long handle) {
    return known(open.remove(handle), handle);
  }

  public int count() {
    return open.size();
  }

  private static <T> T known(@org.jspecify.annotations.Nullable T file, long handle) {
    if (file == null) {
      throw new FsException(Errno.EBADF, "no such handle: " + handle);
    }
    return file;
  }
}
