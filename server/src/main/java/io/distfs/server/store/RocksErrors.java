package io.distfs.server.store;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns RocksDB's errors into ours. Stateless. */
final class RocksErrors {
  private RocksErrors() {}

  /** ENOSPC for a full disk, else EIO; the message keeps RocksDB's own words. */
  static FsException mapped(String doing, RocksDBException error) {
    return new FsException(errno(error), doing + ": " + error.getMessage(), error);
  }

  private static Errno errno(RocksDBException error) {
    Status status = error.getStatus();
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      return Errno.ENOSPC;
    }
    // The sub-code is lost when an earlier background error is reported again; the words are not.
    String words = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return words.contains("no space left") ? Errno.ENOSPC : Errno.EIO;
  }
}
