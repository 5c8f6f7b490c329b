package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** chmod(2), chown(2), utimensat(2), xattr(7). */
class AttributeRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private static final Credentials OTHER = new Credentials(2000, 2000, List.of(3000));
  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void onlyOwnerAndRootChangeTheMode() {
    InodeId file = scenario.as(Scenario.USER).create(ROOT, "f");
    scenario.ok(scenario.change(file, AttributeChange.ofMode(04711)));
    assertThat(scenario.stat(file).permissions()).isEqualTo(04711);
    assertThat(scenario.stat(file).times().ctime()).isEqualTo(scenario.now());
    scenario.as(OTHER).refused(Errno.EPERM, scenario.change(file, AttributeChange.ofMode(0777)));
    scenario.as(Credentials.ROOT).ok(scenario.change(file, AttributeChange.ofMode(0600)));
  }

  @Test
  void symlinksHaveNoModeToChange() {
    InodeId link = scenario.symlink(ROOT, "l");
    scenario.refused(Errno.EOPNOTSUPP, scenario.change(link, AttributeChange.ofMode(0700)));
  }

  @Test
  void whoIsNotInTheGroupCannotGiveSetGid() {
    InodeId file = scenario.as(Scenario.USER).create(ROOT, "f");
    scenario.as(Credentials.ROOT).ok(scenario.change(file, AttributeChange.ofOwner(null, 77)));
    scenario.as(Scenario.USER).ok(scenario.change(file, AttributeChange.ofMode(02755)));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0755);
  }

  @Test
  void ownerGivesAFileToItsOwnGroupsOnlyAndNeverAway() {
    InodeId file = scenario.as(OTHER).create(ROOT, "f");
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(null, 3000)));
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(2000, null)));
    scenario.refused(Errno.EPERM, scenario.change(file, AttributeChange.ofOwner(null, 4000)));
    scenario.refused(Errno.EPERM, scenario.change(file, AttributeChange.ofOwner(1000, null)));
    scenario
        .as(Scenario.USER)
        .refused(Errno.EPERM, scenario.change(file, AttributeChange.ofOwner(null, 1000)));
  }

  @Test
  void newOwnerTakesSetIdBitsFromProgramsNotFromDirectories() {
    InodeId program = scenario.made(scenario.make(ROOT, "p", FileType.REGULAR, 06755));
    scenario.ok(scenario.change(program, AttributeChange.ofOwner(1000, 1000)));
    assertThat(scenario.stat(program).permissions()).isEqualTo(0755);
    InodeId locked = scenario.made(scenario.make(ROOT, "m", FileType.REGULAR, 02644));
    scenario.ok(scenario.change(locked, AttributeChange.ofOwner(1000, null)));
    assertThat(scenario.stat(locked).permissions()).isEqualTo(02644);
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(scenario.change(dir, AttributeChange.ofMode(06755)));
    scenario.ok(scenario.change(dir, AttributeChange.ofOwner(1000, 1000)));
    assertThat(scenario.stat(dir).permissions()).isEqualTo(06755);
  }

  @Test
  void newOwnerTakesCapabilitiesTooEvenWhenRootGivesIt() {
    InodeId program = scenario.create(ROOT, "p");
    scenario.ok(scenario.setXattr(program, "security.capability", "cap", 0));
    scenario.ok(scenario.setXattr(program, "user.a", "1", 0));
    scenario.ok(scenario.change(program, AttributeChange.ofOwner(0, null)));
    assertThat(xattrs(program)).containsExactly("user.a");
  }

  @Test
  void writersTakeCapabilitiesAndTruncationSetIdBitsToo() {
    InodeId program = scenario.made(scenario.make(ROOT, "p", FileType.REGULAR, 06777));
    scenario.ok(scenario.setXattr(program, "security.capability", "cap", 0));
    scenario.ok(Scenario.write(program, List.of(Scenario.inline(0, 3, 1))));
    assertThat(xattrs(program)).isEmpty();
    scenario.ok(scenario.setXattr(program, "security.capability", "cap", 0));
    scenario.ok(new Mutation.PunchHole(program, 0, 1, Timestamp.EPOCH));
    assertThat(xattrs(program)).isEmpty();
    scenario.ok(scenario.setXattr(program, "security.capability", "cap", 0));
    scenario.ok(scenario.change(program, AttributeChange.ofSize(1)));
    assertThat(xattrs(program)).isEmpty();
    assertThat(scenario.stat(program).permissions()).as("root keeps them").isEqualTo(06777);
    scenario.as(OTHER).ok(scenario.change(program, AttributeChange.ofSize(1)));
    assertThat(scenario.stat(program).permissions()).isEqualTo(0777);
  }

  @Test
  void droppedPrivilegesAreOneChangeAndThenNone() {
    InodeId program = scenario.made(scenario.make(ROOT, "p", FileType.REGULAR, 06755));
    scenario.ok(scenario.setXattr(program, "security.capability", "cap", 0));
    scenario.ok(new Mutation.DropPrivileges(program, null));
    Attributes dropped = scenario.stat(program);
    assertThat(dropped.permissions()).isEqualTo(0755);
    assertThat(dropped.times().ctime()).isEqualTo(scenario.now());
    assertThat(xattrs(program)).isEmpty();
    scenario.ok(new Mutation.DropPrivileges(program, null));
    assertThat(scenario.stat(program)).isEqualTo(dropped);
  }

  @Test
  void setGidWithoutGroupExecuteAndThatOfDirectoriesIsNoPrivilege() {
    InodeId locked = scenario.made(scenario.make(ROOT, "m", FileType.REGULAR, 06644));
    scenario.ok(new Mutation.DropPrivileges(locked, null));
    assertThat(scenario.stat(locked).permissions()).isEqualTo(02644);
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(scenario.change(dir, AttributeChange.ofMode(06755)));
    scenario.ok(new Mutation.DropPrivileges(dir, null));
    assertThat(scenario.stat(dir).permissions()).isEqualTo(06755);
    scenario.refused(Errno.ESTALE, new Mutation.DropPrivileges(new InodeId(4000), null));
  }

  @Test
  void setGidWithoutGroupExecuteGoesWithAWriterWhoIsNotInTheGroup() {
    InodeId file = scenario.made(scenario.make(ROOT, "m", FileType.REGULAR, 06644));
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(0, 50)));
    scenario.ok(scenario.change(file, AttributeChange.ofMode(06644)));
    scenario.ok(new Mutation.DropPrivileges(file, new Credentials(7, 7, List.of(8, 50))));
    assertThat(scenario.stat(file).permissions()).isEqualTo(02644);
    scenario.ok(new Mutation.DropPrivileges(file, new Credentials(7, 7, List.of(8))));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0644);
  }

  @Test
  void changeToWhatIsStillStampsTheChange() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(scenario.change(file, AttributeChange.ofMode(0644)));
    assertThat(scenario.stat(file).times().ctime()).isEqualTo(scenario.now());
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(0, 0)));
    assertThat(scenario.stat(file).times().ctime()).isEqualTo(scenario.now());
  }

  @Test
  void givenTimesNeedTheOwnerBothToNowDoNot() {
    InodeId file = scenario.create(ROOT, "f");
    AttributeChange.TimeChange now = new AttributeChange.TimeChange.Now();
    AttributeChange.TimeChange at = new AttributeChange.TimeChange.At(new Timestamp(-5, 7));
    scenario.ok(scenario.change(file, AttributeChange.ofTimes(at, null)));
    Attributes.Times times = scenario.stat(file).times();
    assertThat(times.atime()).isEqualTo(new Timestamp(-5, 7));
    assertThat(times.ctime()).isEqualTo(scenario.now());
    assertThat(times.mtime()).isNotEqualTo(scenario.now());

    scenario.as(OTHER);
    scenario.refused(Errno.EPERM, scenario.change(file, AttributeChange.ofTimes(at, at)));
    scenario.refused(Errno.EPERM, scenario.change(file, AttributeChange.ofTimes(now, null)));
    scenario.ok(scenario.change(file, AttributeChange.ofTimes(now, now)));
    assertThat(scenario.stat(file).times().atime()).isEqualTo(scenario.now());
  }

  @Test
  void changeWithNothingInItChangesNothing() {
    InodeId file = scenario.create(ROOT, "f");
    Attributes before = scenario.stat(file);
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(null, null)));
    assertThat(scenario.stat(file)).isEqualTo(before);
  }

  @Test
  void attributesSayWhetherThereAreExtendedAttributes() {
    InodeId file = scenario.create(ROOT, "f");
    assertThat(scenario.stat(file).bare()).isTrue();
    scenario.ok(scenario.setXattr(file, "user.a", "1", 0));
    assertThat(scenario.stat(file).bare()).isFalse();
    scenario.ok(scenario.removeXattr(file, "user.a"));
    assertThat(scenario.stat(file).bare()).isTrue();
  }

  @Test
  void xattrFlagsAreObeyed() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.refused(Errno.ENODATA, scenario.setXattr(file, "user.a", "1", 2));
    scenario.ok(scenario.setXattr(file, "user.a", "1", 1));
    scenario.refused(Errno.EEXIST, scenario.setXattr(file, "user.a", "2", 1));
    scenario.ok(scenario.setXattr(file, "user.a", "22", 2));
    scenario.refused(Errno.EINVAL, scenario.setXattr(file, "user.a", "2", 4));
    assertThat(scenario.ask(new Query.GetXattr(file, ByteString.of("user.a"))))
        .isEqualTo(new Answer.Bytes(ByteString.of("22")));
    scenario.ok(scenario.removeXattr(file, "user.a"));
    scenario.refused(Errno.ENODATA, scenario.removeXattr(file, "user.a"));
    assertThat(scenario.ask(new Query.GetXattr(file, ByteString.of("user.a"))))
        .isEqualTo(new Answer.Refused(Errno.ENODATA));
  }

  @Test
  void xattrNamespacesHaveTheirRules() {
    InodeId file = scenario.create(ROOT, "f");
    InodeId link = scenario.symlink(ROOT, "l");
    InodeId sticky = scenario.mkdir(ROOT, "s");
    scenario.ok(scenario.change(sticky, AttributeChange.ofMode(01777)));
    scenario.refused(Errno.EPERM, scenario.setXattr(link, "user.a", "1", 0));
    scenario.ok(scenario.setXattr(link, "trusted.a", "1", 0));
    scenario.refused(Errno.EOPNOTSUPP, scenario.setXattr(file, "system.data", "", 0));
    scenario.refused(Errno.EOPNOTSUPP, scenario.setXattr(file, "nonsense", "", 0));
    scenario.refused(Errno.EINVAL, scenario.setXattr(file, "user.", "", 0));
    scenario.as(OTHER);
    scenario.refused(Errno.EPERM, scenario.setXattr(file, "trusted.a", "1", 0));
    scenario.refused(Errno.EPERM, scenario.setXattr(file, "security.a", "1", 0));
    scenario.refused(Errno.EPERM, scenario.setXattr(sticky, "user.a", "1", 0));
    scenario.ok(scenario.setXattr(file, "user.a", "1", 0));
  }

  @Test
  void xattrSizesAreBounded() {
    InodeId file = scenario.create(ROOT, "f");
    String longest = "user." + "n".repeat(250);
    scenario.ok(scenario.setXattr(file, longest, "", 0));
    scenario.refused(Errno.ERANGE, scenario.setXattr(file, longest + "n", "", 0));
    scenario.refused(Errno.ERANGE, scenario.setXattr(file, "", "", 0));
    String big = "v".repeat(Limits.XATTR_VALUE_BYTES_MAX);
    scenario.refused(Errno.E2BIG, scenario.setXattr(file, "user.big", big + "v", 0));
    for (int i = 0; i < 3; i++) {
      scenario.ok(scenario.setXattr(file, "user.big" + i, big, 0));
    }
    scenario.refused(Errno.ENOSPC, scenario.setXattr(file, "user.big3", big, 0));
    scenario.ok(scenario.setXattr(file, "user.big0", "small", 0));
    scenario.ok(scenario.setXattr(file, "user.big3", big, 0));
  }

  private List<String> xattrs(InodeId inode) {
    return ((Answer.Names) scenario.ask(new Query.ListXattrs(inode)))
        .names().stream()
            .map(name -> new String(name.toByteArray(), StandardCharsets.UTF_8))
            .toList();
  }

  @Test
  void attributesOfWhatNeverWasAreStale() {
    Mutation.SetAttributes wish = scenario.change(new InodeId(4000), AttributeChange.ofMode(0644));
    scenario.refused(Errno.ESTALE, wish);
  }
}
