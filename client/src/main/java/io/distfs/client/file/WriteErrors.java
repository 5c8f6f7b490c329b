package io.distfs.client.file;

import io.distfs.shared.error.FsException;
import org.jspecify.annotations.Nullable;

/**
 * Errors of a file's writes, each reported once on every descriptor that was open when it happened
 * (as errseq_t in Linux). Guarded by the lock of its file.
 */
final class WriteErrors {
  private long count;
  private boolean reported = true;
  private long lostBytes;
  private @Nullable FsException last;

  /** Written data was lost. */
  void add(FsException error, long bytes) {
    last = error;
    count++;
    lostBytes += bytes;
    reported = false;
  }

  /** Where a descriptor opened now begins: an error nobody has heard of yet is told to it too. */
  long begin() {
    return reported ? count : count - 1;
  }

  /** The newest error if it came after that point, else null; counts as reported. */
  @Nullable FsException since(long seen) {
    if (count == seen) {
      return null;
    }
    reported = true;
    return last;
  }

  /** The point reached now. */
  long now() {
    return count;
  }

  /** Bytes lost and never reported; 0 if all was. */
  long unreportedBytes() {
    return reported ? 0 : lostBytes;
  }

  /** The newest error, or null. */
  @Nullable FsException last() {
    return last;
  }
}
