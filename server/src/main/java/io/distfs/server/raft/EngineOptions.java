package io.distfs.server.raft;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import io.distfs.shared.transport.RpcClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * JRaft's options of one node, and with them what its RPC goes over: JRaft makes the RPC client by
 * a factory that the whole process shares and hands it only these options.
 */
final class EngineOptions extends NodeOptions {
  /** Entries come one at a time from the layer above, so short rings are enough. */
  private static final int RING_SLOTS = 1024;

  /** Messages to one follower under way; times at most 512 KiB and one entry each. */
  private static final int MESSAGES_IN_FLIGHT_MAX = 32;

  /**
   * A message lost without a word is given up by then, and sent again: how long a healed cut lasts.
   */
  private static final int RPC_MILLIS_MAX = 3_000;

  private static final int TIMER_THREADS = 2;
  private static final int RPC_CLOSURE_THREADS_MAX = 6;

  private final RpcClient transport;
  private final PeerNames names;

  private EngineOptions(RpcClient transport, PeerNames names) {
    this.transport = transport;
    this.names = names;
  }

  /**
   * The options of a member; makes its folders.
   *
   * <pre>
   *  folder/log       the entries (RocksDB, forced before they count)
   *  folder/meta      term and vote
   *  folder/snapshot  the last snapshot
   * </pre>
   */
  static EngineOptions of(RaftSettings settings, PeerNames names, RpcClient transport)
      throws IOException {
    LogStoreOptions.register();
    EngineOptions options = new EngineOptions(transport, names);
    options.setInitialConf(names.voters());
    options.setElectionTimeoutMs((int) settings.electionTimeout().toMillis());
    options.setSnapshotIntervalSecs((int) settings.snapshotPeriod().toSeconds());
    options.setLogUri(folder(settings, "log"));
    options.setRaftMetaUri(folder(settings, "meta"));
    options.setSnapshotUri(folder(settings, "snapshot"));
    options.setTimerPoolSize(TIMER_THREADS);
    options.setRpcProcessorThreadPoolSize(RPC_CLOSURE_THREADS_MAX);
    options.setRpcDefaultTimeout(RPC_MILLIS_MAX);
    options.setDisableCli(true);
    options.setServiceFactory(new LogStoreFactory());
    options.setRaftOptions(raftOptions());
    return options;
  }

  private static String folder(RaftSettings settings, String name) throws IOException {
    Path folder = settings.folder().resolve(name);
    Files.createDirectories(folder);
    return folder.toString();
  }

  private static RaftOptions raftOptions() {
    RaftOptions options = new RaftOptions();
    options.setSync(true);
    options.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
    // RocksDB checks what lies on the disk, the transport what travels: a third sum, byte by byte,
    // would find nothing more.
    options.setEnableLogEntryChecksum(false);
    options.setOpenStatistics(false);
    options.setDisruptorBufferSize(RING_SLOTS);
    options.setMaxReplicatorInflightMsgs(MESSAGES_IN_FLIGHT_MAX);
    return options;
  }

  RpcClient transport() {
    return transport;
  }

  PeerNames names() {
    return names;
  }
}
