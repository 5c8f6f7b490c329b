package io.distfs.server.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What the log is applied to. All calls but {@link #appliedIndex} come from one thread. */
public interface ReplicatedState {
  /**
   * Applies one committed entry; the result goes to the proposer on this server. Deterministic. An
   * exception here stops the node: the state would differ between servers.
   */
  Object apply(long index, ByteBuffer entry);

  /** Index of the last entry whose effect is in the state; entries up to it are not applied. */
  long appliedIndex();

  /** Writes the whole state into an empty folder. */
  void saveSnapshot(Path folder) throws IOException;

  /** Replaces the whole state by that of the folder; readers are kept out meanwhile. */
  void loadSnapshot(Path folder) throws IOException;

  /** This server leads from now on, in this term. */
  void leadershipBegan(long term);

  /** This server leads no more. */
  void leadershipEnded();
}
