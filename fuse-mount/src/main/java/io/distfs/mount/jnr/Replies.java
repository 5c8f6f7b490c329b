package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FilesystemStatistics;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers to the kernel's requests, and the one place where an exception becomes an errno. Each
 * request gets exactly one answer, after which its number is void. Thread-safe; an answer is laid
 * out in the calling thread's {@link Scratch}.
 */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final LibFuse fuse;
  private final StatLayout stat;
  private final EntryLayout entry;
  private final double attributeSeconds;

  Replies(LibFuse fuse, Runtime runtime, EntryLayout.Timeouts timeouts) {
    this.fuse = fuse;
    this.stat = new StatLayout(runtime);
    this.entry = new EntryLayout(stat, timeouts);
    this.attributeSeconds = timeouts.attributeSeconds();
  }

  /** What carries out one request; answering is the last thing it does. */
  @FunctionalInterface
  interface Work {
    void run();
  }

  /** Carries out a request; an exception becomes the answer. */
  void answering(long request, String operation, Work work) {
    try {
      work.run();
    } catch (FsException e) {
      LOG.debug("{}: {}", operation, e.getMessage());
      error(request, e.errno());
    } catch (RuntimeException | Error e) {
      // The top of an upcall: going further would unwind C frames and leave the caller waiting.
      LOG.error("{} failed unexpectedly; the caller gets EIO", operation, e);
      error(request, Errno.EIO);
    }
  }

  StatLayout stat() {
    return stat;
  }

  void ok(long request) {
    sent(fuse.fuse_reply_err(request, 0));
  }

  /** As {@link #ok}; false if nobody waits for the answer any more. */
  boolean granted(long request) {
    return sent(fuse.fuse_reply_err(request, 0));
  }

  /** Answers F_GETLK. */
  void lock(long request, @Nullable FileLock lock) {
    long address = Scratch.address();
    FlockLayout.write(address, lock);
    sent(fuse.fuse_reply_lock(request, address));
  }

  void error(long request, Errno errno) {
    sent(fuse.fuse_reply_err(request, errno.number()));
  }

  void entry(long request, Attributes attributes) {
    long address = Scratch.address();
    entry.write(address, attributes);
    sent(fuse.fuse_reply_entry(request, address));
  }

  void attributes(long request, Attributes attributes) {
    long address = Scratch.address();
    stat.write(address, attributes);
    sent(fuse.fuse_reply_attr(request, address, attributeSeconds));
  }

  /** Answers an open; false if the caller is gone, so that nobody will ever release the handle. */
  boolean opened(long request, long fileInfo) {
    return sent(fuse.fuse_reply_open(request, fileInfo));
  }

  /** Answers a create; false as for {@link #opened}. */
  boolean created(long request, Attributes attributes, long fileInfo) {
    long address = Scratch.address();
    entry.write(address, attributes);
    return sent(fuse.fuse_reply_create(request, address, fileInfo));
  }

  /** Answers with a C string. */
  void target(long request, byte[] bytes) {
    long address = Scratch.address();
    Memory.putBytes(address, bytes);
    Memory.putByte(address + bytes.length, (byte) 0);
    sent(fuse.fuse_reply_readlink(request, address));
  }

  void written(long request, long bytes) {
    sent(fuse.fuse_reply_write(request, bytes));
  }

  /** Answers with bytes that lie in native memory already. */
  void data(long request, long address, long bytes) {
    sent(fuse.fuse_reply_buf(request, address, bytes));
  }

  /** Answers a question for an xattr: the length only when asked with no room, else the bytes. */
  void xattr(long request, byte[] value, long room) {
    if (room == 0) {
      sent(fuse.fuse_reply_xattr(request, value.length));
    } else if (value.length > room) {
      error(request, Errno.ERANGE);
    } else {
      long address = Scratch.address();
      Memory.putBytes(address, value);
      data(request, address, value.length);
    }
  }

  void statistics(long request, FilesystemStatistics statistics) {
    long address = Scratch.address();
    StatisticsLayout.write(address, statistics);
    sent(fuse.fuse_reply_statfs(request, address));
  }

  /**
   * Whether the kernel took the answer. ENOENT says that the caller was interrupted and answered
   * already; anything else that the mount is going away. Neither leaves anything to be done here.
   */
  private static boolean sent(int result) {
    if (result != 0) {
      LOG.debug("the kernel did not take an answer: {}", Errno.of(-result));
    }
    return result == 0;
  }
}
