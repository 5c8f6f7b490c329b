package io.distfs.server;

import io.distfs.server.block.BlockStore;
import io.distfs.server.block.BlockUsage;
import io.distfs.server.cluster.ClusterService;
import io.distfs.server.cluster.DataFolder;
import io.distfs.server.cluster.ReportBoard;
import io.distfs.server.cluster.Reporter;
import io.distfs.server.metadata.LeaderDuties;
import io.distfs.server.metadata.LocalBlockTable;
import io.distfs.server.metadata.LockService;
import io.distfs.server.metadata.MetadataService;
import io.distfs.server.metadata.MetadataState;
import io.distfs.server.metadata.VerifyService;
import io.distfs.server.raft.JRaftEngine;
import io.distfs.server.raft.RaftEngine;
import io.distfs.server.raft.RaftSettings;
import io.distfs.server.replication.BlockService;
import io.distfs.server.replication.BlockTable;
import io.distfs.server.replication.Peers;
import io.distfs.server.replication.Reclaimer;
import io.distfs.server.replication.Sweeper;
import io.distfs.server.store.RocksDbMetaStore;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ServerReport;
import io.distfs.shared.transport.Identity;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.NettyRpcClient;
import io.distfs.shared.transport.RequestHandler;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.transport.TransportServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A whole server, wired by hand from top to bottom. Closed in the reverse order; {@link #close} is
 * to be called once.
 *
 * <p>Memory outside the heap, at the defaults: state store 64 MiB cache + 2 x 32 MiB memtables + 16
 * MiB of RocksDB's own; Raft log 3 x 8 MiB memtables + 16 MiB; network buffers at most what {@code
 * -XX:MaxDirectMemorySize} allows (256 MiB in the launcher): together 440 MiB at most. Mapped block
 * files are page cache: the kernel takes those pages back when it needs them.
 */
public final class ServerAssembly implements AutoCloseable {
  private static final int READERS = 4;
  private static final int READS_QUEUED_MAX = 1024;
  private static final int BLOCK_READERS = 4;
  private static final int BLOCK_READS_QUEUED_MAX = 1024;
  private static final int BLOCK_WRITERS = 4;

  /** Each incoming block holds at most one place; abandons take the rest. */
  private static final int BLOCK_WRITES_QUEUED_MAX = BlockService.INCOMING_MAX + 512;

  private static final Duration REPORT_PERIOD = Duration.ofSeconds(1);
  private static final Duration DUTY_PERIOD = Duration.ofMillis(500);
  private static final Duration LOCK_PERIOD = Duration.ofMillis(250);
  private static final Duration RECLAIM_PERIOD = Duration.ofSeconds(1);

  /** Overwriting goes no faster than what is overwritten gives its space back. */
  private static final Duration RECLAIM_PERIOD_SCARCE = Duration.ofMillis(100);

  private static final Duration SWEEP_PERIOD = Duration.ofMinutes(10);

  /** Space is scarce where less than an eighth is free and less than this. */
  private static final int SCARCE_PART = 8;

  private static final long SCARCE_BYTES_MAX = 2L << 30;

  private final Closing closing;
  private final ServerInfo self;
  private final RaftEngine raft;
  private final ReportBoard board;
  private final Reporter reporter;

  private ServerAssembly(
      Closing closing, ServerInfo self, RaftEngine raft, ReportBoard board, Reporter reporter) {
    this.closing = closing;
    this.self = self;
    this.raft = raft;
    this.board = board;
    this.reporter = reporter;
  }

