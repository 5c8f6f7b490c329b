package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps new data out of space that others have reserved. Asks the leader before a block is
 * uploaded, unless the last answer is young and left plenty. Thread-safe.
 */
final class RoomGate {
  /** More than this client writes until the next answer. */
  private static final long PLENTY_BYTES = 1L << 30;

  /** More than one client has in the air. */
  private static final long SCARCE_BYTES = 256L << 20;

  private static final long AGE_NANOS_MAX = 1_000_000_000L;

  private final MetadataClient metadata;
  private final ClientClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private boolean plenty;

  @GuardedBy("lock")
  private long askedNanos;

  private volatile boolean scarce;

  RoomGate(MetadataClient metadata, ClientClock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  /**
   * Why these ranges cannot be written.
   *
   * @param passing there is room but for what is being overwritten just now
   */
  record Shortage(boolean passing, FsException error) {}

  /**
   * Whether there was little space when it was last asked for. What has been uploaded and waits for
   * its turn to be committed then stands in the way of whose turn it is.
   */
  boolean isScarce() {
    return scarce;
  }

  /** Null if there is room for data in these ranges. */
  @Nullable Shortage enter(InodeId inode, List<ByteRange> ranges) {
    long now = clock.nanos();
    lock.lock();
    try {
      if (plenty && now - askedNanos < AGE_NANOS_MAX) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    Answer.Room room;
    try {
      room = ask(inode, ranges);
    } catch (FsException e) {
      if (e.errno() == Errno.ENOSPC) {
        scarce = true;
        return new Shortage(true, e);
      }
      throw e;
    }
    long left = room.spareBytes() - room.newBytes();
    scarce = left < SCARCE_BYTES;
    lock.lock();
    try {
      plenty = left > PLENTY_BYTES;
      askedNanos = now;
    } finally {
      lock.unlock();
    }
    if (left >= 0) {
      return null;
    }
    String message =
        "inode " + inode + " needs " + room.newBytes() + " bytes, free are " + room.spareBytes();
    return new Shortage(false, new FsException(Errno.ENOSPC, message));
  }

  private Answer.Room ask(InodeId inode, List<ByteRange> ranges) {
    Query query = new Query.RoomFor(inode, ranges);
    if (metadata.query(query) instanceof Answer.Room room) {
      return room;
    }
    throw new FsException(Errno.EPROTO, "unexpected answer about room for inode " + inode);
  }
}
