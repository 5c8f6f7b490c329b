package io.distfs.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands with a time limit; a command that outlives it is killed and fails the test. */
public final class Shell {
  /** Long enough for any single step of a test. */
  public static final Duration LIMIT = Duration.ofMinutes(4);

  private Shell() {}

  /**
   * What a command printed and how it ended.
   *
   * @param text standard output and error, in order
   */
  public record Output(int status, String text) {}

  /** Runs a bash script; returns its output; fails unless it exits with 0. */
  public static String bash(String script) {
    return bash(LIMIT, script);
  }

  /** As {@link #bash(String)} for what takes longer. */
  public static String bash(Duration limit, String script) {
    return ok(limit, List.of("bash", "-euo", "pipefail", "-c", script));
  }

  /** Runs a command; returns its output; fails unless it exits with 0. */
  public static String ok(List<String> command) {
    return ok(LIMIT, command);
  }

  private static String ok(Duration limit, List<String> command) {
    Output output = run(limit, command);
    if (output.status() != 0) {
      throw new AssertionError(
          "exit status " + output.status() + " of " + command + ":\n" + output.text());
    }
    return output.text();
  }

  /** Runs a command; returns how it ended. */
  public static Output run(Duration limit, List<String> command) {
    try {
      Path captured = Files.createTempFile("distfs-command", ".txt");
      try {
        return run(limit, command, captured);
      } finally {
        Files.delete(captured);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command, e);
    }
  }

  // Captured in a file, not a pipe: a daemon that the command leaves behind may keep a pipe open.
  private static Output run(Duration limit, List<String> command, Path captured)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(captured.toFile())
            .start();
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    String text = Files.readString(captured, StandardCharsets.ISO_8859_1);
    if (!ended) {
      throw new AssertionError("not done after " + limit + ": " + command + "\n" + text);
    }
    return new Output(process.exitValue(), text);
  }
}
