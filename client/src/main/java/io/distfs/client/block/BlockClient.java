package io.distfs.client.block;

import io.distfs.client.call.BeforeWait;
import io.distfs.client.call.ServerCalls;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.transport.Payload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads immutable blocks on the servers that hold them. Thread-safe; blocks its caller,
 * always within the deadline.
 */
public final class BlockClient implements AutoCloseable {
  /** Greatest number of blocks on their way at once; the others wait their turn. */
  public static final int WRITES_MAX = 8;

  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

  private final ServerCalls calls;
  private final Supplier<ClusterMap> maps;
  private final ClientClock clock;
  private final Duration deadline;
  private final ServerHealth health;
  private final BlockWriter writer;
  private final @Nullable LocalBlocks local;
  private final BlockReader reader;
  private final Semaphore writes = new Semaphore(WRITES_MAX);

  /**
   * A client over these parts, which stay the caller's.
   *
   * @param localReads whether the files of servers on this machine are read
   */
  public BlockClient(
      ServerCalls calls,
      Placement placement,
      Supplier<ClusterMap> maps,
      ClientClock clock,
      Duration deadline,
      boolean localReads) {
    this.calls = calls;
    this.maps = maps;
    this.clock = clock;
    this.deadline = deadline;
    this.health = new ServerHealth(clock);
    this.writer = new BlockWriter(calls, health, placement, maps);
    this.local = localReads ? new LocalBlocks(calls, maps, clock) : null;
    this.reader = new BlockReader(calls, health, maps, local);
  }

  /**
   * Writes a block, its id taken from the session; the payload stays the caller's.
   *
   * @return what a command may name now: every server listed has forced the block
   * @throws FsException ENOSPC; ETIMEDOUT if no majority took it in time; EIO if the session ended
   */
  public BlockInfo write(MetaSession session, Payload data, BlockPiece.Hint hint) {
    Deadline end = Deadline.in(clock, deadline);
    acquire(end);
    try {
      return writer.write(session, data, hint, end);
    } finally {
      writes.release();
    }
  }

  /** A block just written is not to be named by any command: its servers may have it back. */
  public void abandon(MetaSession session, BlockInfo block) {
    writer.abandon(session, block.block(), block.servers());
  }

  /**
   * Reads a range and verifies it; the range given is at least the one asked for.
   *
   * @throws FsException ENOENT if no server has the block any more; EIO if no good copy was found
   */
  public BlockRange read(BlockInfo block, int offset, int length) {
    return reader.read(block, offset, length, Deadline.in(clock, deadline));
  }

  /**
   * The first blocks are about to be read, and probably the later ones, which are asked for only
   * where that helps. Does not wait.
   */
  public void announce(List<BlockInfo> soon, Supplier<List<BlockInfo>> later) {
    if (local != null) {
      local.announce(soon, later);
    }
  }

  /**
   * Probes servers that failed, closes files no longer read. Called a few times a second; does not
   * block.
   */
  public void tick() {
    if (local != null) {
      local.tick();
    }
    for (ServerId id : health.dueForProbe(PROBE_INTERVAL)) {
      ServerInfo server = maps.get().server(id);
      if (server == null) {
        health.clear(id);
        continue;
      }
      CompletableFuture<ClusterState> _ =
          calls
              .cluster(server.address(), PROBE_LIMIT)
              .whenComplete(
                  (state, _) -> {
                    if (state != null) {
                      health.clear(id);
                    }
                  });
    }
  }

  /** Gives back files and threads. */
  @Override
  public void close() {
    if (local != null) {
      local.close();
    }
  }

  private void acquire(Deadline end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (writes.tryAcquire()) {
            return;
          }
          BeforeWait.waiting();
          if (writes.tryAcquire(Math.max(1, end.leftNanos()), TimeUnit.NANOSECONDS)) {
            return;
          }
          throw new FsException(Errno.ETIMEDOUT, WRITES_MAX + " blocks on their way, none ended");
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
