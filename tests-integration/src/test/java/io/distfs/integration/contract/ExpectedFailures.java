package io.distfs.integration.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The claims known not to hold on one way of mounting, each with the reason: lines of {@code
 * Subject.claim | reason} in the resource {@code contract/NAME.txt}; {@code #} begins a comment.
 */
record ExpectedFailures(String file, Map<String, String> reasons) {

  /** Those of one adapter. */
  static ExpectedFailures of(String adapter) {
    String file = "/contract/" + adapter + ".txt";
    try (InputStream stream = ExpectedFailures.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no resource " + file);
      }
      return new ExpectedFailures(file, read(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** None at all. */
  static ExpectedFailures none() {
    return new ExpectedFailures("none", Map.of());
  }

  /** Fails where the list names a claim that is not in the contract. */
  void checkNames(Set<String> claims) {
    Set<String> unknown =
        reasons.keySet().stream()
            .filter(name -> !claims.contains(name))
            .collect(Collectors.toSet());
    if (!unknown.isEmpty()) {
      throw new AssertionError(file + " names claims that are not there: " + unknown);
    }
  }

  /** Fails unless the claim turned out as expected. */
  void check(String name, @Nullable Throwable failure) {
    String reason = reasons.get(name);
    if (failure == null && reason != null) {
      throw new AssertionError(
          name + " holds, though " + file + " says it does not (" + reason + "): take it out");
    }
    if (failure != null && reason == null) {
      throw new AssertionError(name + ": " + failure.getMessage(), failure);
    }
  }

  private static Map<String, String> read(InputStream stream) {
    Map<String, String> reasons = new LinkedHashMap<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    reader
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> put(reasons, line));
    return reasons;
  }

  private static void put(Map<String, String> reasons, String line) {
    String[] parts = line.split("\\|", 2);
    if (parts.length != 2 || parts[1].isBlank()) {
      throw new IllegalArgumentException("a claim without a reason: " + line);
    }
    if (reasons.put(parts[0].strip(), parts[1].strip()) != null) {
      throw new IllegalArgumentException("named twice: " + parts[0].strip());
    }
  }
}
