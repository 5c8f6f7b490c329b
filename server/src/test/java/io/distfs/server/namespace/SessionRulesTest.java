package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pipelines, exactly-once, grants, and what a session's end lets go of. */
class SessionRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void commandSentTwiceHappensOnceAndGivesTheSameOutcome() {
    Mutation.MakeNode wish = scenario.make(ROOT, "f", FileType.REGULAR, 0644);
    Outcome first = scenario.send(wish);
    Command again = new Command(scenario.session(), scenario.lastSequence(), 1, wish);

    // What is remembered does not say whether there are extended attributes.
    assertThat(scenario.apply(again)).isEqualTo(OutcomeCodec.decode(OutcomeCodec.encode(first)));
    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("f");
  }

  @Test
  void refusalIsRememberedToo() {
    Mutation wish = scenario.unlink(ROOT, "f");
    assertThat(scenario.send(wish).errno()).isEqualTo(Errno.ENOENT);
    long sequence = scenario.lastSequence();
    scenario.create(ROOT, "f");
    Command again = new Command(scenario.session(), sequence, 1, wish);
    assertThat(scenario.apply(again).errno()).isEqualTo(Errno.ENOENT);
    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("f");
  }

  @Test
  void gapInThePipelineIsRefusedAndNotRemembered() {
    Mutation wish = scenario.make(ROOT, "f", FileType.REGULAR, 0644);
    long next = scenario.lastSequence() + 1;
    Outcome outcome = scenario.apply(new Command(scenario.session(), next + 1, 1, wish));
    assertThat(outcome).isEqualTo(new Outcome(Errno.EAGAIN, new Result.OutOfOrder(next)));
    assertThat(scenario.send(wish).errno()).isEqualTo(Errno.OK);
  }

  @Test
  void acknowledgedOutcomesAreForgotten() {
    for (int i = 0; i < 30; i++) {
      scenario.create(ROOT, "f" + i);
    }
    long last = scenario.lastSequence();
    Command old = new Command(scenario.session(), last - 20, 1, new Mutation.CloseSession());
    assertThat(scenario.apply(old)).isEqualTo(Outcome.refused(Errno.EINVAL));
    Command tooOpen =
        new Command(scenario.session(), last + 1, last + 2, new Mutation.CloseSession());
    assertThat(scenario.apply(tooOpen)).isEqualTo(Outcome.refused(Errno.EINVAL));
  }

  @Test
  void openingWithOneNonceTwiceGivesOneSession() {
    SessionId session = scenario.open(55);
    assertThat(scenario.open(55)).isEqualTo(session);
    assertThat(new StateFacts(scenario.store()).sessions()).hasSize(2);
    scenario.system(new Mutation.ExpireSession(session));
    assertThat(scenario.open(55)).isNotEqualTo(session);
  }

  @Test
  void expiredSessionIsGoneWithItsGrantsAndOutcomes() {
    BlockInfo unused = scenario.block(10);
    assertThat(new StateFacts(scenario.store()).isGarbage(unused.block())).isFalse();
    scenario.system(new Mutation.ExpireSession(scenario.session()));

    assertThat(scenario.send(new Mutation.GrantInodes(1)))
        .isEqualTo(new Outcome(Errno.ESTALE, new Result.SessionGone(scenario.session())));
    StateFacts facts = new StateFacts(scenario.store());
    assertThat(facts.hasSession(scenario.session())).isFalse();
    assertThat(facts.isGarbage(unused.block())).isTrue();
    assertThat(facts.isGarbage(new BlockId(1L << 40))).isFalse();
    assertThat(scenario.system(new Mutation.ExpireSession(scenario.session())).errno())
        .isEqualTo(Errno.OK);
  }

  @Test
  void leadersCommandsAreNotForSessionsNorTheirsForIt() {
    scenario.refused(Errno.EINVAL, new Mutation.CollectOrphans(1));
    scenario.refused(Errno.EINVAL, new Mutation.ExpireSession(scenario.session()));
    assertThat(scenario.system(new Mutation.CloseSession()).errno()).isEqualTo(Errno.EINVAL);
    assertThat(scenario.system(scenario.unlink(ROOT, "x")).errno()).isEqualTo(Errno.EINVAL);
  }

  @Test
  void grantsAreBoundedAndDisjoint() {
    scenario.refused(Errno.EINVAL, new Mutation.GrantInodes(0));
    scenario.refused(Errno.EINVAL, new Mutation.GrantBlocks(Mutation.GRANT_MAX + 1, 0));
    Result.Granted first = (Result.Granted) scenario.ok(new Mutation.GrantBlocks(10, 0));
    Result.Granted second = (Result.Granted) scenario.ok(new Mutation.GrantBlocks(10, 0));
    assertThat(second.first()).isEqualTo(first.first() + 10);
    for (int i = 3; i < Limits.GRANTS_MAX; i++) {
      scenario.ok(new Mutation.GrantBlocks(1, 0));
    }
    scenario.refused(Errno.ENOSPC, new Mutation.GrantBlocks(1, 0));
    scenario.ok(new Mutation.GrantBlocks(1, second.first()));
  }

  @Test
  void unlinkedFileIsKeptWhileASessionHoldsIt() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.writeBlock(file, 0, 100);
    scenario.ok(scenario.unlink(ROOT, "f"));

    assertThat(collect()).as("not reported yet").isZero();
    scenario.ok(new Mutation.ReportHeld(1, List.of(file)));
    assertThat(collect()).as("held").isZero();
    assertThat(scenario.map(file).segments()).hasSize(1);
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    assertThat(collect()).isEqualTo(1);
    assertThat(scenario.ask(new Query.GetAttributes(file)))
        .isEqualTo(new Answer.Refused(Errno.ESTALE));
    assertThat(new StateFacts(scenario.store()).blocks()).isZero();
  }

  @Test
  void sessionsEndLetsItsOrphansGo() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(scenario.unlink(ROOT, "f"));
    scenario.ok(new Mutation.ReportHeld(1, List.of(file)));
    SessionId later = scenario.open(2);
    assertThat(new StateFacts(scenario.store()).hasSession(later)).isTrue();

    scenario.ok(new Mutation.CloseSession());
    assertThat(collect()).as("the later session never could open it").isEqualTo(1);
  }

  @Test
  void heldReportsOnlyGoForward() {
    scenario.create(ROOT, "f");
    scenario.ok(scenario.unlink(ROOT, "f"));
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    scenario.refused(Errno.EINVAL, new Mutation.ReportHeld(0, List.of()));
    scenario.refused(Errno.EINVAL, new Mutation.ReportHeld(2, List.of()));
  }

  @Test
  void largeOrphanIsFreedInSteps() {
    InodeId file = scenario.create(ROOT, "f");
    for (int i = 0; i < 10; i++) {
      scenario.writeBlock(file, i * 100L, 100);
    }
    scenario.ok(scenario.setXattr(file, "user.a", "1", 0));
    scenario.create(ROOT, "g");
    scenario.ok(scenario.unlink(ROOT, "f"));
    scenario.ok(scenario.unlink(ROOT, "g"));
    scenario.ok(new Mutation.ReportHeld(2, List.of()));

    Result.Collected first = collected(6);
    assertThat(first).isEqualTo(new Result.Collected(0, true));
    assertThat(scenario.problems()).isEmpty();
    assertThat(new StateFacts(scenario.store()).blocks()).isEqualTo(4);
    assertThat(collected(5)).isEqualTo(new Result.Collected(1, true));
    assertThat(collected(5)).isEqualTo(new Result.Collected(1, false));
  }

  @Test
  void entryIsOneWriteAndItsTimeNeverRunsBack() {
    Namespace namespace = scenario.namespace();
    Timestamp before = namespace.lastTime();
    long index = namespace.appliedIndex() + 7;
    namespace.apply(index, new Timestamp(0, 0), List.of());
    assertThat(namespace.appliedIndex()).isEqualTo(index);
    assertThat(namespace.lastTime()).isEqualTo(before.plusOneNano());
    assertThatThrownBy(() -> namespace.apply(index, before, List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Long.toString(index));
  }

  private int collect() {
    return collected(1000).inodes();
  }

  private Result.Collected collected(int segmentsMax) {
    return (Result.Collected) scenario.system(new Mutation.CollectOrphans(segmentsMax)).result();
  }
}
