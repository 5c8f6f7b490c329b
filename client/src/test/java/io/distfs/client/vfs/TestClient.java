package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;

/** A whole client over a fake cluster, with what tests do over and over. */
final class TestClient implements AutoCloseable {
  static final int CREATE = 0100;
  static final int APPEND = 02000;

  /** Long enough for a busy machine, and waited for by few tests. */
  static final Duration DEADLINE = Duration.ofSeconds(8);

  final Vfs vfs;

  TestClient(FakeCluster cluster) {
    this(cluster, ClientClock.system(), 8 << 20);
  }

  TestClient(FakeCluster cluster, ClientClock clock, long writeBufferBytes) {
    this(cluster, clock, writeBufferBytes, DEADLINE);
  }

  TestClient(FakeCluster cluster, ClientClock clock, long writeBufferBytes, Duration deadline) {
    ClientSettings settings =
        new ClientSettings(
            cluster.addresses(),
            "test",
            deadline,
            Duration.ofSeconds(1),
            4 << 20,
            writeBufferBytes,
            1 << 20,
            Duration.ofSeconds(5),
            AccessTimePolicy.DEFAULT,
            false);
    this.vfs = DistfsClient.connect(settings, cluster, FakeCluster.placement(), clock);
  }

  Vfs.OpenFile create(String name) {
    return vfs.create(InodeId.ROOT, FileName.of(name), NewMode.of(0644), CREATE, Credentials.ROOT);
  }

  Vfs.OpenFile open(String name) {
    return vfs.open(lookup(name).inode(), 0, Credentials.ROOT);
  }

  /** Opened with O_APPEND. */
  Vfs.OpenFile append(String name) {
    return vfs.open(lookup(name).inode(), APPEND, Credentials.ROOT);
  }

  Attributes lookup(String name) {
    return vfs.lookup(InodeId.ROOT, FileName.of(name));
  }

  void write(Vfs.OpenFile file, long offset, byte[] bytes) {
    boolean appends = (file.openFlags() & APPEND) != 0;
    int _ = vfs.write(file, appends ? Vfs.AT_END : offset, ByteBuffer.wrap(bytes));
  }

  byte[] read(Vfs.OpenFile file, long offset, int length) {
    ByteBuffer destination = ByteBuffer.allocate(length);
    int got = vfs.read(file, offset, destination);
    byte[] bytes = new byte[got];
    destination.flip().get(bytes);
    return bytes;
  }

  /** copy_file_range(2) until nothing is left. */
  void copy(Vfs.OpenFile source, long from, Vfs.OpenFile target, long to, long length) {
    long done = 0;
    long step = 1;
    while (done < length && step > 0) {
      step = vfs.copyRange(source, from + done, target, to + done, length - done);
      done += step;
    }
  }

  /** lseek(2); -1 for ENXIO. */
  long seek(Vfs.OpenFile file, long offset, int whence) {
    try {
      return vfs.seek(file, offset, whence);
    } catch (FsException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENXIO);
      return -1;
    }
  }

  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    vfs.close(Duration.ofSeconds(2));
  }
}
