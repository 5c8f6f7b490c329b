package io.distfs.client.block;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.checksum.Crc32c;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.transport.Payload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes blocks to the servers that shall hold them. Thread-safe; blocks its caller until every
 * server of the set has forced the block, or no set can be found in time.
 *
 * <p>A chain in which a server failed is abandoned: a fresh block id, and others in the failed
 * server's place. Only when fewer servers than wanted replicas are left does a majority suffice.
 */
final class BlockWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BlockWriter.class);

  /** A server that has not forced a block within this time counts as dead for it. */
  private static final Duration FORCE_LIMIT = Duration.ofSeconds(5);

  private static final Duration TRANSFER_SLACK = Duration.ofSeconds(2);
  private static final Duration ABANDON_LIMIT = Duration.ofSeconds(5);
  private static final Duration SUSPECT_TIME = Duration.ofSeconds(3);
  private static final int RETRY_MILLIS_FIRST = 50;
  private static final int RETRY_MILLIS_MAX = 1000;

  private final ServerCalls calls;
  private final ServerHealth health;
  private final Placement placement;
  private final Supplier<ClusterMap> maps;

  BlockWriter(
      ServerCalls calls, ServerHealth health, Placement placement, Supplier<ClusterMap> maps) {
    this.calls = calls;
    this.health = health;
    this.placement = placement;
    this.maps = maps;
  }

  /** One block on its way: what does not change between attempts. */
  private record Job(
      MetaSession session,
      Payload data,
      Checksums checksums,
      BlockPiece.Hint hint,
      Deadline deadline) {
    int bytes() {
      return data.bytes();
    }
  }

  /** Writes a block; the data stays the caller's, but may be held on to until calls have ended. */
  BlockInfo write(MetaSession session, Payload data, BlockPiece.Hint hint, Deadline deadline) {
    if (data.bytes() < 1 || data.bytes() > Extent.BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException("block of " + data.bytes() + " bytes");
    }
    int[] checksums = BlockBuffers.checksums(data.views(), data.bytes());
    Job job = new Job(session, data, Checksums.wrap(checksums), hint, deadline);
    Set<ServerId> full = new HashSet<>();
    int pauseMillis = RETRY_MILLIS_FIRST;
    while (true) {
      ClusterMap map = maps.get();
      BlockId block = session.nextBlock();
      List<ServerId> chain = targets(map, block, full);
      FsException failure;
      try {
        BlockPiece.Reply reply = send(job, map, block, chain);
        if (suffices(map, reply, full)) {
          return new BlockInfo(
              block,
              data.bytes(),
              new Crc32c().ofChecksums(job.checksums),
              reply.forced(),
              map.replicas());
        }
        ServerId failed = reply.failed() == null ? chain.getLast() : reply.failed();
        health.suspect(failed, SUSPECT_TIME);
        failure = new FsException(Errno.EIO, "server " + failed + " did not force block " + block);
      } catch (FsException e) {
        failure = e;
        blame(chain.getFirst(), e, full);
      }
      // Once a block: while too few servers live, it is tried again several times a second. A full
      // server is no news: whoever has called tries smaller blocks, or tells its own caller.
      boolean news = pauseMillis == RETRY_MILLIS_FIRST && failure.errno() != Errno.ENOSPC;
      LOG.atLevel(news ? Level.WARN : Level.DEBUG)
          .log("block {} for {} abandoned: {}", block, job.hint, failure.getMessage());
      abandon(session, block, chain);
      if (failure.errno() == Errno.ENOSPC && map.servers().size() - full.size() < majority(map)) {
        throw failure;
      }
      if (deadline.passed() || !session.alive()) {
        throw new FsException(
            session.alive() ? Errno.ETIMEDOUT : Errno.EIO,
            "no " + majority(map) + " servers took a block of inode " + hint.inode() + " in time",
            failure);
      }
      Waiting.pause(deadline.leftAtMost(Duration.ofMillis(pauseMillis)));
      pauseMillis = Math.min(RETRY_MILLIS_MAX, 2 * pauseMillis);
    }
  }

  private void blame(ServerId first, FsException failure, Set<ServerId> full) {
    if (failure.errno() == Errno.ENOSPC) {
      full.add(first);
    } else {
      health.suspect(first, SUSPECT_TIME);
    }
  }

  private static int majority(ClusterMap map) {
    return Math.min(map.replicas(), map.servers().size()) / 2 + 1;
  }

  private static int wanted(ClusterMap map) {
    return Math.min(map.replicas(), map.servers().size());
  }

  /** The servers to use: those that live, clockwise; suspects only if too few are left. */
  private List<ServerId> targets(ClusterMap map, BlockId block, Set<ServerId> full) {
    List<ServerId> live =
        placement.choose(
            map, block, wanted(map), server -> !full.contains(server) && health.live(server));
    if (live.size() >= majority(map)) {
      return live;
    }
    List<ServerId> any =
        placement.choose(map, block, wanted(map), server -> !full.contains(server));
    if (any.isEmpty()) {
      throw new FsException(Errno.ENOSPC, "every server is full");
    }
    return any;
  }

  private boolean suffices(ClusterMap map, BlockPiece.Reply reply, Set<ServerId> full) {
    int forced = reply.forced().size();
    if (forced >= wanted(map)) {
      return true;
    }
    if (reply.failed() != null) {
      health.suspect(reply.failed(), SUSPECT_TIME);
    }
    long usable =
        map.servers().stream()
            .filter(server -> health.live(server.id()) && !full.contains(server.id()))
            .count();
    return forced >= majority(map) && usable < wanted(map);
  }

  private BlockPiece.Reply send(Job job, ClusterMap map, BlockId block, List<ServerId> chain) {
    HostPort first = address(map, chain.getFirst());
    List<ServerId> rest = chain.subList(1, chain.size());
    Duration limit =
        job.deadline.leftAtMost(FORCE_LIMIT.multipliedBy(chain.size()).plus(TRANSFER_SLACK));
    health.begin(chain.getFirst());
    try {
      int offset = 0;
      while (job.bytes() - offset > BlockPiece.BYTES_MAX) {
        // A piece that gets lost shows in the answer to the last one.
        CompletableFuture<Void> _ =
            calls.sendPiece(
                first,
                piece(job, block, offset, BlockPiece.BYTES_MAX, rest),
                payload(job, offset, BlockPiece.BYTES_MAX),
                limit);
        offset += BlockPiece.BYTES_MAX;
      }
      int last = job.bytes() - offset;
      return Waiting.on(
          calls.sendLastPiece(
              first, piece(job, block, offset, last, rest), payload(job, offset, last), limit),
          limit.plusSeconds(1),
          "block " + block);
    } finally {
      health.end(chain.getFirst());
    }
  }

  private static BlockPiece piece(
      Job job, BlockId block, int offset, int length, List<ServerId> chain) {
    int from = offset / BlockInfo.CHECKSUM_UNIT_BYTES;
    int to = from + (length + BlockInfo.CHECKSUM_UNIT_BYTES - 1) / BlockInfo.CHECKSUM_UNIT_BYTES;
    int[] checksums = new int[to - from];
    for (int unit = from; unit < to; unit++) {
      checksums[unit - from] = job.checksums.at(unit);
    }
    return new BlockPiece(block, job.bytes(), offset, Checksums.wrap(checksums), chain, job.hint);
  }

  private static Payload payload(Job job, int offset, int length) {
    Payload held = job.data.retain();
    return Payload.of(held::close, BlockBuffers.slice(job.data.views(), offset, length));
  }

  /** Tells servers that no command will name the block. */
  void abandon(MetaSession session, BlockId block, List<ServerId> servers) {
    session.retire(block);
    ClusterMap map = maps.get();
    for (ServerId server : servers) {
      CompletableFuture<Void> _ =
          calls
              .abandonBlock(
                  address(map, server), new BlockAbandon(session.id(), block), ABANDON_LIMIT)
              .whenComplete(
                  (_, thrown) -> {
                    if (thrown != null) {
                      LOG.debug("server {} keeps block {} until its sweep", server, block);
                    }
                  });
    }
  }

  private static HostPort address(ClusterMap map, ServerId server) {
    ServerInfo info = map.server(server);
    if (info == null) {
      throw new FsException(Errno.EIO, "server " + server + " is not in the cluster map");
    }
    return info.address();
  }
}
