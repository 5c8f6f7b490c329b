package io.distfs.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import io.distfs.shared.transport.NotLeaderException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One entry in flight, what queues meanwhile in the next, outcomes in order, nothing lost. */
class BatcherTest {
  private static final Timestamp TIME = new Timestamp(7, 7);

  private final ScriptedRaft raft = new ScriptedRaft();

  /** The clock: entries are decided at once unless a test moves it. */
  private long nanos;

  /** Waits for companions that a test has yet to end. */
  private final List<Runnable> waits = new ArrayList<>();

  private final Batcher batcher = new Batcher(raft, () -> TIME, () -> nanos);
  private final List<String> heard = new ArrayList<>();

  private void submit(int... commands) {
    for (int command : commands) {
      batcher.submit(ByteBuffer.allocate(4).putInt(command).flip(), new Ear("" + command));
    }
  }

  private List<Integer> next() {
    return Objects.requireNonNull(raft.proposals.peek()).batch().commands().stream()
        .map(command -> command.duplicate().order(ByteOrder.BIG_ENDIAN).getInt())
        .toList();
  }

  /** Decides the oldest entry: each command is granted the number it has in the entry. */
  private void decide() {
    ScriptedRaft.Proposal proposal = raft.proposals.remove();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < proposal.batch().commands().size(); i++) {
      outcomes.add(Outcome.of(new Result.Granted(i, 1)));
    }
    proposal.fate().complete(new Outcomes(outcomes));
  }

  /** What waiters put off until all that has arrived is queued; null while they put nothing off. */
  private @Nullable List<Runnable> putOff;

  private final class Ear implements Waiter {
    private final String name;

    @Override
    public void afterArrivals(Runnable task) {
      if (putOff == null) {
        task.run();
      } else {
        putOff.add(task);
      }
    }

    @Override
    public void afterWhile(long nanos, Runnable task) {
      waits.add(task);
    }

    Ear(String name) {
      this.name = name;
    }

    @Override
    public void decided(Outcome outcome) {
      heard.add(name + " decided " + ((Result.Granted) outcome.result()).first());
    }

    @Override
    public void refused(Errno errno, String message) {
      heard.add(name + " refused " + errno);
    }

    @Override
    public void redirected(@Nullable ServerId leader) {
      heard.add(name + " redirected " + leader);
    }
  }

  @Test
  void firstCommandGoesAtOnceAndTheRestTogether() {
    submit(1, 2, 3, 4);
    assertThat(raft.proposals).hasSize(1);
    assertThat(next()).containsExactly(1);
    assertThat(raft.proposals.peek().batch().time()).isEqualTo(TIME);
    decide();
    assertThat(next()).containsExactly(2, 3, 4);
    submit(5);
    decide();
    assertThat(next()).containsExactly(5);
    assertThat(heard).containsExactly("1 decided 0", "2 decided 0", "3 decided 1", "4 decided 2");
  }

  @Test
  void commandsThatArrivedInOneGoShareTheFirstEntry() {
    putOff = new ArrayList<>();
    submit(1, 2, 3);
    assertThat(raft.proposals).isEmpty();
    putOff.forEach(Runnable::run);
    assertThat(raft.proposals).hasSize(1);
    assertThat(next()).containsExactly(1, 2, 3);
    decide();
    assertThat(raft.proposals).isEmpty();
    assertThat(heard).containsExactly("1 decided 0", "2 decided 1", "3 decided 2");
  }

  private void decideAfterAMillisecond() {
    nanos += 1_000_000;
    decide();
  }

  @Test
  void sendersThatTookTurnsShareAnEntry() {
    submit(1);
    submit(2, 3);
    decideAfterAMillisecond();
    assertThat(raft.proposals).as("2 and 3 wait for the next of 1").isEmpty();
    assertThat(heard).containsExactly("1 decided 0");
    submit(4);
    assertThat(next()).containsExactly(2, 3, 4);
    decideAfterAMillisecond();
    submit(5, 6);
    assertThat(raft.proposals).as("three were under way").isEmpty();
    submit(7);
    assertThat(next()).containsExactly(5, 6, 7);
    waits.forEach(Runnable::run);
    assertThat(raft.proposals).as("what came too late changes nothing").hasSize(1);
  }

  @Test
  void whoStaysAwayIsNotWaitedForLong() {
    submit(1);
    submit(2);
    decideAfterAMillisecond();
    assertThat(raft.proposals).isEmpty();
    waits.remove(0).run();
    assertThat(next()).containsExactly(2);
    decideAfterAMillisecond();
    submit(3);
    assertThat(next()).as("alone now, and not kept waiting").containsExactly(3);
    assertThat(waits).isEmpty();
  }

  @Test
  void leadershipLostDuringAWaitRedirectsWhatWaited() {
    submit(1);
    submit(2);
    decideAfterAMillisecond();
    raft.leading = false;
    raft.leader = new ServerId(2);
    batcher.redirectQueued();
    assertThat(heard).containsExactly("1 decided 0", "2 redirected 2");
    waits.remove(0).run();
    assertThat(raft.proposals).isEmpty();
    raft.leading = true;
    submit(3);
    assertThat(next()).containsExactly(3);
  }

  @Test
  void leadershipLostBeforeTheFirstEntryRedirectsIt() {
    putOff = new ArrayList<>();
    submit(1);
    raft.leading = false;
    raft.leader = new ServerId(2);
    batcher.redirectQueued();
    putOff.forEach(Runnable::run);
    assertThat(raft.proposals).isEmpty();
    assertThat(heard).containsExactly("1 redirected 2");
  }

  @Test
  void entryHoldsAtMostSoManyCommands() {
    submit(0);
    for (int i = 1; i <= Batcher.ENTRY_COMMANDS_MAX + 1; i++) {
      submit(i);
    }
    decide();
    assertThat(next()).hasSize(Batcher.ENTRY_COMMANDS_MAX);
    decide();
    assertThat(next()).containsExactly(Batcher.ENTRY_COMMANDS_MAX + 1);
  }

  @Test
  void entryHoldsAtMostSoManyBytes() {
    submit(0);
    for (int i = 0; i < 3; i++) {
      batcher.submit(ByteBuffer.allocate(Batcher.ENTRY_BYTES_MAX / 2), new Ear("big"));
    }
    decide();
    assertThat(raft.proposals.peek().batch().commands()).hasSize(1);
    batcher.submit(ByteBuffer.allocate(Batcher.ENTRY_BYTES_MAX), new Ear("too big"));
    assertThat(heard).contains("too big refused EINVAL");
  }

  @Test
  void queueIsBounded() {
    submit(0);
    for (int i = 0; i < Batcher.QUEUE_COMMANDS_MAX; i++) {
      submit(i);
    }
    assertThat(heard).isEmpty();
    submit(99);
    assertThat(heard).containsExactly("99 refused EAGAIN");
  }

  @Test
  void followerRedirects() {
    raft.leading = false;
    raft.leader = new ServerId(3);
    submit(1);
    raft.leader = null;
    submit(2);
    assertThat(heard).containsExactly("1 redirected 3", "2 redirected null");
    assertThat(raft.proposals).isEmpty();
  }

  @Test
  void lostLeadershipRedirectsWhatQueuesAndLeavesOpenWhatFlew() {
    submit(1, 2, 3);
    raft.leading = false;
    raft.leader = new ServerId(2);
    batcher.redirectQueued();
    assertThat(heard).containsExactly("2 redirected 2", "3 redirected 2");
    raft.proposals
        .remove()
        .fate()
        .completeExceptionally(new FsException(Errno.EAGAIN, "leadership lost"));
    assertThat(heard).last().isEqualTo("1 refused EAGAIN");
    raft.leading = true;
    submit(4);
    assertThat(next()).containsExactly(4);
  }

  @Test
  void entryThatWasNeverAppendedIsRedirected() {
    submit(1, 2);
    raft.proposals.remove().fate().completeExceptionally(new NotLeaderException(new ServerId(2)));
    assertThat(heard).containsExactly("1 redirected 2");
    assertThat(next()).containsExactly(2);
  }
}
