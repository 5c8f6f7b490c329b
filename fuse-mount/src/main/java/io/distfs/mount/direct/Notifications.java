package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.NOTIFY_INVAL_INODE_OUT;
import static io.distfs.mount.direct.KernelStructs.OUT_HEADER;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.client.call.Waiting;
import io.distfs.client.vfs.InvalidationListener;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel to drop what it has cached of an inode. Thread-safe.
 *
 * <p>Sent by a thread of its own: dropping a page waits for whoever has it locked, which may be a
 * read that a worker is to answer; a worker that sent it itself would wait for itself, and not even
 * kill -9 would end that. Who asks waits for the thread, and has another worker take the requests
 * meanwhile.
 */
final class Notifications implements InvalidationListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  /** Longer than a read may take that holds a page. */
  private static final Duration SENT_MAX = Duration.ofSeconds(60);

  /** From where on pages are dropped; a negative offset keeps them all. */
  private static final long CONTENT_TOO = 0;

  private static final long ATTRIBUTES_ONLY = -1;
  private static final long LENGTH = at(OUT_HEADER, "len");
  private static final long ERROR = at(OUT_HEADER, "error");
  private static final long INODE = at(NOTIFY_INVAL_INODE_OUT, "ino");
  private static final long OFFSET = at(NOTIFY_INVAL_INODE_OUT, "off");

  private final Device device;
  private final LookupCounts lookups;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fuse-notify").factory());

  Notifications(Device device, LookupCounts lookups) {
    this.device = device;
    this.lookups = lookups;
  }

  @Override
  public void invalidated(InodeId inode) {
    if (!lookups.isKnown(inode.value())) {
      return; // the kernel does not know the inode: nothing of it is cached
    }
    try {
      Void _ =
          Waiting.on(
              CompletableFuture.runAsync(() -> send(inode, CONTENT_TOO), thread),
              SENT_MAX,
              "dropping the kernel's pages of inode " + inode);
    } catch (RejectedExecutionException e) {
      LOG.debug("the mount is ending", e);
    } catch (FsException e) {
      LOG.error("the kernel's pages of inode {} may be out of date: {}", inode, e.getMessage());
    }
  }

  /**
   * Has the kernel ask for the attributes before it believes them again; for a file that is being
   * opened or is open. May be called by a worker: no page is waited for, and an inode that somebody
   * opens or has open is not on its way out.
   */
  void attributesChanged(InodeId inode) {
    send(inode, ATTRIBUTES_ONLY);
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  private void send(InodeId inode, long offset) {
    long bytes = OUT_HEADER.byteSize() + NOTIFY_INVAL_INODE_OUT.byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(bytes, Long.BYTES); // length 0: to the end
      message.set(JAVA_INT, LENGTH, (int) bytes);
      message.set(JAVA_INT, ERROR, Opcodes.NOTIFY_INVAL_INODE);
      message.set(JAVA_LONG, OUT_HEADER.byteSize() + INODE, inode.value());
      message.set(JAVA_LONG, OUT_HEADER.byteSize() + OFFSET, offset);
      int refused = device.write(LibC.state(arena), message, bytes);
      if (refused != 0 && refused != Errno.ENOENT.number()) {
        LOG.warn("inode {} not dropped: {}", inode, Errno.of(refused).words());
      }
    }
  }
}
