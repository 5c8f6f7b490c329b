package io.distfs.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.namespace.InMemoryMetaStore;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Responder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A read is answered only behind a barrier that began after it came; barriers are shared. */
class ReadGateTest {
  private final ScriptedRaft raft = new ScriptedRaft();
  private final InMemoryMetaStore store = new InMemoryMetaStore();
  private final List<String> heard = new ArrayList<>();
  private final ReadGate gate = gate(Runnable::run);

  private ReadGate gate(Executor pool) {
    return new ReadGate(raft, store::snapshot, pool);
  }

  private final class Ear implements Responder {
    private final String name;

    Ear(String name) {
      this.name = name;
    }

    @Override
    public void reply(ByteBuffer header, Payload payload) {
      heard.add(name + " answered");
    }

    @Override
    public void fail(Errno errno, String message) {
      heard.add(name + " failed " + errno);
    }

    @Override
    public void redirect(@Nullable ServerId leader) {
      heard.add(name + " redirected " + leader);
    }
  }

  private void read(String name) {
    gate.enter((snapshot, to) -> to.reply(ByteBuffer.allocate(0), Payload.empty()), new Ear(name));
  }

  @Test
  void readsThatCameDuringABarrierShareTheNext() {
    read("a");
    read("b");
    read("c");
    assertThat(raft.barriers).hasSize(1);
    raft.barriers.remove().complete(null);
    assertThat(heard).containsExactly("a answered");
    assertThat(raft.barriers).hasSize(1);
    raft.barriers.remove().complete(null);
    assertThat(heard).containsExactly("a answered", "b answered", "c answered");
    assertThat(raft.barriers).isEmpty();
  }

  @Test
  void failedBarrierAnswersNobodyFromTheState() {
    read("a");
    read("b");
    raft.barriers.remove().completeExceptionally(new NotLeaderException(new ServerId(2)));
    raft.barriers
        .remove()
        .completeExceptionally(new FsException(Errno.EAGAIN, "no proof of leadership"));
    assertThat(heard).containsExactly("a redirected 2", "b failed EAGAIN");
  }

  @Test
  void readThatFailsCostsOnlyItself() {
    gate.enter(
        (snapshot, to) -> {
          throw new FsException(Errno.ESTALE, "gone");
        },
        new Ear("stale"));
    raft.barriers.remove().complete(null);
    gate.enter(
        (snapshot, to) -> {
          throw new IllegalStateException("broken");
        },
        new Ear("broken"));
    read("a");
    raft.barriers.remove().complete(null);
    raft.barriers.remove().complete(null);
    assertThat(heard).containsExactly("stale failed ESTALE", "broken failed EIO", "a answered");
  }

  @Test
  void fullPoolIsSaidAndNotWaitedFor() {
    ReadGate busy =
        gate(
            task -> {
              throw new RejectedExecutionException("full");
            });
    busy.enter((snapshot, to) -> heard.add("never"), new Ear("a"));
    raft.barriers.remove().complete(null);
    assertThat(heard).containsExactly("a failed EAGAIN");
  }

  @Test
  void queueIsBounded() {
    read("first");
    for (int i = 0; i < ReadGate.QUEUE_MAX; i++) {
      read("r");
    }
    assertThat(heard).isEmpty();
    read("one too many");
    assertThat(heard).containsExactly("one too many failed EAGAIN");
  }
}
