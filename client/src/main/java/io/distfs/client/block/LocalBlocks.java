package io.distfs.client.block;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.transport.Payload;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads blocks whose server runs on this machine out of its block files, and not through its
 * socket. Thread-safe; blocks its caller, at most for {@link #LIMIT} twice.
 *
 * <p>Nothing is held on the server meanwhile. What is read counts only once it matches the
 * checksums that sum up to the one in the namespace; whatever else happens, the caller asks the
 * servers as if there were no files here. A server whose files cannot be read is not tried for a
 * while.
 *
 * <p>Reads are made by threads of their own, so that a disk which does not answer holds up those
 * and nobody else: when all of them are waiting, reads go to the servers.
 */
final class LocalBlocks implements AutoCloseable {
  /** What O_DIRECT wants offsets, lengths and memory to be multiples of. */
  static final int PAGE_BYTES = 4096;

  /** Longest range that is read at once. */
  static final int LENGTH_MAX = 1 << 20;

  /**
   * Of shorter blocks most are read once, and a question for the place would cost more than it
   * saves.
   */
  static final int BLOCK_BYTES_MIN = 256 << 10;

  /** Longest that a question, and then a read, may take. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(LocalBlocks.class);
  private static final int UNIT = BlockInfo.CHECKSUM_UNIT_BYTES;
  private static final int READS_MAX = 32;
  private static final long IDLE_SECONDS_MAX = 10;
  private static final Duration AWAY_TIME = Duration.ofMinutes(1);
  private static final Duration SHORT_TIME = Duration.ofSeconds(1);

  private final ServerCalls calls;
  private final Supplier<ClusterMap> maps;
  private final ClientClock clock;
  private final LocalHosts hosts;
  private final LocalFiles files;
  private final ReadBuffers buffers;
  private final LocalPlaces places = new LocalPlaces();
  private final ConcurrentMap<ServerId, Long> asideUntil = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor readers =
      new ThreadPoolExecutor(
          0,
          READS_MAX,
          IDLE_SECONDS_MAX,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("distfs-local-read-", 0).factory());

  LocalBlocks(ServerCalls calls, Supplier<ClusterMap> maps, ClientClock clock) {
    this.calls = calls;
    this.maps = maps;
    this.clock = clock;
    this.hosts = new LocalHosts(clock);
    this.files = new LocalFiles(clock);
    this.buffers = new ReadBuffers(clock);
  }

  /** A verified range, widened to whole units; null to ask the servers. */
  @Nullable BlockRange read(BlockInfo block, int offset, int length, Deadline deadline) {
    ServerInfo server = serverHere(block);
    if (server == null || length > LENGTH_MAX) {
      return null;
    }
    LocalPlaces.Question question = places.question(server.id(), block);
    if (question.isNew()) {
      ask(server, List.of(question));
    }
    boolean hasTime = deadline.leftNanos() > 2 * LIMIT.toNanos();
    try {
      BlockLocate.Place place =
          Waiting.on(
              question.place(), deadline.leftAtMost(LIMIT), "place of block " + block.block());
      return finished(begin(block, offset, length, place), deadline.leftAtMost(LIMIT));
    } catch (MismatchException e) {
      // The block was deleted and its place used again, or its copy here is damaged.
      LOG.info("block {} at {}: {}; asking the servers", block.block(), place(question), e.what);
      places.forget(question);
      setAside(server, SHORT_TIME);
    } catch (RejectedExecutionException e) {
      LOG.debug("block {}: too many local reads are under way, or none any more", block.block());
    } catch (FsException e) {
      places.forget(question);
      failed(server, e, hasTime);
    } catch (RuntimeException e) {
      LOG.error("block {}: a local read failed on a broken invariant", block.block(), e);
      places.forget(question);
      setAside(server, AWAY_TIME);
    }
    return null;
  }

  private void failed(ServerInfo server, FsException why, boolean hadTime) {
    LOG.debug("server {}: blocks are asked for over the network", server.id(), why);
    switch (why.errno()) {
      case ENOENT -> {} // the server is fine, and does not have this block
      case EAGAIN, EHOSTDOWN -> setAside(server, SHORT_TIME);
      default -> {
        if (hadTime) {
          setAside(server, AWAY_TIME);
        }
      }
    }
  }

  private static String place(LocalPlaces.Question question) {
    BlockLocate.Place place = question.place().getNow(null);
    return place == null ? "an unknown place" : place.file() + " offset " + place.offset();
  }

  /**
   * These blocks are about to be read, and probably those after them: asks where they lie, all at
   * once, unless the places of the first are known. Does not wait.
   */
  void announce(List<BlockInfo> soon, Supplier<List<BlockInfo>> later) {
    for (BlockInfo block : soon) {
      ServerInfo server = serverHere(block);
      if (server != null && !places.has(server.id(), block)) {
        List<BlockInfo> wanted = new ArrayList<>(soon);
        wanted.addAll(later.get());
        wanted.removeIf(LocalBlocks::isShort);
        ask(server, places.questions(server.id(), wanted, BlockLocate.BLOCKS_MAX));
        return;
      }
    }
  }

  private void ask(ServerInfo server, List<LocalPlaces.Question> questions) {
    if (questions.isEmpty()) {
      return;
    }
    List<BlockId> ids = questions.stream().map(question -> question.block().block()).toList();
    CompletableFuture<BlockLocate.Reply> _ =
        calls
            .locateBlocks(server.address(), new BlockLocate(ids), LIMIT)
            .whenComplete((reply, failure) -> settle(questions, reply, failure));
  }

  private void settle(
      List<LocalPlaces.Question> questions,
      BlockLocate.@Nullable Reply reply,
      @Nullable Throwable failure) {
    Map<BlockId, BlockLocate.Place> told = new HashMap<>();
    if (reply != null) {
      reply.places().forEach(place -> told.put(place.block(), place));
    }
    for (LocalPlaces.Question question : questions) {
      if (failure != null) {
        places.failed(question, failure);
      } else {
        places.answered(question, told.get(question.block().block()));
      }
    }
  }

  private CompletableFuture<BlockRange> begin(
      BlockInfo block, int offset, int length, BlockLocate.Place place) {
    int from = offset / UNIT * UNIT;
    int to = Math.min(block.length(), (offset + length + UNIT - 1) / UNIT * UNIT);
    CompletableFuture<BlockRange> reading = new CompletableFuture<>();
    readers.execute(
        () -> {
          try {
            BlockRange range = readVerified(place, from, to - from);
            if (!reading.complete(range)) {
              range.close(); // nobody waits for it any more
            }
          } catch (MismatchException e) {
            reading.completeExceptionally(e);
          } catch (Throwable e) { // of the file, not of the block: its absence does not say so
            if (e instanceof Error) {
              LOG.error("a local read failed on a broken invariant", e);
            }
            reading.completeExceptionally(
                new FsException(Errno.EIO, "local read of block " + block.block() + ": " + e, e));
          }
        });
    return reading;
  }

  private static BlockRange finished(CompletableFuture<BlockRange> reading, Duration limit) {
    boolean got = false;
    try {
      BlockRange range = Waiting.on(reading, limit, "local read");
      got = true;
      return range;
    } finally {
      // A read that nobody waits for any more gives back its memory by itself, unless it has just
      // ended.
      if (!got && !reading.cancel(false) && !reading.isCompletedExceptionally()) {
        reading.join().close();
      }
    }
  }

  private BlockRange readVerified(BlockLocate.Place place, int from, int length)
      throws IOException {
    ByteBuffer buffer = buffers.take();
    boolean good = false;
    try {
      buffer.limit((length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES);
      files.read(place.file(), place.offset() + from, MemorySegment.ofBuffer(buffer));
      ByteBuffer bytes = buffer.slice(0, length);
      requireMatch(place.checksums(), from, bytes);
      good = true;
      return new BlockRange(from, Payload.of(() -> buffers.giveBack(buffer), bytes));
    } finally {
      if (!good) {
        buffers.giveBack(buffer);
      }
    }
  }

  private static void requireMatch(Checksums want, int from, ByteBuffer bytes) {
    int[] have = BlockBuffers.checksums(new ByteBuffer[] {bytes}, bytes.remaining());
    for (int i = 0; i < have.length; i++) {
      if (have[i] != want.at(from / UNIT + i)) {
        throw new MismatchException("checksum mismatch at byte " + (from + i * UNIT));
      }
    }
  }

  private static boolean isShort(BlockInfo block) {
    return block.length() < BLOCK_BYTES_MIN;
  }

  /** The server whose files have the block; null to ask the servers for it. */
  private @Nullable ServerInfo serverHere(BlockInfo block) {
    if (isShort(block)) {
      return null;
    }
    ClusterMap map = maps.get();
    for (ServerId id : block.servers()) {
      ServerInfo server = map.server(id);
      if (server != null && hosts.isHere(server.address().host()) && !isAside(id)) {
        return server;
      }
    }
    return null;
  }

  private boolean isAside(ServerId server) {
    Long until = asideUntil.get(server);
    if (until == null) {
      return false;
    }
    if (clock.nanos() - until < 0) {
      return true;
    }
    asideUntil.remove(server, until);
    return false;
  }

  private void setAside(ServerInfo server, Duration time) {
    long until = clock.nanos() + time.toNanos();
    asideUntil.merge(server.id(), until, (one, other) -> one - other > 0 ? one : other);
  }

  /** Called a few times a second. */
  void tick() {
    files.closeIdle();
    buffers.tick();
    hosts.tick();
  }

  @Override
  public void close() {
    readers.shutdown();
    files.close();
  }

  /** What was read is not the block. */
  private static final class MismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final String what;

    MismatchException(String what) {
      super(what, null, false, false);
      this.what = what;
    }
  }
}
