package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.reference.ModelView;
import io.distfs.server.reference.RandomCommands;
import io.distfs.server.reference.ReferenceModel;
import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The core against the reference model over random commands. One seed can be run again with {@code
 * -Ddistfs.modelSeed=N}, and {@code -Ddistfs.modelCommands=N} sets the length.
 */
class ModelComparisonTest {
  private static final int SEEDS = 8;
  private static final int COMMANDS = Integer.getInteger("distfs.modelCommands", 600);
  private static final int BATCH_MAX = 5;
  private static final int COMPARED_EVERY = 4;

  private static final Map<Class<?>, Integer> SUCCEEDED = new HashMap<>();

  static List<Long> seeds() {
    Long one = Long.getLong("distfs.modelSeed");
    if (one != null) {
      return List.of(one);
    }
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      seeds.add(seed * 7919);
    }
    return seeds;
  }

  /** Agreement on nothing but refusals would prove little. */
  @AfterAll
  static void everyKindOfMutationSucceededSomewhere() {
    if (Long.getLong("distfs.modelSeed") == null) {
      assertThat(SUCCEEDED.keySet())
          .as("successes by kind: %s", SUCCEEDED)
          .containsExactlyInAnyOrder(Mutation.class.getPermittedSubclasses());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void coreAndModelAgreeOnEveryCommand(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    InMemoryMetaStore store = new InMemoryMetaStore();
    Genesis.format(store, Clusters.ofThree());
    Namespace namespace = new Namespace(store);
    ReferenceModel model = new ReferenceModel(Clusters.CREATED, 3);
    RandomCommands commands = new RandomCommands(model, random);
    ModelComparison comparison = new ModelComparison(store, new ModelView(model));
    int done = 0;
    for (long index = 1; done < COMMANDS; index++) {
      Timestamp now = new Timestamp(Clusters.CREATED.seconds() + index, 0);
      int size = random.nextInt(1, BATCH_MAX + 1);
      List<Command> batch = new ArrayList<>();
      List<Outcome> wanted = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        Command command = commands.next();
        batch.add(command);
        wanted.add(model.apply(now, command));
      }
      List<Outcome> outcomes = namespace.apply(index, now, batch);
      for (int i = 0; i < size; i++) {
        assertThat(remembered(outcomes.get(i)))
            .as("seed %d, entry %d, command %d: %s", seed, index, done + i, batch.get(i))
            .isEqualTo(remembered(wanted.get(i)));
      }
      count(batch, outcomes);
      done += size;
      assertThat(Verifier.problems(store)).as("seed %d, after entry %d", seed, index).isEmpty();
      if (index % COMPARED_EVERY == 0 || done >= COMMANDS) {
        comparison.check("seed " + seed + ", after entry " + index);
      }
    }
  }

  /** As it comes back when the command is sent again: whether an inode is bare is not kept. */
  private static Outcome remembered(Outcome outcome) {
    return OutcomeCodec.decode(OutcomeCodec.encode(outcome));
  }

  private static void count(List<Command> batch, List<Outcome> outcomes) {
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i).errno() == Errno.OK) {
        SUCCEEDED.merge(batch.get(i).mutation().getClass(), 1, Integer::sum);
      }
    }
  }
}
