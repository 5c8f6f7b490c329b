package io.distfs.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a {@link ReplicatedState} what JRaft calls a state machine. All callbacks come from JRaft's
 * one apply thread; {@link #leadingTerm} and {@link #term} are thread-safe.
 */
final class StateAdapter extends StateMachineAdapter {
  /** The leading term of one that does not lead. */
  static final long NOT_LEADING = -1;

  private static final Logger LOG = LoggerFactory.getLogger(StateAdapter.class);
  private static final String STATE_FOLDER = "state";

  private final ReplicatedState state;
  private final SnapshotTrigger trigger;
  private final Consumer<Throwable> onFailure;
  private volatile long leadingTerm = NOT_LEADING;
  private volatile long term;
  private boolean told;

  /**
   * @param onFailure told once why the node has stopped for good
   */
  StateAdapter(ReplicatedState state, SnapshotTrigger trigger, Consumer<Throwable> onFailure) {
    this.state = state;
    this.trigger = trigger;
    this.onFailure = onFailure;
  }

  /** The term this server leads in, its predecessors' entries applied; else NOT_LEADING. */
  long leadingTerm() {
    return leadingTerm;
  }

  /** The last term heard of. */
  long term() {
    return term;
  }

  @Override
  public void onApply(Iterator entries) {
    while (entries.hasNext()) {
      long index = entries.getIndex();
      // After a restart JRaft replays from the last snapshot; the state may be ahead of that.
      if (index > state.appliedIndex() && !apply(index, entries)) {
        return;
      }
      entries.next();
    }
    trigger.check();
  }

  private boolean apply(long index, Iterator entries) {
    ByteBuffer entry = entries.getData().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    trigger.applied(entry.remaining());
    try {
      Object result = state.apply(index, entry);
      if (entries.done() instanceof Proposal proposal) {
        proposal.applied(result);
      }
      return true;
    } catch (RuntimeException | Error e) {
      // The top of JRaft's thread, which would log it and go on: a state that went on without this
      // entry would differ from the other servers'. Nothing is applied from here on.
      LOG.error("entry {} cannot be applied: this node stops", index, e);
      fail(e);
      entries.setErrorAndRollback(
          1, new Status(RaftError.ESTATEMACHINE, "entry %d cannot be applied: %s", index, e));
      return false;
    }
  }

  @Override
  public void onSnapshotSave(SnapshotWriter writer, Closure done) {
    Path folder = Path.of(writer.getPath(), STATE_FOLDER);
    try {
      SnapshotFiles.create(folder);
      state.saveSnapshot(folder);
      for (String name : SnapshotFiles.forced(folder)) {
        if (!writer.addFile(STATE_FOLDER + "/" + name)) {
          throw new IOException("JRaft refuses the snapshot file " + name);
        }
      }
      trigger.saved();
      done.run(Status.OK());
    } catch (IOException | RuntimeException e) {
      LOG.error("snapshot into {} failed; the log is kept", folder, e);
      done.run(new Status(RaftError.EIO, "snapshot into %s failed: %s", folder, e));
    }
  }

  @Override
  public boolean onSnapshotLoad(SnapshotReader reader) {
    long index = reader.load().getLastIncludedIndex();
    long applied = state.appliedIndex();
    if (applied >= index) {
      LOG.info("state is at entry {}, the snapshot at {}: nothing to load", applied, index);
      return true;
    }
    Path folder = Path.of(reader.getPath(), STATE_FOLDER);
    try {
      state.loadSnapshot(folder);
    } catch (IOException | RuntimeException e) {
      LOG.error("snapshot {} cannot be loaded: this node stops", folder, e);
      fail(e);
      return false;
    }
    LOG.info("loaded the snapshot of entry {}, the state was at {}", index, applied);
    return true;
  }

  @Override
  public void onLeaderStart(long began) {
    LOG.info("leading in term {}", began);
    term = began;
    state.leadershipBegan(began);
    leadingTerm = began;
  }

  @Override
  public void onLeaderStop(Status status) {
    LOG.info("leading no more: {}", status);
    if (leadingTerm != NOT_LEADING) {
      leadingTerm = NOT_LEADING;
      state.leadershipEnded();
    }
  }

  @Override
  public void onStartFollowing(LeaderChangeContext context) {
    term = context.getTerm();
    LOG.info("following {} in term {}", context.getLeaderId(), context.getTerm());
  }

  @Override
  public void onStopFollowing(LeaderChangeContext context) {
    LOG.info("following {} no more: {}", context.getLeaderId(), context.getStatus());
  }

  @Override
  public void onError(RaftException e) {
    LOG.error("the Raft engine has stopped: {}", e.getStatus(), e);
    onLeaderStop(e.getStatus());
    fail(e);
  }

  private void fail(Throwable cause) {
    leadingTerm = NOT_LEADING;
    if (!told) {
      told = true;
      onFailure.accept(cause);
    }
  }
}
