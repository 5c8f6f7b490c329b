package io.distfs.server.raft;

/**
 * Counts what was applied since the last snapshot and asks for one when it is much. Confined to the
 * apply thread.
 */
final class SnapshotTrigger {
  private final int entriesMax;
  private final long bytesMax;
  private final Runnable takeSnapshot;
  private int entries;
  private long bytes;

  /**
   * @param takeSnapshot asks for a snapshot without waiting for it
   */
  SnapshotTrigger(int entriesMax, long bytesMax, Runnable takeSnapshot) {
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
    this.takeSnapshot = takeSnapshot;
  }

  /** One entry was applied. */
  void applied(int entryBytes) {
    entries++;
    bytes += entryBytes;
  }

  /** Asks if it is time; if that snapshot fails, the next one comes after as much again. */
  void check() {
    if (entries >= entriesMax || bytes >= bytesMax) {
      saved();
      takeSnapshot.run();
    }
  }

  /** A snapshot of all that was applied was taken. */
  void saved() {
    entries = 0;
    bytes = 0;
  }
}
