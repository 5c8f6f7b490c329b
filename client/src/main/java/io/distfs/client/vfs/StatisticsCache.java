package io.distfs.client.vfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Space and inodes, asked for at most once a second. Thread-safe. */
final class StatisticsCache {
  private static final long AGE_NANOS_MAX = 1_000_000_000L;

  private final MetadataClient metadata;
  private final ClientClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable FilesystemStatistics last;

  @GuardedBy("lock")
  private long askedNanos;

  StatisticsCache(MetadataClient metadata, ClientClock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  FilesystemStatistics get() {
    long now = clock.nanos();
    lock.lock();
    try {
      if (last != null && now - askedNanos < AGE_NANOS_MAX) {
        return last;
      }
    } finally {
      lock.unlock();
    }
    if (!(metadata.query(new Query.StatFilesystem()) instanceof Answer.Statistics answer)) {
      throw new FsException(Errno.EPROTO, "unexpected answer to statfs");
    }
    lock.lock();
    try {
      last = answer.statistics();
      askedNanos = now;
    } finally {
      lock.unlock();
    }
    return answer.statistics();
  }
}
