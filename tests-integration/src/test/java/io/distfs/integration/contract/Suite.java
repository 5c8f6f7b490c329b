package io.distfs.integration.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The whole contract as tests, one for each claim. Not thread-safe. */
final class Suite {
  private final String where;
  private final ClaimRun run;
  private final ExpectedFailures expected;
  private final long started = System.nanoTime();
  private int held;
  private int failedAsExpected;
  private int surprises;

  Suite(String where, Path folder, ExpectedFailures expected) {
    this(where, new ClaimRun(folder), expected);
  }

  Suite(String where, ClaimRun run, ExpectedFailures expected) {
    this.where = where;
    this.run = run;
    this.expected = expected;
  }

  /** One test for each claim, to be run in order. */
  Stream<DynamicTest> tests() {
    List<Contract.Item> items = Contract.items();
    expected.checkNames(items.stream().map(Contract.Item::name).collect(Collectors.toSet()));
    return items.stream().map(item -> DynamicTest.dynamicTest(item.name(), () -> test(item)));
  }

  /** One line: how many claims there are and how they turned out. */
  String count() {
    return "contract on %s: %d claims, %d hold, %d fail as expected, %d surprises, %.1f s"
        .formatted(
            where,
            held + failedAsExpected + surprises,
            held,
            failedAsExpected,
            surprises,
            (System.nanoTime() - started) / 1e9);
  }

  private void test(Contract.Item item) {
    Throwable failure = run.run(item);
    try {
      expected.check(item.name(), failure);
    } catch (AssertionError surprise) {
      surprises++;
      throw surprise;
    }
    if (failure == null) {
      held++;
    } else {
      failedAsExpected++;
    }
  }
}
