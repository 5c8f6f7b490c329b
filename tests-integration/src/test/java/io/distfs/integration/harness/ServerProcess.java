package io.distfs.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One {@code distfs-server} process, started and ended by the test. Not thread-safe. */
public final class ServerProcess {
  private static final int STOP_SECONDS = 20;

  private final Path folder;
  private final int port;
  private final List<String> prefix;
  private @Nullable Process process;

  ServerProcess(Path folder, int port, String capacity, List<String> prefix) {
    this.folder = folder;
    this.port = port;
    this.prefix = prefix;
    try {
      Files.createDirectories(folder);
      Files.writeString(
          config(),
          "data: " + data() + "\nlisten: 127.0.0.1:" + port + "\ncapacity: " + capacity + "\n");
      // It was installed long before any power cut: one moments later would leave it empty.
      Shell.ok(List.of("sync", config().toString(), folder.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its data folder. */
  public Path data() {
    return folder.resolve("data");
  }

  /** Its configuration file. */
  public Path config() {
    return folder.resolve("server.yaml");
  }

  /** What it printed. */
  public Path log() {
    return folder.resolve("server.log");
  }

  /** Where it listens. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Process id while it runs. */
  public long pid() {
    return running().pid();
  }

  /** Starts it; returns at once. */
  public void start() {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(Checkout.bin("distfs-server"), "--config", config().toString()));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9, of the server itself too when it runs under another program. */
  public void kill() {
    Process victim = running();
    victim.descendants().forEach(ProcessHandle::destroyForcibly);
    victim.destroyForcibly();
    await(victim);
    process = null;
  }

  /** SIGTERM; fails unless it ends in time with exit status 0. */
  public void stop() {
    Process ending = running();
    ending.destroy();
    await(ending);
    process = null;
    if (ending.exitValue() != 0) {
      throw new AssertionError(
          "server on port " + port + " ended with " + ending.exitValue() + ":\n" + logTail());
    }
  }

  /** Whether it was started and not ended by the test. */
  public boolean isStarted() {
    return process != null;
  }

  /** The end of what it printed, for messages. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("server on port " + port + " does not run");
    }
    return process;
  }

  private void await(Process ending) {
    try {
      if (!ending.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        ending.destroyForcibly();
        throw new AssertionError(
            "server on port " + port + " still runs after " + STOP_SECONDS + " s:\n" + logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
