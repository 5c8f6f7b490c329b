package io.distfs.server.raft;

import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.RequestHandler;
import io.distfs.shared.transport.RpcClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consensus group by SOFAJRaft over our own transport. Thread-safe. Several may run in one
 * process.
 *
 * <p>{@link #requests} must take {@link io.distfs.shared.transport.MessageKind#RAFT} of the
 * server's transport. Proposals complete on the apply thread, where the next entry waits: what they
 * set off must be short.
 */
public final class JRaftEngine implements RaftEngine {
  private static final Logger LOG = LoggerFactory.getLogger(JRaftEngine.class);
  private static final byte[] NO_CONTEXT = new byte[0];

  private final PeerNames names;
  private final ServerId self;
  private final StateAdapter adapter;
  private final RaftRequests requests;
  private final NodeImpl node;
  private final AtomicBoolean closed = new AtomicBoolean();

  private JRaftEngine(RaftSettings settings, ReplicatedState state, Consumer<Throwable> onFailure) {
    names = new PeerNames(settings.map());
    self = settings.self();
    requests = new RaftRequests(self.toString(), this::term);
    SnapshotTrigger trigger =
        new SnapshotTrigger(
            settings.snapshotEntries(), settings.snapshotBytes(), this::snapshotInBackground);
    adapter = new StateAdapter(state, trigger, onFailure);
    node = new NodeImpl(names.group(), names.peer(self));
  }

  /**
   * Starts this server's member: replays what the state has not applied, then takes part. A group
   * of one leads at once, others elect within about twice the election time-out.
   *
   * @param transport carries the messages to the other servers; stays the caller's
   * @param onFailure told, on some thread, when the member has stopped for good (an entry that
   *     cannot be applied, a failed disk): the process should end
   * @throws FsException EIO if the folder cannot be used
   */
  public static JRaftEngine start(
      RaftSettings settings,
      ReplicatedState state,
      RpcClient transport,
      Consumer<Throwable> onFailure) {
    JRaftEngine engine = new JRaftEngine(settings, state, onFailure);
    boolean started = false;
    try {
      engine.init(settings, transport);
      started = true;
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "Raft folder " + settings.folder() + ": " + e, e);
    } finally {
      if (!started) {
        engine.close();
      }
    }
    return engine;
  }

  private void init(RaftSettings settings, RpcClient transport) throws IOException {
    GroupThreads.register(names.group());
    NodeManager.getInstance().addAddress(names.peer(self).getEndpoint());
    EngineOptions options = EngineOptions.of(settings, names, transport);
    options.setFsm(adapter);
    if (!node.init(options)) {
      throw new FsException(
          Errno.EIO, "the Raft engine in " + settings.folder() + " does not start; see the log");
    }
    LOG.info("Raft member {} of {} in {}", self, names.voters(), settings.folder());
  }

  /** Takes the Raft messages of the other servers. */
  public RequestHandler requests() {
    return requests;
  }

  @Override
  public CompletableFuture<Object> propose(ByteBuffer entry) {
    if (entry.remaining() > ENTRY_BYTES_MAX) {
      return CompletableFuture.failedFuture(
          new FsException(
              Errno.E2BIG,
              "log entry of " + entry.remaining() + " bytes, at most " + ENTRY_BYTES_MAX));
    }
    long term = adapter.leadingTerm();
    if (term == StateAdapter.NOT_LEADING) {
      return CompletableFuture.failedFuture(new NotLeaderException(leader()));
    }
    // A copy, because JRaft keeps the bytes in memory long after they are in the log.
    byte[] bytes = new byte[entry.remaining()];
    entry.duplicate().get(bytes);
    Proposal proposal = new Proposal(this::leader);
    try {
      // With the term: an entry made in one term of ours must not slip into a later one.
      node.apply(new Task(ByteBuffer.wrap(bytes), proposal, term));
    } catch (IllegalStateException e) {
      LOG.debug("proposal while the engine closes", e);
      proposal.refused();
    }
    return proposal.future();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    long term = adapter.leadingTerm();
    if (term == StateAdapter.NOT_LEADING) {
      return CompletableFuture.failedFuture(new NotLeaderException(leader()));
    }
    ReadBarrier barrier = new ReadBarrier(() -> adapter.leadingTerm() == term);
    node.readIndex(NO_CONTEXT, barrier);
    return barrier.future();
  }

  @Override
  public boolean isLeader() {
    return adapter.leadingTerm() != StateAdapter.NOT_LEADING;
  }

  /** {@inheritDoc} Null also while this server is elected but has not begun to lead. */
  @Override
  public @Nullable ServerId leader() {
    PeerId leader = node.getLeaderId();
    ServerId id = leader == null ? null : names.server(leader.getEndpoint());
    return self.equals(id) && !isLeader() ? null : id;
  }

  @Override
  public long term() {
    return adapter.term();
  }

  /** {@inheritDoc} The log is purged up to the snapshot before this one: followers may lag. */
  @Override
  public CompletableFuture<Void> snapshot() {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    node.snapshot(
        status -> {
          if (status.isOk()) {
            taken.complete(null);
          } else {
            Errno errno = status.getRaftError() == RaftError.EBUSY ? Errno.EBUSY : Errno.EIO;
            taken.completeExceptionally(
                new FsException(errno, "no snapshot: " + status.getErrorMsg()));
          }
        });
    return taken;
  }

  private void snapshotInBackground() {
    node.snapshot(
        status -> {
          if (!status.isOk()) {
            LOG.warn("no snapshot now: {}", status);
          }
        });
  }

  @Override
  public void transferLeadership(ServerId to) {
    Status asked = node.transferLeadershipTo(names.peer(to));
    if (!asked.isOk()) {
      throw new FsException(
          Errno.EAGAIN, "cannot hand leadership to server " + to + ": " + asked.getErrorMsg());
    }
  }

  /**
   * Leaves the group and waits until the state will not be called again. To be closed before the
   * transports its messages travel over.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    node.shutdown();
    try {
      node.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while the Raft engine stops");
    }
    requests.close();
  }
}
