package io.distfs.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.NotLeaderException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A read waiting for the proof that this server still leads. Thread-safe. */
final class ReadBarrier extends ReadIndexClosure {
  /** JRaft gives up a read index by then; longer than it takes a cut-off leader to step down. */
  static final long MILLIS_MAX = 2_000;

  private final CompletableFuture<Void> future = new CompletableFuture<>();
  private final BooleanSupplier leads;

  /**
   * @param leads asked once more at the end: on a follower, JRaft would ask the leader for its
   *     index, which is right for the log but not for what only a leader keeps in memory
   */
  ReadBarrier(BooleanSupplier leads) {
    super(MILLIS_MAX);
    this.leads = leads;
  }

  CompletableFuture<Void> future() {
    return future;
  }

  @Override
  public void run(Status status, long index, byte[] context) {
    if (!leads.getAsBoolean()) {
      future.completeExceptionally(new NotLeaderException(null));
    } else if (status.isOk()) {
      future.complete(null);
    } else {
      future.completeExceptionally(
          new FsException(
              Errno.EAGAIN,
              "no proof of leadership: " + status.getRaftError() + " " + status.getErrorMsg()));
    }
  }
}
