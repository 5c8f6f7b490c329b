package io.distfs.integration.kernel;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.CallingThread;
import io.distfs.shared.id.InodeId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A kernel whose only filesystem is a {@code Vfs}, mounted at its root. Thread-safe. It keeps no
 * pages, names or attributes: every call reaches the Vfs.
 */
public final class VfsKernel {
  /** The process all threads belong to, as Linux's threads of a JVM do. */
  static final int PROCESS = 1;

  private static final int UMASK = 022;

  final Vfs vfs;
  final AccessRules access;
  final SystemCalls calls;

  /** What goes through fifos, by their inodes. */
  final ConcurrentMap<InodeId, Pipe> fifos = new ConcurrentHashMap<>();

  /** What was bound to a name. */
  final ConcurrentMap<InodeId, Description.OfSocket> sockets = new ConcurrentHashMap<>();

  /** All that have begun and not ended, by their numbers. */
  final ConcurrentMap<Long, VfsThread> threads = new ConcurrentHashMap<>();

  private final AtomicLong lastNumber = new AtomicLong();

  public VfsKernel(Vfs vfs) {
    this.vfs = vfs;
    this.access = new AccessRules(vfs);
    this.calls = new SystemCalls(this);
  }

  /** The first thread of a process, which has nothing open and is in the root. */
  public CallingThread newProcess() {
    return new VfsThread(
        this, new DescriptorTable(nextNumber()), new WorkingFolder(InodeId.ROOT, UMASK));
  }

  /** A number that names one thing only. */
  long nextNumber() {
    return lastNumber.incrementAndGet();
  }
}
