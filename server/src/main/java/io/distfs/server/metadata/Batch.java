package io.distfs.server.metadata;

import io.distfs.shared.fs.Timestamp;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One entry of the replicated log: commands that queued together, and the time they all happen at.
 * Immutable.
 *
 * @param time stamped by the leader, later than that of every earlier entry
 * @param commands encoded, in the order they are applied in
 */
record Batch(Timestamp time, List<ByteBuffer> commands) {
  Batch {
    commands = List.copyOf(commands);
  }
}
