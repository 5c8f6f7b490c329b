package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Written data that was lost without anybody left to tell: named here and in the log. Thread-safe.
 */
final class Unsaved {
  private static final Logger LOG = LoggerFactory.getLogger(Unsaved.class);

  /** Greatest number of lines kept; the log has them all. */
  private static final int LINES_MAX = 1000;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final List<String> lines = new ArrayList<>();

  /** Names lost data. */
  void add(InodeId inode, long bytes, String reason) {
    String line = "inode " + inode + ": " + bytes + " bytes not saved: " + reason;
    LOG.error("{}", line);
    lock.lock();
    try {
      if (lines.size() < LINES_MAX) {
        lines.add(line);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The lines so far. */
  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }
}
