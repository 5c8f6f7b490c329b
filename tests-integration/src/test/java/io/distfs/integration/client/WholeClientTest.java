package io.distfs.integration.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and names through the whole client and a real one-server cluster. */
class WholeClientTest {
  private static final Credentials ROOT = Credentials.ROOT;
  private static final int CREATE = 0100;
  private static final int TRUNCATE = 01000;

  @TempDir Path data;
  private EmbeddedSystem system;
  private Vfs vfs;

  @BeforeEach
  void start() {
    system = EmbeddedSystem.start(data);
    vfs = system.connect();
  }

  @AfterEach
  void stop() {
    EmbeddedSystem.end(vfs);
    system.close();
  }

  @Test
  void whatIsWrittenIsReadBackByAnotherClient() {
    byte[] small = "hello".getBytes(StandardCharsets.UTF_8);
    byte[] large = random(1, 9_000_001);
    write("small", small);
    write("large", large);
    try (Vfs other = system.connect()) {
      assertThat(read(other, "small")).isEqualTo(small);
      assertThat(Arrays.equals(read(other, "large"), large)).isTrue();
    }
    assertThat(Arrays.equals(read(vfs, "large"), large)).isTrue();
    assertThat(vfs.unsavedFiles()).isEmpty();
  }

  @Test
  void namesAreMadeMovedListedAndRemoved() {
    InodeId root = InodeId.ROOT;
    Attributes directory =
        vfs.makeNode(
            root, FileName.of("d"), NewMode.of(FileType.DIRECTORY.modeBits() | 0755), 0, ROOT);
    for (int i = 0; i < 700; i++) {
      vfs.release(
          vfs.create(directory.inode(), FileName.of("f" + i), NewMode.of(0644), CREATE, ROOT));
    }
    assertThat(names(directory.inode())).hasSize(702).contains(".", "..", "f0", "f699");
    vfs.rename(directory.inode(), FileName.of("f1"), root, FileName.of("moved"), 0, ROOT);
    assertThat(vfs.lookup(root, FileName.of("moved")).nlink()).isEqualTo(1);
    assertErrno(Errno.ENOENT, () -> vfs.lookup(directory.inode(), FileName.of("f1")));
    vfs.unlink(directory.inode(), FileName.of("f2"), ROOT);
    assertThat(names(directory.inode())).hasSize(700);
    assertErrno(Errno.ENOTEMPTY, () -> vfs.removeDirectory(root, FileName.of("d"), ROOT));
    vfs.makeSymlink(root, FileName.of("s"), ByteString.of("d/f3"), ROOT);
    assertThat(vfs.readLink(vfs.lookup(root, FileName.of("s")).inode()))
        .isEqualTo(ByteString.of("d/f3"));
    InodeId f3 = vfs.lookupPath(root, List.of(FileName.of("d"), FileName.of("f3"))).inode();
    vfs.setXattr(f3, ByteString.of("user.a"), ByteString.of("1"), 0, ROOT);
    assertThat(vfs.getXattr(f3, ByteString.of("user.a"))).isEqualTo(ByteString.of("1"));
    assertErrno(Errno.ENODATA, () -> vfs.getXattr(f3, ByteString.of("user.b")));
    assertThat(vfs.link(f3, root, FileName.of("hard"), ROOT).nlink()).isEqualTo(2);
    assertThat(vfs.statistics().inodesUsed()).isGreaterThan(700);
  }

  @Test
  void utimensAfterAWriteIsNotUndoneByTheFlush() {
    Vfs.OpenFile file = vfs.create(InodeId.ROOT, FileName.of("t"), NewMode.of(0644), CREATE, ROOT);
    vfs.write(file, 0, ByteBuffer.wrap(random(2, 100_000)));
    Timestamp then = new Timestamp(1_000_000, 5);
    vfs.setAttributes(
        file.inode(), AttributeChange.ofTimes(null, new AttributeChange.TimeChange.At(then)), ROOT);
    vfs.flush(file);
    vfs.release(file);
    try (Vfs other = system.connect()) {
      Attributes seen = other.lookup(InodeId.ROOT, FileName.of("t"));
      assertThat(seen.times().mtime()).isEqualTo(then);
      assertThat(seen.size()).isEqualTo(100_000);
    }
  }

