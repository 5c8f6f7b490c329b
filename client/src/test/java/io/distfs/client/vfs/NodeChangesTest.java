package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renames, links, files without a name and attributes, and what the caches make of them. */
class NodeChangesTest {
  private static final Credentials FOREIGNER = new Credentials(12, 13, List.of());
  private static final ByteString CAPABILITY = ByteString.of("security.capability");
  private final FakeCluster cluster = new FakeCluster(1);
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(cluster);
    client.vfs.release(client.create("warm"));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aSecondNameDoesNotHideExtendedAttributes() {
    InodeId file = made("f");
    ByteString name = ByteString.of("user.a");
    client.vfs.setXattr(file, name, ByteString.of("1"), 0, Credentials.ROOT);
    link(file, "g");
    assertThat(client.vfs.getXattr(file, name)).isEqualTo(ByteString.of("1"));
  }

  @Test
  void renameOntoAnotherNameOfTheSameInodeLeavesBoth() {
    InodeId file = made("f");
    link(file, "g");
    rename("f", "g", 0);
    assertThat(client.lookup("f").inode()).isEqualTo(file);
    assertThat(client.lookup("g").inode()).isEqualTo(file);
  }

  @Test
  void exchangedNamesAreKnownAtOnce() {
    InodeId f = made("f");
    InodeId g = made("g");
    rename("f", "g", Mutation.Rename.EXCHANGE);
    assertThat(client.lookup("f").inode()).isEqualTo(g);
    assertThat(client.lookup("g").inode()).isEqualTo(f);
  }

