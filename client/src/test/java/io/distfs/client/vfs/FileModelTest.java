package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.clock.ClientClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Command;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a file agree with the same on an array, over an unreliable network too. */
class FileModelTest {
  private static final int BYTES_MAX = 1 << 20;
  private static final int STEPS = 250;

  /** Reserve, zero range, each with and without keep size; punch hole. */
  private static final List<Integer> FALLOCATE_MODES = List.of(0, 1, 16, 17, 3);

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void aFileAgreesWithAnArray(long seed) {
    FakeCluster cluster = new FakeCluster(3);
    Random network = new Random(seed);
    if (seed % 2 == 0) {
      cluster.faults =
          message -> {
            synchronized (network) {
              return network.nextInt(message instanceof Command ? 7 : 15) == 0
                  ? FakeCluster.Fault.any(network)
                  : FakeCluster.Fault.NONE;
            }
          };
    }
    try (TestClient client = new TestClient(cluster, ClientClock.system(), 4 << 20)) {
      run(client, seed);
      cluster.faults = _ -> FakeCluster.Fault.NONE;
    }
  }

  private static void run(TestClient client, long seed) {
    Random random = new Random(seed);
    byte[] model = new byte[BYTES_MAX];
    BitSet data = new BitSet();
    int size = 0;
    Vfs.OpenFile file = client.create("m" + seed);
    InodeId inode = file.inode();
    Vfs.OpenFile appender = client.append("m" + seed);
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + " step " + step;
      switch (random.nextInt(15)) {
        case 0, 1, 2, 3, 4 -> {
          int at = random.nextInt(random.nextBoolean() ? 70_000 : BYTES_MAX / 2);
          byte[] bytes =
              TestClient.random(
                  random.nextLong(), 1 + random.nextInt(random.nextInt(4) == 0 ? 200_000 : 3000));
          client.write(file, at, bytes);
          System.arraycopy(bytes, 0, model, at, bytes.length);
          data.set(at, at + bytes.length);
          size = Math.max(size, at + bytes.length);
        }
        case 5, 6, 7 -> {
          int at = random.nextInt(Math.max(1, size));
          int length = 1 + random.nextInt(100_000);
          byte[] want = Arrays.copyOfRange(model, at, Math.max(at, Math.min(size, at + length)));
          assertThat(Arrays.mismatch(client.read(file, at, length), want)).as(where).isEqualTo(-1);
        }
        case 8 -> client.vfs.sync(file, false);
        case 9 -> {
          int to = random.nextInt(Math.min(BYTES_MAX, size + 50_000));
          client.vfs.setAttributes(inode, AttributeChange.ofSize(to), Credentials.ROOT);
          Arrays.fill(model, Math.min(to, size), size, (byte) 0);
          data.clear(Math.min(to, size), BYTES_MAX);
          size = to;
        }
        case 10 -> {
          client.vfs.flush(file);
          client.vfs.release(file);
          file = client.vfs.open(inode, 0, Credentials.ROOT);
        }
        case 11, 12 -> {
          byte[] bytes =
              TestClient.random(
                  random.nextLong(),
                  Math.min(
                      BYTES_MAX - size,
                      1 + random.nextInt(random.nextInt(3) == 0 ? 100_000 : 500)));
          client.write(appender, random.nextInt(1000), bytes);
          System.arraycopy(bytes, 0, model, size, bytes.length);
          data.set(size, size + bytes.length);
          size += bytes.length;
        }
        case 13 -> {
          int from = random.nextInt(size + 1);
          int to = random.nextInt(BYTES_MAX / 2);
          int length = Math.min(random.nextInt(200_000), Math.abs(to - from));
          int within = Math.max(0, Math.min(length, size - from));
          client.copy(file, from, file, to, within);
          System.arraycopy(Arrays.copyOfRange(model, from, from + within), 0, model, to, within);
          BitSet copied = data.get(from, from + within);
          data.clear(to, to + within);
          copied.stream().forEach(i -> data.set(to + i));
          size = within == 0 ? size : Math.max(size, to + within);
        }
        default -> {
          int at = random.nextInt(size + 1);
          int length = Math.min(BYTES_MAX - at, 1 + random.nextInt(50_000));
          int mode = FALLOCATE_MODES.get(random.nextInt(FALLOCATE_MODES.size()));
          client.vfs.allocate(file, mode, at, length);
          if (mode > 1) {
            Arrays.fill(model, at, at + length, (byte) 0);
            data.clear(at, at + length);
          }
          size = (mode & 1) == 0 ? Math.max(size, at + length) : size;
        }
      }
      assertThat(client.vfs.getAttributes(inode).size()).as(where).isEqualTo(size);
      int from = random.nextInt(size + 1);
      assertThat(client.seek(file, from, Vfs.SEEK_DATA))
          .as(where)
          .isEqualTo(from < size ? data.nextSetBit(from) : -1);
      assertThat(client.seek(file, from, Vfs.SEEK_HOLE))
          .as(where)
          .isEqualTo(from < size ? Math.min(size, data.nextClearBit(from)) : -1);
    }
    client.vfs.flush(file);
    client.vfs.release(file);
    client.vfs.release(appender);
    Vfs.OpenFile again = client.vfs.open(inode, 0, Credentials.ROOT);
    byte[] all = client.read(again, 0, BYTES_MAX);
    assertThat(Arrays.mismatch(all, Arrays.copyOf(model, size))).as("seed " + seed).isEqualTo(-1);
    client.vfs.release(again);
  }
}
