package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.LinuxError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How often each operation gave each result. Not thread-safe. */
final class Counts {
  /** How often in a long run an operation succeeds at least; half of what a busy machine does. */
  static final int SUCCESSES_MIN = 50;

  /** And fails with each of its errors. */
  static final int ERRORS_MIN = 5;

  private static final String SUCCESS = "ok";

  private final Map<Operation, Map<String, Integer>> counts = new EnumMap<>(Operation.class);

  /** Counts an answer, which begins with "ok" or the name of an error. */
  void add(Operation operation, String answer) {
    String result = answer.split("[ ;]", 2)[0];
    counts.computeIfAbsent(operation, each -> new TreeMap<>()).merge(result, 1, Integer::sum);
  }

  /** A row for each operation, a column for each result. */
  String table() {
    Set<String> results = new TreeSet<>();
    counts.values().forEach(each -> results.addAll(each.keySet()));
    results.remove(SUCCESS);
    List<String> columns = new ArrayList<>(List.of(SUCCESS));
    columns.addAll(results);
    StringBuilder table = new StringBuilder("%-19s".formatted("operation"));
    columns.forEach(column -> table.append(" %8s".formatted(shortened(column))));
    counts.forEach(
        (operation, row) -> {
          table.append("%n%-19s".formatted(operation));
          columns.forEach(
              column ->
                  table.append(" %8s".formatted(row.containsKey(column) ? row.get(column) : "")));
        });
    return table.toString();
  }

  private static String shortened(String column) {
    return column.length() <= 8 ? column : column.substring(0, 8);
  }

  /** What a long run of these operations should have seen more often, a line each. */
  List<String> tooSeldom(Set<Operation> operations) {
    List<String> missing = new ArrayList<>();
    for (Operation operation : operations) {
      check(missing, operation, SUCCESS, SUCCESSES_MIN);
      for (LinuxError error : operation.errors()) {
        check(missing, operation, error.name(), ERRORS_MIN);
      }
    }
    return missing;
  }

  private void check(List<String> missing, Operation operation, String result, int min) {
    int count = counts.getOrDefault(operation, Map.of()).getOrDefault(result, 0);
    if (count < min) {
      missing.add("%s %s: %d times, at least %d wanted".formatted(operation, result, count, min));
    }
  }
}
