package io.distfs.integration.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.harness.EmbeddedSystem;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files without a name, whiteouts and access lists through two clients and a real server. */
class PosixNamesTest {
  private static final Credentials ROOT = Credentials.ROOT;
  private static final int CREATE = 0100;
  private static final int WHITEOUT = 4;

  /** user::rwx, user:1000:rw-, group::r-x, mask::rwx, other::r--. */
  private static final ByteString LIST =
      ByteString.wrap(
          HexFormat.of()
              .parseHex(
                  "02000000"
                      + "01000700ffffffff"
                      + "02000600e8030000"
                      + "04000500ffffffff"
                      + "10000700ffffffff"
                      + "20000400ffffffff"));

  @TempDir Path data;
  private EmbeddedSystem system;
  private Vfs vfs;
  private Vfs other;

  @BeforeEach
  void start() {
    system = EmbeddedSystem.start(data);
    vfs = system.connect();
    other = system.connect();
  }

  @AfterEach
  void stop() {
    EmbeddedSystem.end(other);
    EmbeddedSystem.end(vfs);
    system.close();
  }

  @Test
  void fileWithoutANameGetsOneWithAllThatWasWritten() {
    Vfs.OpenFile file = vfs.createUnnamed(InodeId.ROOT, new NewMode(0666, 022), 2, ROOT);
    int _ = vfs.write(file, 0, ByteBuffer.wrap(new byte[300_000]));
    assertErrno(Errno.ESTALE, () -> other.open(file.inode(), 0, ROOT));
    vfs.sync(file, false);
    Attributes linked = vfs.link(file.inode(), InodeId.ROOT, FileName.of("named"), ROOT);
    assertThat(linked.nlink()).isEqualTo(1);
    vfs.release(file);
    Attributes seen = other.lookup(InodeId.ROOT, FileName.of("named"));
    assertThat(seen.size()).isEqualTo(300_000);
    assertThat(seen.permissions()).isEqualTo(0644);
  }

  @Test
  void fileWithoutANameIsGoneWithItsLastCloseOrItsSession() {
    Vfs.OpenFile closed = vfs.createUnnamed(InodeId.ROOT, NewMode.of(0600), 2, ROOT);
    Vfs ending = system.connect();
    Vfs.OpenFile open = ending.createUnnamed(InodeId.ROOT, NewMode.of(0600), 2, ROOT);
    vfs.release(closed);
    awaitGone(closed.inode());
    assertThat(ending.getAttributes(open.inode()).nlink()).isZero();
    ending.close(Duration.ofSeconds(10));
    awaitGone(open.inode());
  }

  @Test
  void removedFolderKeepsItsAttributesUntilItsLastClose() {
    InodeId held = folder("held");
    InodeId gone = folder("gone");
    Vfs.OpenDirectory open = vfs.openDirectory(held);
    other.removeDirectory(InodeId.ROOT, FileName.of("held"), ROOT);
    other.removeDirectory(InodeId.ROOT, FileName.of("gone"), ROOT);
    awaitGone(gone);
    assertThat(vfs.getAttributes(held).nlink()).isZero();
    vfs.releaseDirectory(open);
    awaitGone(held);
  }

  private InodeId folder(String name) {
    NewMode mode = NewMode.of(FileType.DIRECTORY.modeBits() | 0755);
    return vfs.makeNode(InodeId.ROOT, FileName.of(name), mode, 0, ROOT).inode();
  }

  @Test
  void defaultAccessListIsInheritedAndFollowsChmod() {
    ByteString access = ByteString.of("system.posix_acl_access");
    vfs.setXattr(InodeId.ROOT, ByteString.of("system.posix_acl_default"), LIST, 0, ROOT);
    NewMode mode = new NewMode(FileType.DIRECTORY.modeBits() | 0777, 077);
    Attributes made = vfs.makeNode(InodeId.ROOT, FileName.of("d"), mode, 0, ROOT);
    assertThat(made.permissions()).isEqualTo(0774);
    assertThat(vfs.getXattr(made.inode(), access)).isEqualTo(LIST);
    Attributes changed = vfs.setAttributes(made.inode(), AttributeChange.ofMode(0700), ROOT);
    assertThat(changed.permissions()).isEqualTo(0700);
    assertThat(other.getXattr(made.inode(), access)).isNotEqualTo(LIST);
    assertThat(other.listXattrs(made.inode())).hasSize(2);
  }

  @Test
  void renameLeavesAWhiteout() {
    Vfs.OpenFile file = vfs.create(InodeId.ROOT, FileName.of("f"), NewMode.of(0644), CREATE, ROOT);
    vfs.release(file);
    vfs.rename(InodeId.ROOT, FileName.of("f"), InodeId.ROOT, FileName.of("g"), WHITEOUT, ROOT);
    assertThat(other.lookup(InodeId.ROOT, FileName.of("g")).inode()).isEqualTo(file.inode());
    assertThat(other.lookup(InodeId.ROOT, FileName.of("f")).type())
        .isEqualTo(FileType.CHARACTER_DEVICE);
  }

  @Test
  void privilegesGoBeforeAWrite() {
    Vfs.OpenFile file = vfs.create(InodeId.ROOT, FileName.of("p"), NewMode.of(06755), CREATE, ROOT);
    boolean _ = vfs.dropPrivileges(file.inode(), () -> ROOT);
    vfs.release(file);
    assertThat(other.lookup(InodeId.ROOT, FileName.of("p")).permissions()).isEqualTo(0755);
  }

  private void awaitGone(InodeId inode) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertErrno(Errno.ESTALE, () -> vfs.getAttributes(inode)));
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FsException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
