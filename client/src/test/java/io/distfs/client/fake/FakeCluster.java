package io.distfs.client.fake;

import io.distfs.client.block.Placement;
import io.distfs.client.call.ServerCalls;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.message.WithdrawLock;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.wire.CommandCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Some servers in memory: one leads, all hold blocks. Requests are carried out one after the other
 * on a thread of its own. Thread-safe.
 */
public final class FakeCluster implements ServerCalls {
  private static final int UNIT = 4096;
  private static final int SESSION_MILLIS = 20_000;

  /** What happens to a request. */
  public enum Fault {
    NONE,
    /** It never arrives. */
    LOSE_REQUEST,
    /** It is carried out, but the caller learns only that the connection broke. */
    LOSE_REPLY,
    /** It arrives, much later than those after it. */
    DELAY;

    /** One of them, each as likely. */
    public static Fault any(Random random) {
      return List.of(values()).get(random.nextInt(values().length));
    }
  }

  /** Decides about each request: its kind (a record of the message package) and the server. */
  public volatile Function<Object, Fault> faults = _ -> Fault.NONE;

  /** Mutations that arrived, carried out or not. */
  public final AtomicInteger mutations = new AtomicInteger();

  /** Without those about orphans, which the client sends by itself when it finds the time. */
  public final AtomicInteger queries = new AtomicInteger();

  public final AtomicInteger blockReads = new AtomicInteger();

  private final Map<ServerId, Map<BlockId, BlockLocate.Place>> places = new ConcurrentHashMap<>();

  /** Whether questions for places fail before the call returns, as a full connection makes them. */
  public volatile boolean refusesLocates;

  /** Questions for places that arrived. */
  public final AtomicInteger locates = new AtomicInteger();

  /** Pieces of blocks refused for lack of space. */
  public final AtomicInteger refusedBlocks = new AtomicInteger();

  /** No server has more free bytes than that in one piece. */
  public volatile int longestRun = Integer.MAX_VALUE;

