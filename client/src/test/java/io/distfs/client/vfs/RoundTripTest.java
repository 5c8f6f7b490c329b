package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many questions and commands an operation costs: that is what its time is. */
class RoundTripTest {
  private final FakeCluster cluster = new FakeCluster(1);
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(cluster, new FakeClock(), 8 << 20); // nothing is forgotten meanwhile
    // The first ids are granted by then.
    client.vfs.release(client.create("warm"));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anOverwriteThatIsNotCommittedCountsNoByteTwice() {
    Vfs.OpenFile file = client.create("sparse");
    client.write(file, 1000, TestClient.random(1, 100));
    client.vfs.sync(file, false);
    client.write(file, 1050, TestClient.random(2, 100));
    client.write(file, 5000, TestClient.random(3, 10));
    assertThat(client.vfs.getAttributes(file.inode()).content().allocatedBytes()).isEqualTo(160);
    client.vfs.sync(file, false);
    assertThat(client.vfs.getAttributes(file.inode()).content().allocatedBytes()).isEqualTo(160);
    client.vfs.release(file);
  }

  @Test
  void aSmallFileIsTwoCommandsAndNoQuestion() {
    int commands = cluster.applied().size();
    int questions = cluster.queries.get();
    Vfs.OpenFile file = client.create("a");
    client.write(file, 0, TestClient.random(1, 4096));
    client.vfs.flush(file);
    client.vfs.release(file);
    List<Mutation> applied = cluster.applied();
    assertThat(applied.subList(commands, applied.size()))
        .extracting(mutation -> (Object) mutation.getClass())
        .containsExactly(Mutation.MakeNode.class, Mutation.WriteData.class);
    assertThat(cluster.queries.get()).isEqualTo(questions);
  }

  @Test
  void anOpenIsOneQuestionAndBringsSmallContentAlong() {
    Vfs.OpenFile made = client.create("a");
    client.write(made, 0, TestClient.random(1, 4096));
    client.vfs.release(made);
    int questions = cluster.queries.get();
    Vfs.OpenFile file = client.vfs.open(made.inode(), 0, Credentials.ROOT);
    assertThat(client.read(file, 0, 8192)).isEqualTo(TestClient.random(1, 4096));
    client.vfs.release(file);
    assertThat(cluster.queries.get()).isEqualTo(questions + 1);
  }

  @Test
  void aMissingNameIsAskedForOnce() {
    assertMissing("nothing");
    int questions = cluster.queries.get();
    assertMissing("nothing");
    assertThat(cluster.queries.get()).isEqualTo(questions);
    client.vfs.release(client.create("nothing"));
    assertThat(client.lookup("nothing").nlink()).isEqualTo(1);
    client.vfs.unlink(InodeId.ROOT, FileName.of("nothing"), Credentials.ROOT);
    assertMissing("nothing");
  }

  @Test
  void namesInADirectoryJustMadeAreKnownNotToExist() {
    InodeId directory = makeDirectory("d");
    int questions = cluster.queries.get();
    for (int i = 0; i < 50; i++) {
      FileName name = FileName.of("f" + i);
      assertThatThrownBy(() -> client.vfs.lookup(directory, name)).isInstanceOf(FsException.class);
      client.vfs.release(
          client.vfs.create(
              directory, name, NewMode.of(0644), TestClient.CREATE, Credentials.ROOT));
    }
    assertThat(cluster.queries.get()).isEqualTo(questions);
  }

  @Test
  void neighboursComeAlongWhenNamesAreLookedUpOneByOne() {
    for (int i = 0; i < 200; i++) {
      InodeId _ = cluster.plant(String.format("n%03d", i), new InodeId(1000 + i));
    }
    int questions = cluster.queries.get();
    for (int i = 0; i < 200; i++) {
      assertThat(client.lookup(String.format("n%03d", i)).inode()).isEqualTo(new InodeId(1000 + i));
    }
    assertThat(cluster.queries.get() - questions).isEqualTo(4);
  }

  @Test
  void onePageCoversADirectoryInWhateverOrderItsNamesAreLookedUp() {
    for (int i = 0; i < 100; i++) {
      InodeId _ = cluster.plant("n" + i, new InodeId(1000 + i));
    }
    int questions = cluster.queries.get();
    for (int i = 0; i < 100; i++) {
      assertThat(client.lookup("n" + (i * 37 % 100)).inode().value())
          .isEqualTo(1000 + i * 37 % 100);
    }
    assertThat(cluster.queries.get() - questions).isEqualTo(3);
  }

  @Test
  void eachDirectoryOfATreeIsOneQuestion() {
    int directories = 8;
    for (int i = 0; i < directories; i++) {
      InodeId directory = makeDirectory("d" + i);
      for (int j = 0; j < 5; j++) {
        client.vfs.release(
            client.vfs.create(
                directory,
                FileName.of("f" + j),
                NewMode.of(0644),
                TestClient.CREATE,
                Credentials.ROOT));
      }
    }
    try (TestClient other = new TestClient(cluster, new FakeClock(), 8 << 20)) {
      int questions = cluster.queries.get();
      for (int i = 0; i < directories; i++) {
        InodeId _ = other.lookup("d" + i).inode();
      }
      assertThat(cluster.queries.get() - questions).isEqualTo(3);
      for (int i = 0; i < directories; i++) {
        InodeId directory = other.lookup("d" + i).inode();
        for (int j = 0; j < 5; j++) {
          Attributes _ = other.vfs.lookup(directory, FileName.of("f" + j));
        }
      }
      assertThat(cluster.queries.get() - questions).isEqualTo(3 + directories);
    }
  }

  @Test
  void aMissingXattrOfANewFileIsNotAskedFor() {
    Vfs.OpenFile file = client.create("x");
    int questions = cluster.queries.get();
    assertThatThrownBy(
            () -> client.vfs.getXattr(file.inode(), ByteString.of("security.capability")))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODATA));
    assertThat(cluster.queries.get()).isEqualTo(questions);
    client.vfs.release(file);
  }

  @Test
  void extendedAttributesOfAListedDirectoryAreAskedForOnlyWhereThereAreAny() {
    for (int i = 0; i < 10; i++) {
      InodeId _ = cluster.plant("n" + i, new InodeId(1000 + i));
    }
    ByteString name = ByteString.of("user.a");
    client.vfs.setXattr(new InodeId(1003), name, ByteString.of("1"), 0, Credentials.ROOT);
    client.vfs.readDirectory(client.vfs.openDirectory(InodeId.ROOT), 0, (_, _, _) -> true);
    int questions = cluster.queries.get();
    for (int i = 0; i < 10; i++) {
      boolean has = i == 3;
      assertThat(client.vfs.listXattrs(new InodeId(1000 + i)).isEmpty()).isEqualTo(!has);
    }
    assertThat(client.vfs.getXattr(new InodeId(1003), name)).isEqualTo(ByteString.of("1"));
    assertThat(cluster.queries.get()).isEqualTo(questions + 2);
  }

  private InodeId makeDirectory(String name) {
    return client
        .vfs
        .makeNode(
            InodeId.ROOT,
            FileName.of(name),
            NewMode.of(FileType.DIRECTORY.modeBits() | 0755),
            0,
            Credentials.ROOT)
        .inode();
  }

  private void assertMissing(String name) {
    assertThatThrownBy(() -> client.lookup(name))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }
}
