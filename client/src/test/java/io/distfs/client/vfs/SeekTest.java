package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where data and holes begin, of what is committed and of what is not. */
class SeekTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final TestClient client = new TestClient(cluster);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anEmptyFileHasNeitherDataNorHoles() {
    Vfs.OpenFile file = client.create("f");
    assertThat(client.seek(file, 0, Vfs.SEEK_DATA)).isEqualTo(-1);
    assertThat(client.seek(file, 0, Vfs.SEEK_HOLE)).isEqualTo(-1);
    assertThat(client.seek(file, -1, Vfs.SEEK_HOLE)).isEqualTo(-1);
    assertThatThrownBy(() -> client.vfs.seek(file, 0, 2))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    client.vfs.release(file);
  }

  @Test
  void aHoleLiesBehindTheLastByteAndAtTheEndOfTheFile() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 10));
    assertThat(client.seek(file, 0, Vfs.SEEK_HOLE)).isEqualTo(10);
    client.vfs.setAttributes(file.inode(), AttributeChange.ofSize(100), Credentials.ROOT);
    assertThat(client.seek(file, 3, Vfs.SEEK_HOLE)).isEqualTo(10);
    assertThat(client.seek(file, 50, Vfs.SEEK_HOLE)).isEqualTo(50);
    assertThat(client.seek(file, 10, Vfs.SEEK_DATA)).isEqualTo(-1);
    assertThat(client.seek(file, 100, Vfs.SEEK_HOLE)).isEqualTo(-1);
    client.vfs.release(file);
  }

  @Test
  void writtenBytesAreDataBeforeAndAfterTheirCommit() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 1000, TestClient.random(1, 10));
    client.vfs.sync(file, false);
    client.write(file, 1010, TestClient.random(2, 10));
    client.write(file, 500, TestClient.random(3, 10));
    assertThat(client.seek(file, 0, Vfs.SEEK_DATA)).isEqualTo(500);
    assertThat(client.seek(file, 510, Vfs.SEEK_DATA)).isEqualTo(1000);
    assertThat(client.seek(file, 1000, Vfs.SEEK_HOLE)).isEqualTo(1020);
    client.vfs.release(file);
  }

  @Test
  void aFileOfAnotherClientIsAskedFor() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 5_000_000, TestClient.random(1, 100_000));
    client.vfs.release(file);
    try (TestClient other = new TestClient(cluster)) {
      Vfs.OpenFile same = other.open("f");
      assertThat(other.seek(same, 0, Vfs.SEEK_DATA)).isEqualTo(5_000_000);
      assertThat(other.seek(same, 5_000_001, Vfs.SEEK_HOLE)).isEqualTo(5_100_000);
      other.vfs.release(same);
    }
  }
}
