package io.distfs.integration.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.id.InodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The descriptors of a process. Shared by its threads; thread-safe. */
final class DescriptorTable {
  private static final int DESCRIPTORS_MAX = 1024;

  /** The first that an open gives: 0 to 2 are the process's own. */
  private static final int FIRST = 3;

  /** Names it where it owns POSIX locks, as a pointer does in Linux. */
  final long number;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Integer, Description> open = new TreeMap<>();

  @GuardedBy("lock")
  private int threads = 1;

  DescriptorTable(long number) {
    this.number = number;
  }

  /** A copy for a process of its own, whose descriptors stand for the same descriptions. */
  DescriptorTable copy(long copysNumber) {
    DescriptorTable copy = new DescriptorTable(copysNumber);
    lock.lock();
    try {
      open.values().forEach(Description::hold);
      copy.takeAll(open);
    } finally {
      lock.unlock();
    }
    return copy;
  }

  private void takeAll(Map<Integer, Description> descriptions) {
    lock.lock();
    try {
      open.putAll(descriptions);
    } finally {
      lock.unlock();
    }
  }

  int add(Description description) {
    return add(description, FIRST);
  }

  /** The lowest free number that is not below one. */
  int add(Description description, int lowest) {
    lock.lock();
    try {
      int fd = lowest;
      while (open.containsKey(fd)) {
        fd++;
      }
      Refused.when(fd >= DESCRIPTORS_MAX, LinuxError.EMFILE);
      open.put(fd, description);
      return fd;
    } finally {
      lock.unlock();
    }
  }

  Description get(int fd) {
    lock.lock();
    try {
      return known(open.get(fd));
    } finally {
      lock.unlock();
    }
  }

  /** What a descriptor is of in the filesystem, null if it is of nothing there, or not open. */
  @Nullable InodeId find(int fd) {
    lock.lock();
    try {
      Description description = open.get(fd);
      return description == null ? null : description.inode;
    } finally {
      lock.unlock();
    }
  }

  void close(int fd, Vfs vfs) {
    Description description;
    lock.lock();
    try {
      description = known(open.remove(fd));
    } finally {
      lock.unlock();
    }
    description.closed(vfs, number);
  }

  /** One more thread has it. */
  void share() {
    lock.lock();
    try {
      threads++;
    } finally {
      lock.unlock();
    }
  }

  /** A thread is done with it; the last one closes all. */
  void leave(Vfs vfs) {
    Map<Integer, Description> left;
    lock.lock();
    try {
      threads--;
      left = threads == 0 ? Map.copyOf(open) : Map.of();
    } finally {
      lock.unlock();
    }
    left.keySet().forEach(fd -> close(fd, vfs));
  }

  private static Description known(@Nullable Description description) {
    if (description == null) {
      throw new Refused(LinuxError.EBADF);
    }
    return description;
  }
}
