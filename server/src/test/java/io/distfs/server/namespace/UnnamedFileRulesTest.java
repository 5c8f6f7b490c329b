package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
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

/** open(2) with O_TMPFILE, and linkat(2) of what it made. */
class UnnamedFileRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void fileWithoutANameChangesNothingOfItsDirectory() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(scenario.change(dir, AttributeChange.ofOwner(null, 50)));
    scenario.ok(scenario.change(dir, AttributeChange.ofMode(02777)));
    Attributes before = scenario.stat(dir);
    InodeId file = scenario.as(Scenario.USER).unnamed(dir, true);

    assertThat(scenario.stat(dir)).isEqualTo(before);
    Attributes made = scenario.stat(file);
    assertThat(made.nlink()).isZero();
    assertThat(made.permissions()).isEqualTo(0644);
    assertThat(made.uid()).isEqualTo(1000);
    assertThat(made.gid()).isEqualTo(50);
    scenario.ok(scenario.rmdir(ROOT, "d"));
    scenario.refused(
        Errno.ENOENT,
        new Mutation.MakeUnnamed(dir, scenario.freshInode(), 0600, 0, Scenario.USER, true));
    scenario.refused(
        Errno.ENOTDIR,
        new Mutation.MakeUnnamed(file, scenario.freshInode(), 0600, 0, Scenario.USER, true));
  }

  @Test
  void heldFromBirthWithoutAReport() {
    InodeId file = scenario.unnamed(ROOT, true);
    scenario.writeBlock(file, 0, 100);
    // What a pipeline sends in place of a command that was given up says nothing of it.
    scenario.ok(new Mutation.ReportHeld(0, List.of()));
    scenario.ok(new Mutation.ReportHeld(1, List.of(file)));
    assertThat(collect()).isZero();
    assertThat(scenario.map(file).segments()).hasSize(1);
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    assertThat(collect()).isEqualTo(1);
    assertThat(new StateFacts(scenario.store()).blocks()).isZero();
  }

  @Test
  void goneWithTheSessionThatMadeIt() {
    InodeId file = scenario.unnamed(ROOT, true);
    SessionId other = scenario.open(2);
    // Another session cannot take it over, whatever it says.
    Outcome report =
        scenario.apply(new Command(other, 1, 1, new Mutation.ReportHeld(1, List.of(file))));
    assertThat(report.errno()).isEqualTo(Errno.OK);
    assertThat(linkBy(other, 2, file).errno()).isEqualTo(Errno.ENOENT);
    scenario.ok(new Mutation.CloseSession());
    assertThat(collect()).isEqualTo(1);
    assertThat(scenario.ask(new Query.GetAttributes(file)))
        .isEqualTo(new Answer.Refused(Errno.ESTALE));
  }

  @Test
  void nameMakesItAFileLikeAnyOther() {
    InodeId file = scenario.unnamed(ROOT, true);
    scenario.writeBlock(file, 0, 100);
    Result.Node linked = (Result.Node) scenario.ok(scenario.link(file, ROOT, "f"));

    assertThat(linked.attributes().nlink()).isEqualTo(1);
    assertThat(linked.attributes().times().ctime()).isEqualTo(scenario.now());
    assertThat(scenario.ask(new Query.OrphansAfter(0, 10)))
        .isEqualTo(new Answer.Orphans(List.of(), 1));
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    assertThat(collect()).isZero();
    scenario.ok(new Mutation.CloseSession());
    assertThat(collect()).isZero();
    assertThat(scenario.stat(file).nlink()).isEqualTo(1);
  }

  @Test
  void namedOnceOnly() {
    InodeId file = scenario.unnamed(ROOT, true);
    scenario.ok(scenario.link(file, ROOT, "f"));
    scenario.ok(scenario.unlink(ROOT, "f"));
    scenario.refused(Errno.ENOENT, scenario.link(file, ROOT, "again"));
  }

  @Test
  void exclusiveOneIsNeverNamed() {
    InodeId file = scenario.unnamed(ROOT, false);
    scenario.refused(Errno.ENOENT, scenario.link(file, ROOT, "f"));
    scenario.create(ROOT, "f");
    scenario.refused(Errno.EEXIST, scenario.link(file, ROOT, "f"));
  }

  @Test
  void closedOneIsNeverNamed() {
    InodeId file = scenario.unnamed(ROOT, true);
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    scenario.refused(Errno.ENOENT, scenario.link(file, ROOT, "f"));
  }

  private Outcome linkBy(SessionId session, long sequence, InodeId file) {
    return scenario.apply(new Command(session, sequence, 1, scenario.link(file, ROOT, "f")));
  }

  private int collect() {
    Outcome outcome = scenario.system(new Mutation.CollectOrphans(1000));
    return ((Result.Collected) outcome.result()).inodes();
  }
}
