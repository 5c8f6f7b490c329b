package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The same call from two mounts at the same moment: one wins, the others are told. */
final class RacesIT {
  private static final int ROUNDS = 200;

  /** Two on each mount: those of one mount race in its own caches, too. */
  private static final int RACERS = 4;

  private static final int RECORD_BYTES = 100;
  private static final int LIMIT_MINUTES = 20;

  @TempDir private static Path folder;
  private static TestCluster cluster;
  private static TestMount one;
  private static TestMount other;

  private String work;

  /** What every racer does in every round. */
  @FunctionalInterface
  private interface Call {
    void run(Path folder, int racer, int round) throws IOException;
  }

  @BeforeAll
  static void mountTwice() {
    cluster = TestCluster.start(folder, 1);
    one = TestMount.remote(cluster, folder.resolve("one"));
    other = TestMount.remote(cluster, folder.resolve("other"));
  }

  @AfterAll
  static void unmount() {
    other.close();
    one.close();
    cluster.close();
  }

  @BeforeEach
  void makeAFolder(TestInfo test) throws IOException {
    work = test.getTestMethod().orElseThrow().getName();
    Files.createDirectory(one.path(work));
  }

  /** The working folder as a racer sees it. */
  private Path seenBy(int racer) {
    return (racer % 2 == 0 ? one : other).path(work);
  }

  @Test
  void anExclusiveCreationHasOneWinner() throws Exception {
    assertThat(
            winners(
                FileAlreadyExistsException.class,
                (path, racer, round) ->
                    Files.writeString(
                        path.resolve("f" + round), "" + racer, StandardOpenOption.CREATE_NEW)))
        .allSatisfy(winners -> assertThat(winners).hasSize(1))
        .satisfies(
            rounds -> {
              for (int round = 0; round < ROUNDS; round++) {
                assertThat(Files.readString(one.path(work).resolve("f" + round)))
                    .isEqualTo("" + rounds.get(round).getFirst());
              }
            });
  }

  @Test
  void aFolderIsMadeOnce() throws Exception {
    assertThat(
            winners(
                FileAlreadyExistsException.class,
                (path, racer, round) -> Files.createDirectory(path.resolve("d" + round))))
        .allSatisfy(winners -> assertThat(winners).hasSize(1));
  }

  @Test
  void aLinkIsMadeOnce() throws Exception {
    Files.writeString(one.path(work).resolve("source"), "x");
    assertThat(
            winners(
                FileAlreadyExistsException.class,
                (path, racer, round) ->
                    Files.createLink(path.resolve("l" + round), path.resolve("source"))))
        .allSatisfy(winners -> assertThat(winners).hasSize(1));
    assertThat(Files.getAttribute(one.path(work).resolve("source"), "unix:nlink"))
        .isEqualTo(ROUNDS + 1);
  }

