package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** rename(2) and renameat2(2). */
class RenameRuleTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private static final int NO_REPLACE = Mutation.Rename.NO_REPLACE;
  private static final int EXCHANGE = Mutation.Rename.EXCHANGE;
  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void replacedFileBecomesAnOrphanOrLosesALink() {
    scenario.create(ROOT, "a");
    InodeId b = scenario.create(ROOT, "b");
    Result.Renamed renamed = renamed(scenario.rename(ROOT, "a", ROOT, "b", 0));
    assertThat(renamed.orphanSequence()).isEqualTo(1);
    assertThat(scenario.stat(b).nlink()).isZero();

    InodeId c = scenario.create(ROOT, "c");
    scenario.ok(scenario.link(c, ROOT, "c2"));
    assertThat(renamed(scenario.rename(ROOT, "b", ROOT, "c", 0)).orphanSequence()).isZero();
    assertThat(scenario.stat(c).nlink()).isEqualTo(1);
    assertThat(scenario.stat(c).times().ctime()).isEqualTo(scenario.now());
  }

  @Test
  void movedDirectoryTakesItsLinkToTheNewParent() {
    InodeId from = scenario.mkdir(ROOT, "from");
    InodeId to = scenario.mkdir(ROOT, "to");
    InodeId moved = scenario.mkdir(from, "d");
    scenario.ok(scenario.rename(from, "d", to, "e", 0));

    assertThat(scenario.stat(from).nlink()).isEqualTo(2);
    assertThat(scenario.stat(to).nlink()).isEqualTo(3);
    Answer.Listing listing =
        (Answer.Listing) scenario.ask(new Query.ReadDirectory(moved, 0, 10, false));
    assertThat(listing.parent()).isEqualTo(to);
    assertThat(scenario.stat(moved).times().ctime()).isEqualTo(scenario.now());
    assertThat(scenario.stat(from).times().mtime()).isEqualTo(scenario.now());
    assertThat(scenario.stat(to).times().mtime()).isEqualTo(scenario.now());
  }

  @Test
  void renameOverNonEmptyDirectoryIsRefused() {
    scenario.mkdir(ROOT, "a");
    InodeId b = scenario.mkdir(ROOT, "b");
    scenario.create(b, "f");
    scenario.refused(Errno.ENOTEMPTY, scenario.rename(ROOT, "a", ROOT, "b", 0));
    scenario.ok(scenario.unlink(b, "f"));
    scenario.ok(scenario.rename(ROOT, "a", ROOT, "b", 0));
    assertThat(scenario.stat(ROOT).nlink()).isEqualTo(3);
  }

  @Test
  void directoryDoesNotMoveIntoItself() {
    InodeId a = scenario.mkdir(ROOT, "a");
    InodeId b = scenario.mkdir(a, "b");
    InodeId c = scenario.mkdir(b, "c");
    scenario.refused(Errno.EINVAL, scenario.rename(ROOT, "a", a, "x", 0));
    scenario.refused(Errno.EINVAL, scenario.rename(ROOT, "a", c, "x", 0));
    scenario.refused(Errno.EINVAL, scenario.rename(ROOT, "a", b, "c", EXCHANGE));
    scenario.refused(Errno.EINVAL, scenario.rename(b, "c", ROOT, "a", EXCHANGE));
    scenario.refused(Errno.ENOTEMPTY, scenario.rename(b, "c", ROOT, "a", 0));
  }

  @Test
  void kindsMustAgree() {
    scenario.mkdir(ROOT, "d");
    scenario.create(ROOT, "f");
    scenario.refused(Errno.ENOTDIR, scenario.rename(ROOT, "d", ROOT, "f", 0));
    scenario.refused(Errno.EISDIR, scenario.rename(ROOT, "f", ROOT, "d", 0));
  }

  @Test
  void twoNamesOfOneInodeAreLeftAlone() {
    InodeId f = scenario.create(ROOT, "f");
    scenario.ok(scenario.link(f, ROOT, "g"));
    long before = scenario.stat(f).version();
    Result.Renamed renamed = renamed(scenario.rename(ROOT, "f", ROOT, "g", 0));
    assertThat(renamed.moved().version()).isEqualTo(before);
    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("f", "g");
  }

  @Test
  void noReplaceRefusesAndUnknownFlagsAreInvalid() {
    scenario.create(ROOT, "f");
    scenario.create(ROOT, "g");
    scenario.refused(Errno.EEXIST, scenario.rename(ROOT, "f", ROOT, "g", NO_REPLACE));
    scenario.ok(scenario.rename(ROOT, "f", ROOT, "h", NO_REPLACE));
    scenario.refused(Errno.EINVAL, scenario.rename(ROOT, "h", ROOT, "i", 4));
    scenario.refused(Errno.EINVAL, scenario.rename(ROOT, "h", ROOT, "g", 3));
  }

  @Test
  void exchangeSwapsAFileWithADirectory() {
    InodeId a = scenario.mkdir(ROOT, "a");
    InodeId b = scenario.mkdir(ROOT, "b");
    InodeId dir = scenario.mkdir(a, "x");
    scenario.create(dir, "inside");
    InodeId file = scenario.create(b, "y");
    scenario.ok(scenario.rename(a, "x", b, "y", EXCHANGE));

    assertThat(scenario.stat(a).nlink()).isEqualTo(2);
    assertThat(scenario.stat(b).nlink()).isEqualTo(3);
    assertThat(path(dir)).isEqualTo("/b/y");
    assertThat(path(file)).isEqualTo("/a/x");
    scenario.refused(Errno.ENOENT, scenario.rename(a, "x", b, "none", EXCHANGE));
  }

  @Test
  void exchangedDirectoriesSwapTheirParentsAndStampBoth() {
    InodeId a = scenario.mkdir(ROOT, "a");
    InodeId b = scenario.mkdir(ROOT, "b");
    InodeId x = scenario.mkdir(a, "x");
    InodeId y = scenario.mkdir(b, "y");
    scenario.create(y, "inside");
    scenario.ok(scenario.rename(a, "x", b, "y", EXCHANGE));

    assertThat(path(x)).isEqualTo("/b/y");
    assertThat(path(y)).isEqualTo("/a/x");
    for (InodeId parent : List.of(a, b)) {
      assertThat(scenario.stat(parent).nlink()).isEqualTo(3);
      assertThat(scenario.stat(parent).times().mtime()).isEqualTo(scenario.now());
      assertThat(scenario.stat(parent).times().ctime()).isEqualTo(scenario.now());
    }
    for (InodeId swapped : List.of(x, y)) {
      assertThat(scenario.stat(swapped).times().ctime()).isEqualTo(scenario.now());
      assertThat(scenario.stat(swapped).times().mtime()).isNotEqualTo(scenario.now());
    }
  }

  @Test
  void exchangeNeedsTheRightToRemoveBoth() {
    InodeId tmp = scenario.mkdir(ROOT, "tmp");
    scenario.ok(scenario.change(tmp, AttributeChange.ofMode(01777)));
    scenario.create(tmp, "root's");
    scenario.as(Scenario.USER);
    scenario.create(tmp, "mine");
    scenario.refused(Errno.EPERM, scenario.rename(tmp, "mine", tmp, "root's", EXCHANGE));
    scenario.refused(Errno.EPERM, scenario.rename(tmp, "root's", tmp, "mine", EXCHANGE));
  }

  @Test
  void whiteoutTakesTheOldNameAndItsPlace() {
    InodeId d = scenario.mkdir(ROOT, "d");
    InodeId f = scenario.as(Scenario.USER).create(d, "f");
    scenario.create(d, "g");
    scenario.ok(scenario.whiteout(d, "f", ROOT, "moved", 0));

    assertThat(path(f)).isEqualTo("/moved");
    assertThat(scenario.names(d, 0, 10)).containsExactly("f", "g");
    Answer.Chain found =
        (Answer.Chain) scenario.ask(new Query.Lookup(d, List.of(FileName.of("f")), 0));
    Attributes left = found.steps().getFirst();
    assertThat(left.mode()).isEqualTo(FileType.CHARACTER_DEVICE.modeBits());
    assertThat(left.rdev()).isZero();
    assertThat(left.nlink()).isEqualTo(1);
    assertThat(left.uid()).isEqualTo(1000);
    assertThat(scenario.stat(d).times().mtime()).isEqualTo(scenario.now());
  }

  @Test
  void whiteoutOfADirectoryGivesBackItsLink() {
    InodeId a = scenario.mkdir(ROOT, "a");
    scenario.mkdir(a, "x");
    scenario.ok(scenario.whiteout(a, "x", a, "y", NO_REPLACE));
    assertThat(scenario.stat(a).nlink()).isEqualTo(3);
    scenario.ok(scenario.whiteout(a, "y", ROOT, "y", 0));
    assertThat(scenario.stat(a).nlink()).isEqualTo(2);
    assertThat(scenario.names(a, 0, 10)).containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void whiteoutGoesWithNoReplaceAndNotWithExchange() {
    scenario.create(ROOT, "f");
    scenario.create(ROOT, "g");
    scenario.refused(Errno.EEXIST, scenario.whiteout(ROOT, "f", ROOT, "g", NO_REPLACE));
    scenario.refused(Errno.EINVAL, scenario.whiteout(ROOT, "f", ROOT, "g", EXCHANGE));
    scenario.ok(scenario.whiteout(ROOT, "f", ROOT, "g", 0));
    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("f", "g");
  }

  @Test
  void whiteoutIsNotLeftBetweenTwoNamesOfOneInode() {
    InodeId f = scenario.create(ROOT, "f");
    scenario.ok(scenario.link(f, ROOT, "g"));
    scenario.ok(scenario.whiteout(ROOT, "f", ROOT, "g", 0));
    assertThat(scenario.stat(f).nlink()).isEqualTo(2);
  }

  @Test
  void whiteoutNeedsAnIdOfTheSession() {
    scenario.create(ROOT, "f");
    Mutation.RenameWithWhiteout wish = scenario.whiteout(ROOT, "f", ROOT, "g", 0);
    scenario.create(ROOT, "later");
    scenario.refused(Errno.EINVAL, wish);
  }

  @Test
  void pathFollowsTheNewestNameAndFindsAnotherWhenItIsGone() {
    InodeId d = scenario.mkdir(ROOT, "d");
    InodeId f = scenario.made(scenario.make(d, "first", FileType.REGULAR, 0644));
    scenario.ok(scenario.link(f, ROOT, "second"));
    assertThat(path(f)).isEqualTo("/second");
    scenario.ok(scenario.unlink(ROOT, "second"));
    assertThat(path(f)).isEqualTo("/d/first");
    scenario.ok(scenario.rename(ROOT, "d", ROOT, "e", 0));
    assertThat(path(f)).isEqualTo("/e/first");
    assertThat(path(ROOT)).isEqualTo("/");
    scenario.ok(scenario.unlink(d, "first"));
    assertThat(scenario.ask(new Query.GetPath(f))).isEqualTo(new Answer.Refused(Errno.ENOENT));
  }

  private Result.Renamed renamed(Mutation mutation) {
    return (Result.Renamed) scenario.ok(mutation);
  }

  private String path(InodeId inode) {
    Answer.Bytes path = (Answer.Bytes) scenario.ask(new Query.GetPath(inode));
    return new String(path.bytes().toByteArray(), StandardCharsets.UTF_8);
  }
}