  /**
   * Starts a server on a formatted folder; when this returns it takes requests.
   *
   * @param onFailure told when the server has stopped by itself for good: the process should end
   * @throws FsException with what is wrong and what to do: folder not formatted, in use, of another
   *     cluster; address in use, or not this server's
   */
  public static ServerAssembly start(ServerSettings settings, Consumer<Throwable> onFailure) {
    Closing closing = new Closing();
    try {
      return assemble(settings, onFailure, closing);
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static ServerAssembly assemble(
      ServerSettings settings, Consumer<Throwable> onFailure, Closing closing) {
    requireLoopback(settings.listen());
    DataFolder folder = closing.add("data folder", DataFolder.open(settings.data()));
    ServerInfo self = folder.self();
    ServerId id = self.id();
    requireAddress(settings, self);
    Identity identity = Identity.server(folder.map().cluster(), id);

    // State and blocks.
    RocksDbMetaStore store =
        closing.add("state store", RocksDbMetaStore.open(folder.layout().meta(), settings.store()));
    MetadataState state = MetadataState.open(store, folder.map());
    BlockStore blocks =
        closing.add(
            "block store",
            BlockStore.open(
                folder.layout().blocks(), BlockSpace.of(settings.data(), settings), self.uuid()));

    // Pools, network, consensus.
    ExecutorService readers = pool(closing, "distfs-read", READERS, READS_QUEUED_MAX);
    ExecutorService blockReaders =
        pool(closing, "distfs-block-read", BLOCK_READERS, BLOCK_READS_QUEUED_MAX);
    ExecutorService blockWriters =
        pool(closing, "distfs-block-write", BLOCK_WRITERS, BLOCK_WRITES_QUEUED_MAX);
    ExecutorService verifier = pool(closing, "distfs-verify", 1, VerifyService.QUEUED_MAX);
    RpcClient rpc = closing.add("rpc client", new NettyRpcClient(identity));
    JRaftEngine raft =
        closing.add(
            "Raft engine",
            JRaftEngine.start(
                RaftSettings.of(id, folder.map(), folder.layout().raft()), state, rpc, onFailure));

    // Services.
    ReportBoard board = new ReportBoard(System::nanoTime);
    MetadataService.Parts metadataParts =
        new MetadataService.Parts(
            raft,
            state,
            board,
            readers,
            ServerAssembly::wallClock,
            System::nanoTime,
            settings.session());
    MetadataService metadata = new MetadataService(metadataParts);
    LockService locks = new LockService(metadataParts, metadata);
    VerifyService verify = new VerifyService(state, verifier);
    BlockTable table = new LocalBlockTable(state, id);
    Peers peers = Peers.of(state::clusterMap);
    BlockService blockService =
        new BlockService(
            new BlockService.Parts(
                id, peers, rpc, blocks, table, blockWriters, blockReaders, System::nanoTime));
    ClusterService cluster = new ClusterService(id, state::clusterMap, raft, board);

    // Chores.
    Reclaimer reclaimer = new Reclaimer(table, blocks);
    Supplier<ServerReport> report = () -> report(id, blocks, state, reclaimer);
    Reporter reporter = new Reporter(raft, state::clusterMap, report, board, rpc);
    LeaderDuties duties = new LeaderDuties(metadataParts, metadata);
    Sweeper sweeper = new Sweeper(table, blocks);
    Chores chores = closing.add("chores", new Chores("distfs-chores"));
    Chores deletions = closing.add("deletions", new Chores("distfs-deletions"));
    chores.every(REPORT_PERIOD, "reporting to the leader", reporter::run);
    chores.every(LOCK_PERIOD, "waits for locks", locks::tick);
    chores.every(DUTY_PERIOD, "the leader's duties", duties::run);
    chores.every(REPORT_PERIOD, "giving up idle blocks", blockService::giveUpIdle);
    deletions.every(RECLAIM_PERIOD, "deleting blocks", () -> drain(reclaimer));
    deletions.every(
        RECLAIM_PERIOD_SCARCE, "deleting blocks in need", () -> drainInNeed(reclaimer, blocks));
    deletions.every(SWEEP_PERIOD, "sweeping blocks", sweeper::sweep);

    // From here on requests come in.
    Map<MessageKind, RequestHandler> handlers =
        Map.ofEntries(
            Map.entry(MessageKind.MUTATE, metadata::mutate),
            Map.entry(MessageKind.QUERY, metadata::query),
            Map.entry(MessageKind.KEEP_ALIVE, metadata::keepAlive),
            Map.entry(MessageKind.VERIFY, verify::verify),
            Map.entry(MessageKind.CLUSTER, cluster::cluster),
            Map.entry(MessageKind.SERVER_REPORT, cluster::report),
            Map.entry(MessageKind.BLOCK_PIECE, blockService::piece),
            Map.entry(MessageKind.BLOCK_READ, blockService::read),
            Map.entry(MessageKind.BLOCK_ABANDON, blockService::abandon),
            Map.entry(MessageKind.BLOCK_LOCATE, blockService::locate),
            Map.entry(MessageKind.RAFT, raft.requests()),
            Map.entry(MessageKind.AWAIT_LOCK, locks::await),
            Map.entry(MessageKind.WITHDRAW_LOCK, locks::withdraw));
    closing.add(
        "transport",
        TransportServer.bind(TransportServer.Settings.of(settings.listen()), identity, handlers));
    return new ServerAssembly(closing, self, raft, board, reporter);
  }

  /** As the transport will, but before anything is touched. */
  private static void requireLoopback(HostPort listen) {
    try {
      if (!InetAddress.getByName(listen.host()).isLoopbackAddress()) {
        throw new FsException(
            Errno.EINVAL,
            "refusing to listen on "
                + listen
                + ": peers are not authenticated yet, so only loopback is allowed; listen on"
                + " 127.0.0.1");
      }
    } catch (UnknownHostException e) {
      throw new FsException(Errno.EINVAL, "cannot listen on " + listen + ": unknown host", e);
    }
  }

  private static void requireAddress(ServerSettings settings, ServerInfo self) {
    if (!self.address().equals(settings.listen())) {
      throw new FsException(
          Errno.EINVAL,
          "server "
              + self.id()
              + " was formatted for "
              + self.address()
              + " and is told to listen on "
              + settings.listen()
              + ": the others and the clients would not find it; set 'listen: "
              + self.address()
              + "'");
    }
  }

  private static ExecutorService pool(Closing closing, String name, int threads, int queued) {
    ExecutorService pool = Pools.bounded(name, threads, queued);
    closing.add(name + " pool", () -> Pools.stop(pool));
    return pool;
  }

  private static void drain(Reclaimer reclaimer) {
    boolean more = true;
    while (more) {
      more = reclaimer.step();
    }
  }

  private static void drainInNeed(Reclaimer reclaimer, BlockStore blocks) {
    BlockUsage usage = blocks.usage();
    if (usage.freeBytes() < Math.min(usage.totalBytes() / SCARCE_PART, SCARCE_BYTES_MAX)) {
      drain(reclaimer);
    }
  }

  private static ServerReport report(
      ServerId self, BlockStore blocks, MetadataState state, Reclaimer reclaimer) {
    BlockUsage usage = blocks.usage();
    return new ServerReport(
        self,
        usage.totalBytes(),
        usage.usedBytes(),
        usage.blocks(),
        state.appliedIndex(),
        reclaimer.doneUpTo());
  }

  private static Timestamp wallClock() {
    Instant now = Instant.now();
    return new Timestamp(now.getEpochSecond(), now.getNano());
  }

  /** This server. */
  public ServerInfo self() {
    return self;
  }

  /** Whether this server leads and knows its own space: then clients get everything from it. */
  public boolean isReady() {
    if (!raft.isLeader()) {
      return false;
    }
    if (board.last(self.id()) == null) {
      reporter.run(); // without waiting for the next round
    }
    return true;
  }

  /** Takes a snapshot of the state now, so that the Raft log before the last one can go. */
  CompletableFuture<Void> snapshot() {
    return raft.snapshot();
  }

  /** Takes no more requests, then ends everything in order; bounded. */
  @Override
  public void close() {
    closing.close();
  }
}