  private final Object lock = new Object();
  private final FakeNamespace namespace = new FakeNamespace();
  private final ClusterMap map;
  private final Map<ServerId, Map<BlockId, byte[]>> blocks = new HashMap<>();
  private final Set<ServerId> dead = new HashSet<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("fake-cluster").factory());
  private volatile @Nullable ServerId leader = new ServerId(1);

  /** So many servers, three replicas or as many as there are. */
  public FakeCluster(int servers) {
    this(servers, "fake");
  }

  /** The same on a host of that name. */
  public FakeCluster(int servers, String host) {
    List<ServerInfo> infos = new ArrayList<>();
    for (int i = 1; i <= servers; i++) {
      ServerId id = new ServerId(i);
      infos.add(new ServerInfo(id, new UUID(0, i), new HostPort(host, 7400 + i), 100, "host" + i));
      blocks.put(id, new HashMap<>());
    }
    map =
        new ClusterMap(
            new ClusterId(new UUID(1, 1)), 1, Timestamp.EPOCH, Math.min(3, servers), infos);
  }

  /** The servers. */
  public ClusterMap map() {
    return map;
  }

  /** Addresses of all servers. */
  public List<HostPort> addresses() {
    return map.servers().stream().map(ServerInfo::address).toList();
  }

  /** Where blocks lie in files of a server, of which those here have none by themselves. */
  public Map<BlockId, BlockLocate.Place> places(int server) {
    return places.computeIfAbsent(new ServerId(server), _ -> new ConcurrentHashMap<>());
  }

  /** Servers in the order of their numbers. */
  public static Placement placement() {
    return (map, _, count, usable) ->
        map.servers().stream().map(ServerInfo::id).filter(usable).limit(count).toList();
  }

  /** Another server leads from now on. */
  public void lead(int server) {
    leader = new ServerId(server);
  }

  /** No server leads until {@link #lead} says which. */
  public void elect() {
    leader = null;
  }

  /** The server does not answer any more. */
  public void kill(int server) {
    synchronized (lock) {
      dead.add(new ServerId(server));
    }
  }

  /** The server answers again. */
  public void revive(int server) {
    synchronized (lock) {
      dead.remove(new ServerId(server));
    }
  }

  /** The server gives up all sessions. */
  public void forgetSessions() {
    synchronized (lock) {
      namespace.sessions.values().forEach(session -> session.gone = true);
      namespace.sessions.keySet().forEach(namespace.locks::endSession);
      namespace.locks.wake();
    }
  }

  /** Locks granted on an inode. */
  public List<HeldLock> locks(InodeId inode) {
    synchronized (lock) {
      return namespace.locks.on(inode);
    }
  }

  /** How many wait for locks. */
  public int waiting() {
    synchronized (lock) {
      return namespace.locks.waiting();
    }
  }

  /** Ends every wait for a lock with this. */
  public void answerWaits(AwaitLock.Verdict verdict) {
    synchronized (lock) {
      namespace.locks.answerAll(verdict);
    }
  }

  /** What was carried out, in order. */
  public List<Mutation> applied() {
    synchronized (lock) {
      return List.copyOf(namespace.applied);
    }
  }

  /** Attributes as the servers have them. */
  public Attributes attributes(InodeId inode) {
    synchronized (lock) {
      return namespace.file(inode).attributes();
    }
  }

  /** Makes a file as another client would. */
  public InodeId plant(String name, InodeId inode) {
    synchronized (lock) {
      namespace.files.put(inode, new FakeFile(inode, 0100644));
      Objects.requireNonNull(namespace.directories.get(InodeId.ROOT)).put(FileName.of(name), inode);
      namespace.file(InodeId.ROOT).version++;
      return inode;
    }
  }

  /** What sessions say they hold. */
  public Set<InodeId> held() {
    synchronized (lock) {
      Set<InodeId> held = new HashSet<>();
      namespace.sessions.values().forEach(session -> held.addAll(session.held));
      return held;
    }
  }

  /** The greatest orphan number any session has reported. */
  public long reported() {
    synchronized (lock) {
      return namespace.sessions.values().stream()
          .mapToLong(session -> session.reported)
          .max()
          .orElse(0);
    }
  }

  /** Refuses these writes with EINVAL. */
  public void refuse(Predicate<Mutation.WriteData> writes) {
    synchronized (lock) {
      namespace.refusal = writes;
    }
  }

  /** The inline limit of each file. */
  public void inlineBytesMax(int bytes) {
    synchronized (lock) {
      namespace.inlineBytesMax = bytes;
    }
  }

  /** What clients are told is free from now on. */
  public void spareBytes(long bytes) {
    synchronized (lock) {
      namespace.spareBytes = bytes;
    }
  }

  /** Whether clients are told that what is being overwritten has to be deleted first. */
  public void overwriting(boolean all) {
    synchronized (lock) {
      namespace.overwriting = all;
    }
  }

  /** Flips a bit of every block of a server. */
  public void corrupt(int server) {
    synchronized (lock) {
      for (byte[] block : blocksOf(new ServerId(server)).values()) {
        block[block.length / 2] ^= 1;
      }
    }
  }

  /** Number of blocks a server holds. */
  public int blockCount(int server) {
    synchronized (lock) {
      return blocksOf(new ServerId(server)).size();
    }
  }

  @Override
  public CompletableFuture<Outcome> mutate(HostPort to, Command command, Duration deadline) {
    ByteBuffer _ = CommandCodec.encode(command); // throws here, as the real one does
    return call(
        to,
        command,
        () -> {
          mutations.incrementAndGet();
          requireLeader(to);
          return namespace.apply(command);
        });
  }

  @Override
  public CompletableFuture<Answer> query(HostPort to, Query query, Duration deadline) {
    return call(
        to,
        query,
        () -> {
          if (!(query instanceof Query.OrphansAfter)) {
            queries.incrementAndGet();
          }
          requireLeader(to);
          return namespace.answer(query);
        });
  }

  @Override
  public CompletableFuture<KeepAlive.Reply> keepAlive(
      HostPort to, KeepAlive message, Duration deadline) {
    return call(
        to,
        message,
        () -> {
          requireLeader(to);
          FakeNamespace.FakeSession session = namespace.sessions.get(message.session());
          if (session == null || session.gone) {
            throw new FsException(Errno.ESTALE, "session gone");
          }
          return new KeepAlive.Reply(namespace.orphans.size(), map.epoch(), SESSION_MILLIS);
        });
  }

  @Override
  public CompletableFuture<AwaitLock.Verdict> awaitLock(
      HostPort to, AwaitLock message, Duration deadline) {
    CompletableFuture<AwaitLock.Verdict> answer = new CompletableFuture<>();
    CompletableFuture<AwaitLock> _ =
        call(
                to,
                message,
                () -> {
                  requireLeader(to);
                  namespace.locks.await(message, answer);
                  return message;
                })
            .exceptionally(
                e -> {
                  answer.completeExceptionally(e);
                  return message;
                });
    return answer;
  }

  @Override
  public CompletableFuture<Void> withdrawLock(
      HostPort to, WithdrawLock message, Duration deadline) {
    return call(
        to,
        message,
        () -> {
          namespace.locks.withdraw(message.session(), message.number());
          return null;
        });
  }

  @Override
  public CompletableFuture<ClusterState> cluster(HostPort to, Duration deadline) {
    return call(to, "cluster", () -> new ClusterState(map, at(to), leader, List.of()));
  }

  @Override
  public CompletableFuture<VerifyReport> verify(HostPort to, Duration deadline) {
    return CompletableFuture.failedFuture(new FsException(Errno.EOPNOTSUPP, "fake"));
  }

  @Override
  public CompletableFuture<Void> sendPiece(
      HostPort to, BlockPiece piece, Payload data, Duration deadline) {
    return call(
        to,
        piece,
        () -> {
          store(at(to), piece, data);
          return null;
        });
  }

  @Override
  public CompletableFuture<BlockPiece.Reply> sendLastPiece(
      HostPort to, BlockPiece piece, Payload data, Duration deadline) {
    return call(to, piece, () -> store(at(to), piece, data));
  }

  @Override
  public CompletableFuture<BlockBytes> readBlock(HostPort to, BlockRead read, Duration deadline) {
    return call(
        to,
        read,
        () -> {
          blockReads.incrementAndGet();
          byte[] block = blocksOf(at(to)).get(read.block());
          if (block == null) {
            throw new FsException(Errno.ENOENT, "block " + read.block());
          }
          int from = read.offset() / UNIT * UNIT;
          int end =
              Math.min(block.length, (read.offset() + read.length() + UNIT - 1) / UNIT * UNIT);
          // The checksums are those of the writer: a flipped bit shows.
          int[] sums = originals.getOrDefault(read.block(), new int[0]);
          int[] part = Arrays.copyOfRange(sums, from / UNIT, (end + UNIT - 1) / UNIT);
          return new BlockBytes(
              new BlockRead.Reply(from, Checksums.wrap(part)),
              Payload.of(ByteBuffer.wrap(block.clone(), from, end - from)));
        });
  }

  @Override
  public CompletableFuture<BlockLocate.Reply> locateBlocks(
      HostPort to, BlockLocate message, Duration deadline) {
    if (refusesLocates) {
      locates.incrementAndGet();
      return CompletableFuture.failedFuture(new FsException(Errno.EAGAIN, "too many calls"));
    }
    return call(
        to,
        message,
        () -> {
          locates.incrementAndGet();
          return new BlockLocate.Reply(
              message.blocks().stream()
                  .flatMap(block -> Stream.ofNullable(places(at(to).value()).get(block)))
                  .toList());
        });
  }

  private final Map<BlockId, int[]> originals = new HashMap<>();

  @Override
  public CompletableFuture<Void> abandonBlock(
      HostPort to, BlockAbandon message, Duration deadline) {
    return call(
        to,
        message,
        () -> {
          if (namespace.named.contains(message.block())) {
            throw new FsException(Errno.EBUSY, "block " + message.block() + " is named");
          }
          blocksOf(at(to)).remove(message.block());
          return null;
        });
  }

  /** Several clients share the cluster, and each closes its calls: the daemon thread just stays. */
  @Override
  public void close() {}

  /** The newest session. */
  public SessionId session() {
    synchronized (lock) {
      return namespace.sessions.keySet().stream().max(SessionId::compareTo).orElseThrow();
    }
  }

  private BlockPiece.@Nullable Reply store(ServerId first, BlockPiece piece, Payload data) {
    if (piece.length() > longestRun) {
      data.close();
      refusedBlocks.incrementAndGet();
      throw new FsException(Errno.ENOSPC, "no space for a block of " + piece.length() + " bytes");
    }
    List<ServerId> chain = new ArrayList<>();
    chain.add(first);
    chain.addAll(piece.chain());
    byte[] bytes = new byte[data.bytes()];
    int at = 0;
    for (ByteBuffer view : data.views()) {
      int length = view.remaining();
      view.get(bytes, at, length);
      at += length;
    }
    data.close();
    int[] sums =
        originals.computeIfAbsent(piece.block(), _ -> new int[(piece.length() + UNIT - 1) / UNIT]);
    for (int from = 0; from < bytes.length; from += UNIT) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, from, Math.min(UNIT, bytes.length - from));
      if ((int) crc.getValue() != piece.checksums().at(from / UNIT)) {
        throw new FsException(Errno.EBADMSG, "checksum of a piece of block " + piece.block());
      }
      sums[(piece.offset() + from) / UNIT] = (int) crc.getValue();
    }
    List<ServerId> forced = new ArrayList<>();
    for (ServerId server : chain) {
      if (dead.contains(server)) {
        return new BlockPiece.Reply(forced, server);
      }
      byte[] block = blocksOf(server).computeIfAbsent(piece.block(), _ -> new byte[piece.length()]);
      System.arraycopy(bytes, 0, block, piece.offset(), bytes.length);
      forced.add(server);
    }
    return new BlockPiece.Reply(forced, null);
  }

  private <T extends @Nullable Object> CompletableFuture<T> call(
      HostPort to, Object message, Supplier<T> work) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    Fault fault = faults.apply(message);
    Runnable task = () -> run(to, fault, work, reply);
    if (fault == Fault.DELAY) {
      CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS, worker).execute(task);
    } else {
      worker.execute(task);
    }
    return reply;
  }

  private <T extends @Nullable Object> void run(
      HostPort to, Fault fault, Supplier<T> work, CompletableFuture<T> reply) {
    FsException broken = new FsException(Errno.EHOSTDOWN, "connection to " + to + " broke");
    T value;
    try {
      synchronized (lock) {
        if (fault == Fault.LOSE_REQUEST || dead.contains(at(to))) {
          throw broken;
        }
        value = work.get();
      }
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      return;
    }
    if (fault == Fault.LOSE_REPLY) {
      reply.completeExceptionally(broken);
    } else {
      reply.complete(value);
    }
  }

  private void requireLeader(HostPort to) {
    if (!at(to).equals(leader)) {
      throw new NotLeaderException(leader);
    }
  }

  private Map<BlockId, byte[]> blocksOf(ServerId server) {
    return Objects.requireNonNull(blocks.get(server));
  }

  private ServerId at(HostPort address) {
    return new ServerId(address.port() - 7400);
  }
}