  @Test
  void anUnlinkedFileStaysUsableWhileItIsOpen() {
    Vfs.OpenFile file =
        vfs.create(InodeId.ROOT, FileName.of("gone"), NewMode.of(0644), CREATE, ROOT);
    vfs.write(file, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    vfs.unlink(InodeId.ROOT, FileName.of("gone"), ROOT);
    vfs.sync(file, false);
    ByteBuffer back = ByteBuffer.allocate(10);
    assertThat(vfs.read(file, 0, back)).isEqualTo(3);
    assertThat(vfs.getAttributes(file.inode()).nlink()).isZero();
    vfs.release(file);
    assertErrno(Errno.ESTALE, () -> vfs.open(file.inode(), 0, ROOT));
  }

  @Test
  void manySmallAppendsEndInBlocksAndStayReadable() {
    Vfs.OpenFile file =
        vfs.create(InodeId.ROOT, FileName.of("log"), NewMode.of(0644), CREATE | 02000, ROOT);
    byte[] all = random(3, 300 * 1024);
    for (int at = 0; at < all.length; at += 1024) {
      vfs.write(file, Vfs.AT_END, ByteBuffer.wrap(all, at, 1024));
      vfs.sync(file, true);
    }
    vfs.release(file);
    assertThat(Arrays.equals(read(vfs, "log"), all)).isTrue();
    try (Vfs other = system.connect()) {
      assertThat(Arrays.equals(read(other, "log"), all)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomOperationsAgreeWithAnArray(long seed) {
    Random random = new Random(seed);
    byte[] model = new byte[6 << 20];
    int size = 0;
    Vfs.OpenFile file = vfs.create(InodeId.ROOT, FileName.of("m"), NewMode.of(0644), CREATE, ROOT);
    InodeId inode = file.inode();
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> {
          int at = random.nextInt(random.nextBoolean() ? 200_000 : 5 << 20);
          byte[] bytes =
              random(
                  random.nextLong(), 1 + random.nextInt(random.nextInt(3) == 0 ? 900_000 : 5000));
          vfs.write(file, at, ByteBuffer.wrap(bytes));
          System.arraycopy(bytes, 0, model, at, bytes.length);
          size = Math.max(size, at + bytes.length);
        }
        case 5, 6, 7 -> {
          int at = random.nextInt(Math.max(1, size));
          ByteBuffer back = ByteBuffer.allocateDirect(1 + random.nextInt(300_000));
          int got = vfs.read(file, at, back);
          byte[] have = new byte[got];
          back.flip().get(have);
          byte[] want = Arrays.copyOfRange(model, at, Math.min(size, at + back.capacity()));
          assertThat(Arrays.mismatch(have, want))
              .as("seed %d step %d at %d", seed, step, at)
              .isEqualTo(-1);
        }
        case 8 -> vfs.sync(file, false);
        case 9 -> {
          int to = random.nextInt(size + 100_000);
          vfs.setAttributes(inode, AttributeChange.ofSize(to), ROOT);
          if (to < size) {
            Arrays.fill(model, to, size, (byte) 0);
          }
          size = to;
        }
        case 10 -> {
          vfs.flush(file);
          vfs.release(file);
          file = vfs.open(inode, 0, ROOT);
        }
        default -> {
          int at = random.nextInt(size + 1);
          int length = 1 + random.nextInt(200_000);
          vfs.allocate(file, 3, at, length);
          Arrays.fill(model, at, Math.min(model.length, at + length), (byte) 0);
        }
      }
      assertThat(vfs.getAttributes(inode).size()).as("seed %d step %d", seed, step).isEqualTo(size);
    }
    vfs.release(file);
    try (Vfs other = system.connect()) {
      byte[] have = read(other, "m");
      assertThat(Arrays.mismatch(have, Arrays.copyOf(model, size))).isEqualTo(-1);
    }
    Vfs.OpenFile again = vfs.open(inode, TRUNCATE, ROOT);
    assertThat(vfs.read(again, 0, ByteBuffer.allocate(1))).isZero();
    vfs.release(again);
  }

  private void write(String name, byte[] bytes) {
    Vfs.OpenFile file = vfs.create(InodeId.ROOT, FileName.of(name), NewMode.of(0644), CREATE, ROOT);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    while (source.hasRemaining()) {
      int take = Math.min(131_072, source.remaining());
      ByteBuffer part = source.slice(source.position(), take);
      assertThat(vfs.write(file, source.position(), part)).isEqualTo(take);
      source.position(source.position() + take);
    }
    vfs.flush(file);
    vfs.release(file);
  }

  private static byte[] read(Vfs from, String name) {
    InodeId inode = from.lookup(InodeId.ROOT, FileName.of(name)).inode();
    Vfs.OpenFile file = from.open(inode, 0, ROOT);
    ByteBuffer all = ByteBuffer.allocate((int) from.getAttributes(inode).size());
    while (all.hasRemaining()) {
      ByteBuffer part = all.slice(all.position(), Math.min(131_072, all.remaining()));
      int got = from.read(file, all.position(), part);
      assertThat(got).isPositive();
      all.position(all.position() + got);
    }
    from.release(file);
    return all.array();
  }

  private List<String> names(InodeId directory) {
    List<String> names = new ArrayList<>();
    Vfs.OpenDirectory open = vfs.openDirectory(directory);
    vfs.readDirectory(
        open, 0, (name, cookie, attributes) -> names.add(new String(name, StandardCharsets.UTF_8)));
    vfs.releaseDirectory(open);
    return names;
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno));
  }
}
