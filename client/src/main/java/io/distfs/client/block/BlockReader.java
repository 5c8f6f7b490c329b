package io.distfs.client.block;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.checksum.Crc32c;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.transport.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of blocks and verifies them against the checksums their writer made. Thread-safe;
 * blocks its caller. A replica that is away, damaged or slow is passed over for the next one.
 */
final class BlockReader {
  private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);
  private static final int UNIT = BlockInfo.CHECKSUM_UNIT_BYTES;
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(4);
  private static final Duration SUSPECT_TIME = Duration.ofSeconds(3);
  private static final Duration ROUND_PAUSE = Duration.ofMillis(200);

  private final ServerCalls calls;
  private final ServerHealth health;
  private final Supplier<ClusterMap> maps;
  private final @Nullable LocalBlocks local;
  private final AtomicInteger turn = new AtomicInteger();

  /** Local: where to look first; null for the servers only. */
  BlockReader(
      ServerCalls calls,
      ServerHealth health,
      Supplier<ClusterMap> maps,
      @Nullable LocalBlocks local) {
    this.calls = calls;
    this.health = health;
    this.maps = maps;
    this.local = local;
  }

  private record Wanted(BlockInfo block, int offset, int length) {
    BlockRead request() {
      return new BlockRead(block.block(), offset, length);
    }
  }

  /** Outcome of asking each replica once. */
  private static final class Round {
    int damaged;
    int away;
    String last = "";
  }

  /** A verified range, widened to whole units. ENOENT if no replica has the block any more. */
  BlockRange read(BlockInfo block, int offset, int length, Deadline deadline) {
    BlockRange found = local == null ? null : local.read(block, offset, length, deadline);
    if (found != null) {
      return found;
    }
    while (true) {
      Round round = new Round();
      for (ServerId server : replicas(block)) {
        BlockRange range = ask(server, new Wanted(block, offset, length), deadline, round);
        if (range != null) {
          return range;
        }
      }
      if (round.away == 0) {
        throw new FsException(
            round.damaged == 0 ? Errno.ENOENT : Errno.EIO,
            "block " + block.block() + " on servers " + block.servers() + ": " + round.last);
      }
      if (deadline.passed()) {
        throw new FsException(
            Errno.EIO,
            "no server of " + block.servers() + " gave block " + block.block() + ": " + round.last);
      }
      Waiting.pause(deadline.leftAtMost(ROUND_PAUSE));
    }
  }

  /** Live ones first, the least asked first among them, taking turns. */
  private List<ServerId> replicas(BlockInfo block) {
    List<ServerId> servers = new ArrayList<>(block.servers());
    Collections.rotate(servers, turn.getAndIncrement() & 0xFF);
    servers.sort(
        Comparator.comparingInt((ServerId server) -> health.live(server) ? 0 : 1)
            .thenComparingInt(health::load));
    return servers;
  }

  private @Nullable BlockRange ask(ServerId server, Wanted wanted, Deadline deadline, Round round) {
    BlockInfo block = wanted.block;
    ServerInfo info = maps.get().server(server);
    if (info == null) {
      round.away++;
      round.last = "server " + server + " is not in the cluster map";
      return null;
    }
    health.begin(server);
    try {
      Duration limit = deadline.leftAtMost(ATTEMPT_LIMIT);
      ServerCalls.BlockBytes bytes =
          Waiting.on(
              calls.readBlock(info.address(), wanted.request(), limit),
              limit.plusMillis(500),
              "read of block " + block.block());
      return verified(server, wanted, bytes);
    } catch (FsException e) {
      round.last = String.valueOf(e.getMessage());
      switch (e.errno()) {
        case ENOENT -> {}
        case EHOSTDOWN, ETIMEDOUT, EAGAIN -> {
          round.away++;
          health.suspect(server, SUSPECT_TIME);
        }
        default -> {
          round.damaged++;
          LOG.warn("block {} on server {}: {}", block.block(), server, e.getMessage());
        }
      }
      return null;
    } finally {
      health.end(server);
    }
  }

  private static BlockRange verified(ServerId server, Wanted wanted, ServerCalls.BlockBytes bytes) {
    BlockInfo block = wanted.block;
    Payload payload = bytes.payload();
    boolean good = false;
    try {
      int begin = bytes.reply().offset();
      int got = payload.bytes();
      if (begin % UNIT != 0
          || begin > wanted.offset
          || begin + got < wanted.offset + wanted.length
          || begin + got > block.length()) {
        throw new FsException(
            Errno.EIO,
            "server " + server + " gave bytes " + begin + "+" + got + ", want " + wanted);
      }
      Checksums want = bytes.reply().checksums();
      int[] have = BlockBuffers.checksums(payload.views(), got);
      for (int i = 0; i < have.length; i++) {
        if (i >= want.count() || have[i] != want.at(i)) {
          throw new FsException(
              Errno.EIO,
              "checksum mismatch from server " + server + " at byte " + (begin + i * UNIT));
        }
      }
      if (got == block.length()
          && new Crc32c().ofChecksums(Checksums.wrap(have)) != block.checksum()) {
        throw new FsException(Errno.EIO, "server " + server + " has other content than committed");
      }
      good = true;
      return new BlockRange(begin, payload);
    } finally {
      if (!good) {
        payload.close();
      }
    }
  }
}
