package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.clock.ClientClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What O_APPEND promises, with one client and with several. */
class AppendTest {
  private static final int RECORDS = 60;
  private static final int HEADER_BYTES = 12;

  private final FakeCluster cluster = new FakeCluster(3);

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void recordsOfTwoClientsNeitherOverlapNorTearNorGetLost(long seed) {
    Random network = new Random(seed);
    if (seed % 2 == 0) {
      cluster.faults =
          message -> {
            synchronized (network) {
              return network.nextInt(message instanceof Command ? 9 : 20) == 0
                  ? FakeCluster.Fault.any(network)
                  : FakeCluster.Fault.NONE;
            }
          };
    }
    Random random = new Random(seed);
    try (TestClient one = new TestClient(cluster, ClientClock.system(), 16 << 20);
        TestClient two = new TestClient(cluster, ClientClock.system(), 16 << 20)) {
      one.vfs.release(one.create("log"));
      List<TestClient> clients = List.of(one, two);
      List<Vfs.OpenFile> files = List.of(one.append("log"), two.append("log"));
      List<List<byte[]>> written = List.of(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < 2 * RECORDS; i++) {
        int who = random.nextInt(2);
        byte[] record = record(random, who, written.get(who).size());
        written.get(who).add(record);
        clients.get(who).write(files.get(who), 0, record);
        if (random.nextInt(4) == 0) {
          clients.get(who).vfs.sync(files.get(who), false);
        }
      }
      cluster.faults = _ -> FakeCluster.Fault.NONE;
      for (int who = 0; who < 2; who++) {
        clients.get(who).vfs.flush(files.get(who));
        clients.get(who).vfs.release(files.get(who));
      }
      check(one, written, "seed " + seed);
    }
  }

  @Test
  void appendedBytesMoveToWhereTheyLandedAndSoDoThoseBehindThem() {
    try (TestClient one = new TestClient(cluster);
        TestClient two = new TestClient(cluster)) {
      Vfs.OpenFile made = one.create("log");
      Vfs.OpenFile mine = one.append("log");
      Vfs.OpenFile other = two.append("log");
      one.write(mine, 0, new byte[] {1, 1});
      two.write(other, 0, new byte[] {2, 2, 2});
      two.vfs.sync(other, false);

      assertThat(one.read(mine, 0, 10)).containsExactly(1, 1);
      one.vfs.sync(mine, false);
      assertThat(one.read(mine, 0, 10)).containsExactly(2, 2, 2, 1, 1);
      one.write(mine, 0, new byte[] {3});
      assertThat(one.read(mine, 0, 10)).containsExactly(2, 2, 2, 1, 1, 3);
      assertThat(one.vfs.getAttributes(mine.inode()).size()).isEqualTo(6);
      one.vfs.release(made);
      one.vfs.release(mine);
      two.vfs.release(other);
    }
  }

  @Test
  void writesWithAnOffsetAndAppendsReachTheServersInTheirOrder() {
    try (TestClient client = new TestClient(cluster)) {
      Vfs.OpenFile file = client.create("f");
      Vfs.OpenFile appender = client.append("f");
      client.write(appender, 0, new byte[] {1, 1, 1, 1});
      client.write(file, 2, new byte[] {2, 2, 2});
      client.write(appender, 0, new byte[] {3});
      assertThat(client.read(file, 0, 10)).containsExactly(1, 1, 2, 2, 2, 3);
      client.vfs.sync(file, false);
      assertThat(client.read(file, 0, 10)).containsExactly(1, 1, 2, 2, 2, 3);
      assertThat(
              cluster.applied().stream()
                  .filter(m -> m instanceof Mutation.WriteData || m instanceof Mutation.AppendData)
                  .map(Object::getClass))
          .isEqualTo(
              List.of(
                  Mutation.AppendData.class, Mutation.WriteData.class, Mutation.AppendData.class));
      client.vfs.release(appender);
      client.vfs.release(file);
    }
  }

  @Test
  void manySmallAppendsAreOneCommand() {
    try (TestClient client = new TestClient(cluster)) {
      Vfs.OpenFile file = client.create("f");
      Vfs.OpenFile appender = client.append("f");
      for (int i = 0; i < 1000; i++) {
        client.write(appender, 0, new byte[10]);
      }
      client.vfs.sync(appender, false);
      assertThat(cluster.applied().stream().filter(m -> m instanceof Mutation.AppendData))
          .hasSize(1);
      client.vfs.release(appender);
      client.vfs.release(file);
    }
  }

  @Test
  void aTruncationTakesAppendedBytesThatAreNotFlushed() {
    try (TestClient client = new TestClient(cluster)) {
      Vfs.OpenFile file = client.create("f");
      Vfs.OpenFile appender = client.append("f");
      client.write(file, 0, new byte[] {1, 1, 1});
      client.write(appender, 0, new byte[] {2, 2, 2});
      client.vfs.setAttributes(file.inode(), AttributeChange.ofSize(4), Credentials.ROOT);
      client.write(appender, 0, new byte[] {3});
      assertThat(client.read(file, 0, 10)).containsExactly(1, 1, 1, 2, 3);
      client.vfs.release(appender);
      client.vfs.release(file);
    }
  }

  /** Client, number, length, and bytes that follow from these. */
  private static byte[] record(Random random, int who, int number) {
    int body = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(3000);
    ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + body);
    record.putInt(who).putInt(number).putInt(body);
    record.put(TestClient.random(31L * who + number, body));
    return record.array();
  }

  private static void check(TestClient client, List<List<byte[]>> written, String seed) {
    Vfs.OpenFile file = client.open("log");
    int size = (int) client.vfs.getAttributes(file.inode()).size();
    assertThat((long) size)
        .as(seed)
        .isEqualTo(written.stream().flatMap(List::stream).mapToLong(r -> r.length).sum());
    ByteBuffer all = ByteBuffer.wrap(client.read(file, 0, size));
    int[] next = new int[2];
    while (all.hasRemaining()) {
      int who = all.getInt(all.position());
      byte[] want = written.get(who).get(next[who]++);
      byte[] got = new byte[want.length];
      all.get(got);
      assertThat(got).as("%s, client %d, record %d", seed, who, next[who] - 1).isEqualTo(want);
    }
    client.vfs.release(file);
  }
}
