package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Creates in batches, as many clients together send them; prints what one costs. */
class ApplySpeedTest {
  private static final int CREATES = 60_000;
  private static final int BATCH = 64;
  private static final Timestamp NOW = new Timestamp(1_800_000_000, 0);

  private final InMemoryMetaStore store = new InMemoryMetaStore();
  private long index;

  @Test
  void createsInBatchesAllSucceed() {
    Genesis.format(store, Clusters.ofThree());
    Namespace namespace = new Namespace(store);
    Mutation open = new Mutation.OpenSession(new UUID(0, 0), ByteString.EMPTY);
    namespace.apply(++index, NOW, List.of(Command.system(open)));
    SessionId session = new SessionId(1);
    Command grant = new Command(session, 1, 1, new Mutation.GrantInodes(CREATES + 10));
    namespace.apply(++index, NOW, List.of(grant));
    List<List<Command>> batches = batches(session);
    int half = batches.size() / 2;
    run(namespace, batches.subList(0, half));
    long begin = System.nanoTime();
    int done = run(namespace, batches.subList(half, batches.size()));
    long nanos = (System.nanoTime() - begin) / done;
    System.out.printf("apply of a create: %,d ns%n", nanos);
    assertThat(new StateFacts(store).inodes()).isEqualTo(CREATES + 1);
  }

  private int run(Namespace namespace, List<List<Command>> batches) {
    int done = 0;
    for (List<Command> batch : batches) {
      for (Outcome outcome : namespace.apply(++index, NOW, batch)) {
        assertThat(outcome.errno()).isEqualTo(Errno.OK);
        done++;
      }
    }
    return done;
  }

  private static List<List<Command>> batches(SessionId session) {
    List<List<Command>> batches = new ArrayList<>();
    List<Command> batch = new ArrayList<>();
    for (int i = 0; i < CREATES; i++) {
      Mutation make =
          new Mutation.MakeNode(
              InodeId.ROOT,
              FileName.of("file-" + i),
              new InodeId(i + 2L),
              FileType.REGULAR.modeBits() | 0644,
              0,
              ByteString.EMPTY,
              Credentials.ROOT,
              true);
      long sequence = i + 2L;
      batch.add(new Command(session, sequence, Math.max(1, sequence - BATCH), make));
      if (batch.size() == BATCH || i == CREATES - 1) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
    }
    return batches;
  }
}
