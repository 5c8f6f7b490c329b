package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names: making, linking, removing and moving them, as inode(7), rename(2) and ext4 have it. */
class DirectoryRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void newFileHasAllTimesOfItsEntryAndChangesItsParent() {
    InodeId file = scenario.create(ROOT, "f");

    Attributes made = scenario.stat(file);
    assertThat(made.times())
        .isEqualTo(
            new Attributes.Times(scenario.now(), scenario.now(), scenario.now(), scenario.now()));
    assertThat(made.nlink()).isEqualTo(1);
    Attributes root = scenario.stat(ROOT);
    assertThat(root.times().mtime()).isEqualTo(scenario.now());
    assertThat(root.times().ctime()).isEqualTo(scenario.now());
    assertThat(root.times().atime()).isEqualTo(Clusters.CREATED);
  }

  @Test
  void existingNameIsRefusedUnlessOpenedWithoutExcl() {
    InodeId file = scenario.create(ROOT, "f");

    scenario.refused(Errno.EEXIST, scenario.make(ROOT, "f", FileType.REGULAR, 0600));
    Mutation.MakeNode again = scenario.make(ROOT, "f", FileType.REGULAR, 0600);
    Mutation.MakeNode open =
        new Mutation.MakeNode(
            again.parent(),
            again.name(),
            again.inode(),
            again.mode(),
            0,
            ByteString.EMPTY,
            again.credentials(),
            false);
    Result.Node found = (Result.Node) scenario.ok(open);
    assertThat(found.created()).isFalse();
    assertThat(found.attributes().inode()).isEqualTo(file);
    assertThat(found.attributes().permissions()).isEqualTo(0644);
  }

  @Test
  void directoriesCountTheirSubdirectoriesAsLinks() {
    InodeId a = scenario.mkdir(ROOT, "a");
    scenario.mkdir(a, "b");
    scenario.mkdir(a, "c");
    scenario.create(a, "f");

    assertThat(scenario.stat(a).nlink()).isEqualTo(4);
    scenario.ok(scenario.rmdir(a, "b"));
    assertThat(scenario.stat(a).nlink()).isEqualTo(3);
    assertThat(scenario.stat(ROOT).nlink()).isEqualTo(3);
  }

  @Test
  void setGidDirectoryPassesItsGroupAndToDirectoriesTheBit() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(scenario.change(dir, AttributeChange.ofOwner(null, 50)));
    scenario.ok(scenario.change(dir, AttributeChange.ofMode(02777)));
    scenario.as(Scenario.USER);

    Attributes file = scenario.stat(scenario.create(dir, "f"));
    assertThat(file.gid()).isEqualTo(50);
    assertThat(file.permissions()).isEqualTo(0644);
    Attributes sub = scenario.stat(scenario.mkdir(dir, "s"));
    assertThat(sub.gid()).isEqualTo(50);
    assertThat(sub.permissions()).isEqualTo(02755);
    InodeId program = scenario.made(scenario.make(dir, "p", FileType.REGULAR, 02755));
    assertThat(scenario.stat(program).permissions()).isEqualTo(0755);
  }

  @Test
  void stickyDirectoryLetsOnlyOwnersRemoveAndRename() {
    InodeId tmp = scenario.mkdir(ROOT, "tmp");
    scenario.ok(scenario.change(tmp, AttributeChange.ofMode(01777)));
    scenario.create(tmp, "root's");
    scenario.mkdir(tmp, "rootdir");
    scenario.as(Scenario.USER);
    scenario.create(tmp, "mine");

    scenario.refused(Errno.EPERM, scenario.unlink(tmp, "root's"));
    scenario.refused(Errno.EPERM, scenario.rmdir(tmp, "rootdir"));
    scenario.refused(Errno.EPERM, scenario.rename(tmp, "root's", ROOT, "x", 0));
    scenario.refused(Errno.EPERM, scenario.rename(tmp, "mine", tmp, "root's", 0));
    scenario.ok(scenario.rename(tmp, "mine", tmp, "still-mine", 0));
    scenario.ok(scenario.unlink(tmp, "still-mine"));
  }

  @Test
  void wrongKindsAndMissingThingsAreNamedAsLinuxDoes() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    InodeId file = scenario.create(dir, "f");

    scenario.refused(Errno.EISDIR, scenario.unlink(ROOT, "d"));
    scenario.refused(Errno.ENOTDIR, scenario.rmdir(dir, "f"));
    scenario.refused(Errno.ENOTEMPTY, scenario.rmdir(ROOT, "d"));
    scenario.refused(Errno.ENOENT, scenario.unlink(dir, "nothing"));
    scenario.refused(Errno.ENOTDIR, scenario.unlink(file, "x"));
    scenario.refused(Errno.ESTALE, scenario.unlink(new InodeId(9999), "x"));
    scenario.refused(Errno.EPERM, scenario.link(dir, ROOT, "l"));
    scenario.refused(Errno.EEXIST, scenario.link(file, dir, "f"));
  }

  @Test
  void removedDirectoryTakesNoNewEntries() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(scenario.rmdir(ROOT, "d"));

    assertThat(scenario.stat(dir).nlink()).isZero();
    scenario.refused(Errno.ENOENT, scenario.make(dir, "x", FileType.REGULAR, 0644));
    scenario.refused(Errno.ENOENT, scenario.link(file, dir, "x"));
    scenario.refused(Errno.ENOENT, scenario.rename(ROOT, "f", dir, "x", 0));
  }

  @Test
  void orphanCannotBeLinkedAgain() {
    InodeId file = scenario.create(ROOT, "f");
    Result.Removed removed = (Result.Removed) scenario.ok(scenario.unlink(ROOT, "f"));

    assertThat(removed.orphanSequence()).isEqualTo(1);
    assertThat(removed.removed().nlink()).isZero();
    scenario.refused(Errno.ENOENT, scenario.link(file, ROOT, "g"));
  }

  @Test
  void symlinkTargetsAreBounded() {
    for (int length : new int[] {1, 4095}) {
      assertThat(scenario.stat(scenario.made(symlink("l" + length, length))).size())
          .isEqualTo(length);
    }
    scenario.refused(Errno.ENAMETOOLONG, symlink("long", 4096));
    scenario.refused(Errno.ENOENT, symlink("empty", 0));
  }

  @Test
  void linkCountStopsAtItsLimit() {
    InodeId file = scenario.create(ROOT, "f");
    InodeId dir = scenario.mkdir(ROOT, "d");
    plantLinks(file, Limits.LINKS_MAX);
    plantLinks(dir, Limits.LINKS_MAX);

    assertThat(scenario.send(scenario.link(file, ROOT, "l")).errno()).isEqualTo(Errno.EMLINK);
    assertThat(scenario.send(scenario.make(dir, "s", FileType.DIRECTORY, 0755)).errno())
        .isEqualTo(Errno.EMLINK);
    plantLinks(file, 1);
    plantLinks(dir, 2);
  }

  @Test
  void inodeIdsComeOutOfTheSessionsGrantsAscending() {
    Mutation.MakeNode first = scenario.make(ROOT, "a", FileType.REGULAR, 0644);
    Mutation.MakeNode second = scenario.make(ROOT, "b", FileType.REGULAR, 0644);
    scenario.ok(second);

    scenario.refused(Errno.EINVAL, first);
    Mutation.MakeNode foreign =
        new Mutation.MakeNode(
            ROOT,
            FileName.of("c"),
            new InodeId(1L << 40),
            first.mode(),
            0,
            ByteString.EMPTY,
            Credentials.ROOT,
            true);
    scenario.refused(Errno.EINVAL, foreign);
  }

  @Test
  void cookiesStayWhileEntriesComeAndGo() {
    for (String name : List.of("a", "b", "c", "d")) {
      scenario.create(ROOT, name);
    }
    assertThat(scenario.names(ROOT, 0, 2)).containsExactly("a", "b");
    scenario.ok(scenario.unlink(ROOT, "a"));
    scenario.ok(scenario.unlink(ROOT, "c"));
    scenario.create(ROOT, "e");

    assertThat(scenario.names(ROOT, 17, 10)).containsExactly("d", "e");
    scenario.create(ROOT, "a");
    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("b", "d", "e", "a");
  }

  @Test
  void nameThatIsReplacedKeepsItsPlaceInAListing() {
    scenario.create(ROOT, "config");
    scenario.create(ROOT, "other");
    InodeId fresh = scenario.create(ROOT, "config.new");
    scenario.ok(scenario.rename(ROOT, "config.new", ROOT, "config", 0));

    assertThat(scenario.names(ROOT, 0, 10)).containsExactly("config", "other");
    assertThat(scenario.names(ROOT, 16, 10)).containsExactly("other");
    assertThat(scenario.stat(fresh).nlink()).isEqualTo(1);
  }

  private Mutation.MakeNode symlink(String name, int length) {
    Mutation.MakeNode wish = scenario.make(ROOT, name, FileType.SYMLINK, 0777);
    ByteString target = ByteString.wrap(new byte[length]);
    return new Mutation.MakeNode(
        ROOT, wish.name(), wish.inode(), wish.mode(), 0, target, Credentials.ROOT, true);
  }

  private void plantLinks(InodeId id, int nlink) {
    Inode inode = Objects.requireNonNull(new Records(scenario.store()).inode(id));
    inode.nlink = nlink;
    byte[] value = InodeCodec.encode(inode);
    scenario.store().write(List.of(new MetaStore.Change(Table.INODE, Keys.of(id), value)));
  }
}
