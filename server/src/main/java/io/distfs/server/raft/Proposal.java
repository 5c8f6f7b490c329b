package io.distfs.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An entry proposed on this server, until its end is known. Thread-safe. */
final class Proposal implements Closure {
  private final CompletableFuture<Object> future = new CompletableFuture<>();
  private final Supplier<@Nullable ServerId> leader;

  /**
   * @param leader where to send the proposer when this server turned out not to lead
   */
  Proposal(Supplier<@Nullable ServerId> leader) {
    this.leader = leader;
  }

  CompletableFuture<Object> future() {
    return future;
  }

  /** The entry was committed and applied. */
  void applied(Object result) {
    future.complete(result);
  }

  /** Refused before it reached the log. */
  void refused() {
    future.completeExceptionally(new NotLeaderException(leader.get()));
  }

  @Override
  public void run(Status status) {
    if (isRefusal(status)) {
      refused();
    } else {
      future.completeExceptionally(
          new FsException(
              Errno.EAGAIN,
              "the fate of a log entry is unknown: "
                  + status.getRaftError()
                  + " "
                  + status.getErrorMsg()));
    }
  }

  /**
   * Whether the entry certainly is not in the log. JRaft says EPERM both before it appended ("Is
   * not leader.", "expected_term=...") and when it lost the leadership after ("Leader stepped
   * down"): only the words tell them apart, and what we do not know is unknown.
   */
  private static boolean isRefusal(Status status) {
    RaftError error = status.getRaftError();
    String words = String.valueOf(status.getErrorMsg());
    return switch (error) {
      case EBUSY, ENODESHUTDOWN -> true;
      case EPERM -> words.startsWith("Is not leader") || words.startsWith("expected_term=");
      default -> false;
    };
  }
}