  @Test
  void whiteoutIsSeenAtTheOldName() {
    InodeId file = made("f");
    rename("f", "g", Mutation.Rename.WHITEOUT | Mutation.Rename.NO_REPLACE);
    assertThat(client.lookup("g").inode()).isEqualTo(file);
    assertThat(client.lookup("f").type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertRefused(
        Errno.EEXIST,
        () -> rename("g", "f", Mutation.Rename.WHITEOUT | Mutation.Rename.NO_REPLACE));
  }

  @Test
  void fileWithoutANameIsWrittenReopenedAndNamed() {
    Vfs.OpenFile file = unnamed(0);
    client.write(file, 0, TestClient.random(1, 1000));
    Vfs.OpenFile again = client.vfs.open(file.inode(), 0, Credentials.ROOT);
    assertThat(client.read(again, 0, 2000)).isEqualTo(TestClient.random(1, 1000));
    client.vfs.release(again);
    link(file.inode(), "named");
    client.vfs.release(file);
    assertThat(client.lookup("named").nlink()).isEqualTo(1);
    assertThat(client.lookup("named").size()).isEqualTo(1000);
    assertThat(applied(Mutation.MakeUnnamed.class).getLast().linkable()).isTrue();
    client.vfs.release(unnamed(0200));
    assertThat(applied(Mutation.MakeUnnamed.class).getLast().linkable()).isFalse();
  }

  @Test
  void fileWithoutANameCannotBeOpenedAfterItsLastClose() {
    Vfs.OpenFile file = unnamed(0);
    client.vfs.release(file);
    assertRefused(Errno.ESTALE, () -> client.vfs.open(file.inode(), 0, Credentials.ROOT));
  }

  @Test
  void removedFolderIsHeldUntilItsLastClose() {
    NewMode mode = NewMode.of(FileType.DIRECTORY.modeBits() | 0755);
    FileName name = FileName.of("d");
    InodeId folder = client.vfs.makeNode(InodeId.ROOT, name, mode, 0, Credentials.ROOT).inode();
    Vfs.OpenDirectory one = client.vfs.openDirectory(folder);
    Vfs.OpenDirectory other = client.vfs.openDirectory(folder);
    client.vfs.removeDirectory(InodeId.ROOT, name, Credentials.ROOT);
    await().untilAsserted(() -> assertThat(cluster.held()).containsExactly(folder));
    client.vfs.releaseDirectory(one);
    client.vfs.unlink(InodeId.ROOT, FileName.of("warm"), Credentials.ROOT); // to be reported
    await().untilAsserted(() -> assertThat(cluster.reported()).isEqualTo(2));
    assertThat(cluster.held()).containsExactly(folder);
    client.vfs.releaseDirectory(other);
    await().untilAsserted(() -> assertThat(cluster.held()).isEmpty());
  }

  @Test
  void modeTravelsWithItsUmask() {
    Attributes made =
        client.vfs.makeNode(
            InodeId.ROOT,
            FileName.of("p"),
            new NewMode(FileType.FIFO.modeBits() | 0666, 027),
            0,
            Credentials.ROOT);
    assertThat(made.permissions()).isEqualTo(0640);
    assertThat(applied(Mutation.MakeNode.class).getLast().umask()).isEqualTo(027);
  }

  @Test
  void inheritedAccessListIsAskedFor() {
    ByteString list = ByteString.of("a list");
    client.vfs.setXattr(
        InodeId.ROOT, ByteString.of("system.posix_acl_default"), list, 0, Credentials.ROOT);
    InodeId file = made("f");
    assertThat(client.vfs.getXattr(file, ByteString.of("system.posix_acl_access"))).isEqualTo(list);
  }

  @Test
  void privilegesKnownNotToBeThereCostNothing() {
    Vfs.OpenFile file = client.create("f");
    int commands = cluster.mutations.get();
    boolean _ = dropped(file);
    assertThat(cluster.mutations.get()).isEqualTo(commands);
    client.vfs.release(file);
  }

  @Test
  void privilegesAreDroppedWithOneCommand() {
    Vfs.OpenFile file = client.create("f");
    chmod(file, 06755);
    assertThat(dropped(file)).isTrue();
    assertThat(dropped(file)).isFalse();
    assertThat(client.vfs.getAttributes(file.inode()).permissions()).isEqualTo(0755);
    assertThat(applied(Mutation.DropPrivileges.class)).hasSize(1);
    client.vfs.release(file);
  }

  @Test
  void setGidWithoutGroupExecuteIsDroppedForWhoIsNotInTheGroup() {
    Vfs.OpenFile file = client.create("f");
    chmod(file, 02644);
    int group = client.vfs.getAttributes(file.inode()).gid();
    Credentials member = new Credentials(1000, 1000, List.of(group));
    assertThat(client.vfs.dropPrivileges(file.inode(), () -> member)).isFalse();
    assertThat(applied(Mutation.DropPrivileges.class)).isEmpty();
    assertThat(dropped(file)).isTrue();
    assertThat(client.vfs.getAttributes(file.inode()).permissions()).isEqualTo(0644);
    client.vfs.release(file);
  }

  private boolean dropped(Vfs.OpenFile file) {
    return client.vfs.dropPrivileges(file.inode(), () -> FOREIGNER);
  }

  @Test
  void knownCapabilityIsDropped() {
    Vfs.OpenFile file = client.create("f");
    client.vfs.setXattr(file.inode(), CAPABILITY, ByteString.of("cap"), 0, Credentials.ROOT);
    assertThat(client.vfs.getXattr(file.inode(), CAPABILITY)).isEqualTo(ByteString.of("cap"));
    boolean _ = dropped(file);
    assertRefused(Errno.ENODATA, () -> client.vfs.getXattr(file.inode(), CAPABILITY));
    client.vfs.release(file);
  }

  @Test
  void capabilityThatNobodyAskedForIsDropped() {
    Vfs.OpenFile file = client.create("f");
    client.vfs.setXattr(file.inode(), CAPABILITY, ByteString.of("cap"), 0, Credentials.ROOT);
    assertThat(dropped(file)).isTrue();
    assertRefused(Errno.ENODATA, () -> client.vfs.getXattr(file.inode(), CAPABILITY));
    client.vfs.release(file);
  }

  @Test
  void nameInNoNamespaceIsRefusedWhereThereAreNoAttributesToo() {
    InodeId file = made("f");
    ByteString foreign = ByteString.of("nonsense.a");
    assertRefused(Errno.EOPNOTSUPP, () -> client.vfs.getXattr(file, foreign));
    assertRefused(Errno.ENODATA, () -> client.vfs.getXattr(file, ByteString.of("user.a")));
  }

  @Test
  void namesAndValuesTooLongForTheWireHaveTheirErrnos() {
    ByteString name = ByteString.of("user." + "n".repeat(251));
    ByteString value = ByteString.wrap(new byte[65_537]);
    InodeId file = made("f");
    assertRefused(Errno.ERANGE, () -> client.vfs.getXattr(file, name));
    assertRefused(
        Errno.ERANGE, () -> client.vfs.setXattr(file, name, ByteString.EMPTY, 0, Credentials.ROOT));
    assertRefused(Errno.ERANGE, () -> client.vfs.removeXattr(file, name, Credentials.ROOT));
    assertRefused(
        Errno.E2BIG,
        () -> client.vfs.setXattr(file, ByteString.of("user.a"), value, 0, Credentials.ROOT));
    ByteString target = ByteString.wrap(new byte[4096]);
    assertRefused(
        Errno.ENAMETOOLONG,
        () -> client.vfs.makeSymlink(InodeId.ROOT, FileName.of("l"), target, Credentials.ROOT));
  }

  private InodeId made(String name) {
    Vfs.OpenFile file = client.create(name);
    client.vfs.release(file);
    return file.inode();
  }

  private Vfs.OpenFile unnamed(int flags) {
    return client.vfs.createUnnamed(InodeId.ROOT, new NewMode(0666, 022), flags, Credentials.ROOT);
  }

  private void link(InodeId inode, String name) {
    Attributes _ = client.vfs.link(inode, InodeId.ROOT, FileName.of(name), Credentials.ROOT);
  }

  private void rename(String from, String to, int flags) {
    client.vfs.rename(
        InodeId.ROOT, FileName.of(from), InodeId.ROOT, FileName.of(to), flags, Credentials.ROOT);
  }

  private void chmod(Vfs.OpenFile file, int mode) {
    Attributes _ =
        client.vfs.setAttributes(file.inode(), AttributeChange.ofMode(mode), Credentials.ROOT);
  }

  private <M extends Mutation> List<M> applied(Class<M> kind) {
    return cluster.applied().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static void assertRefused(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FsException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