  @Test
  void aFileIsRenamedOnce() throws Exception {
    makeFiles("f");
    List<List<Integer>> rounds =
        winners(
            NoSuchFileException.class,
            (path, racer, round) ->
                Files.move(
                    path.resolve("f" + round),
                    path.resolve("to" + round + "-" + racer),
                    StandardCopyOption.ATOMIC_MOVE));
    assertThat(rounds).allSatisfy(winners -> assertThat(winners).hasSize(1));
    Set<String> expected = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      expected.add("to" + round + "-" + rounds.get(round).getFirst());
    }
    assertThat(names(one.path(work))).isEqualTo(expected);
  }

  @Test
  void ofFilesRenamedToOneNameOneStays() throws Exception {
    for (int racer = 0; racer < RACERS; racer++) {
      makeFiles("from" + racer + "-");
    }
    assertThat(
            winners(
                NoSuchFileException.class,
                (path, racer, round) ->
                    Files.move(
                        path.resolve("from" + racer + "-" + round),
                        path.resolve("to" + round),
                        StandardCopyOption.ATOMIC_MOVE)))
        .allSatisfy(winners -> assertThat(winners).hasSize(RACERS));
    Set<String> expected = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      expected.add("to" + round);
      assertThat(Files.readString(one.path(work).resolve("to" + round)))
          .matches("from\\d-" + round);
    }
    assertThat(names(one.path(work))).isEqualTo(expected);
  }

  @Test
  void aFileIsRemovedOnce() throws Exception {
    makeFiles("f");
    assertThat(
            winners(
                NoSuchFileException.class,
                (path, racer, round) -> Files.delete(path.resolve("f" + round))))
        .allSatisfy(winners -> assertThat(winners).hasSize(1));
    assertThat(names(one.path(work))).isEmpty();
  }

  @Test
  void appendsOfBothMountsAreAllThereAndWhole() throws Exception {
    append(5_000);
  }

  @Test
  @Tag("full")
  void aHundredThousandAppendsOfBothMountsAreAllThereAndWhole() throws Exception {
    append(100_000);
  }

  /** Appends so many records from all racers together, and looks at what is there. */
  private void append(int records) throws Exception {
    int each = records / RACERS;
    together(
        racer -> {
          try (FileChannel log =
              FileChannel.open(
                  seenBy(racer).resolve("log"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND)) {
            for (int number = 0; number < each; number++) {
              log.write(ByteBuffer.wrap(record(racer, number)));
            }
          }
          return each;
        });
    for (int racer = 0; racer < RACERS; racer++) {
      checkLog(Files.readAllBytes(seenBy(racer).resolve("log")), each);
    }
  }

  /** Every record is whole, and those of a racer are all there, in its order. */
  private static void checkLog(byte[] log, int each) {
    assertThat(log).hasSize(each * RACERS * RECORD_BYTES);
    int[] next = new int[RACERS];
    for (int at = 0; at < log.length; at += RECORD_BYTES) {
      String record = new String(log, at, RECORD_BYTES, StandardCharsets.ISO_8859_1);
      int racer = record.charAt(0) - '0';
      assertThat(racer).as("record at %s: %s", at, record).isBetween(0, RACERS - 1);
      String expected = new String(record(racer, next[racer]), StandardCharsets.ISO_8859_1);
      assertThat(record).as("record at %s", at).isEqualTo(expected);
      next[racer]++;
    }
    assertThat(next).containsOnly(each);
  }

  private static byte[] record(int racer, int number) {
    String start = racer + " " + number + " ";
    return (start + "x".repeat(RECORD_BYTES - 1 - start.length()) + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void makeFiles(String prefix) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      Files.writeString(one.path(work).resolve(prefix + round), prefix + round);
    }
  }

  private static Set<String> names(Path path) throws IOException {
    Set<String> names = new HashSet<>();
    try (var entries = Files.newDirectoryStream(path)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  /** Who won, round by round; a loser must be told so by the exception named. */
  private List<List<Integer>> winners(Class<? extends IOException> lost, Call call)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    List<List<Boolean>> won =
        together(
            racer -> {
              List<Boolean> results = new ArrayList<>();
              for (int round = 0; round < ROUNDS; round++) {
                start.await(LIMIT_MINUTES, TimeUnit.MINUTES);
                results.add(isWon(lost, call, racer, round));
              }
              return results;
            });
    List<List<Integer>> winners = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Integer> ofRound = new ArrayList<>();
      for (int racer = 0; racer < RACERS; racer++) {
        if (won.get(racer).get(round)) {
          ofRound.add(racer);
        }
      }
      winners.add(ofRound);
    }
    return winners;
  }

  private boolean isWon(Class<? extends IOException> lost, Call call, int racer, int round)
      throws IOException {
    try {
      call.run(seenBy(racer), racer, round);
      return true;
    } catch (IOException e) {
      if (lost.isInstance(e)) {
        return false;
      }
      throw e;
    }
  }

  /** What one racer does by itself. */
  @FunctionalInterface
  private interface Race<T> {
    T run(int racer) throws Exception;
  }

  /** Runs all racers at once; their results, in order. */
  private static <T> List<T> together(Race<T> race)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
      List<Future<T>> racing = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int racer = i;
        Callable<T> body = () -> race.run(racer);
        racing.add(threads.submit(body));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : racing) {
        results.add(result.get(LIMIT_MINUTES, TimeUnit.MINUTES));
      }
      return results;
    }
  }
}
