package io.distfs.integration.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to run to its end, with what is added to its environment. Immutable.
 *
 * <p>Its output goes through a file, not a pipe: a daemon it leaves behind would hold a pipe open.
 */
record Tool(List<String> command, Map<String, String> environment, Duration limit) {
  /** The product's checkout, as the build says. */
  static final Path ROOT = Path.of(System.getProperty("distfs.root", ""));

  private static final Duration LIMIT_DEFAULT = Duration.ofMinutes(3);

  /** How a program ended, and what it wrote on standard output and standard error. */
  record Ended(int exitCode, String output) {}

  static Tool of(String... command) {
    return new Tool(List.of(command), Map.of(), LIMIT_DEFAULT);
  }

  static Tool of(List<String> command) {
    return new Tool(List.copyOf(command), Map.of(), LIMIT_DEFAULT);
  }

  Tool with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Tool(command, Map.copyOf(more), limit);
  }

  /** Runs the program in the checkout; an overrun of the limit ends it and throws. */
  Ended run() throws IOException, InterruptedException {
    Path output = Files.createTempFile("tool", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " took over " + limit + ":\n" + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
