package io.distfs.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real mount made by {@code distfs-mount}, unmounted by the test. Not thread-safe. */
public final class TestMount implements AutoCloseable {
  private static final Duration MOUNT_LIMIT = Duration.ofSeconds(60);
  private static final int END_SECONDS = 60;

  private final Path folder;
  private final Path point;
  private final Path pidFile;
  private final Path logFile;

  private TestMount(Path folder) {
    this.folder = folder;
    this.point = folder.resolve("mnt");
    this.pidFile = folder.resolve("mount.pid");
    this.logFile = folder.resolve("mount.log");
  }

  /** Mounts a cluster at {@code folder/mnt}, when it has a leader. */
  public static TestMount of(TestCluster cluster, Path folder, String... more) {
    cluster.awaitLeader();
    List<String> arguments = new ArrayList<>(List.of("--servers", cluster.addresses()));
    arguments.addAll(List.of(more));
    return mount(folder, arguments);
  }

  /** As {@link #of}, reading everything over the network, as from another machine. */
  public static TestMount remote(TestCluster cluster, Path folder, String... more) {
    List<String> options = new ArrayList<>(List.of("-o", "local-reads=false"));
    options.addAll(List.of(more));
    return of(cluster, folder, options.toArray(String[]::new));
  }

  /** Mounts with an embedded server whose data lies in {@code folder/data}. */
  public static TestMount embedded(Path folder, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--embedded",
                folder.resolve("data").toString(),
                "--listen",
                "127.0.0.1:" + embeddedPort(folder)));
    arguments.addAll(List.of(more));
    return mount(folder, arguments);
  }

  /** Mounts what an embedded mount serves a second time, at {@code folder/mnt}. */
  public static TestMount beside(TestMount embedded, Path folder, String... more) {
    int port = embeddedPort(embedded.folder);
    List<String> arguments = new ArrayList<>(List.of("--servers", "127.0.0.1:" + port));
    arguments.addAll(List.of(more));
    return mount(folder, arguments);
  }

  /** The data folder remembers where its server listens, so every mount of it takes that port. */
  private static int embeddedPort(Path folder) {
    Path file = folder.resolve("port");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, Ports.free(1).getFirst().toString());
      }
      return Integer.parseInt(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestMount mount(Path folder, List<String> arguments) {
    TestMount mount = new TestMount(folder);
    try {
      Files.createDirectories(mount.point);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        new ArrayList<>(List.of(Checkout.bin("distfs-mount"), mount.point.toString()));
    command.addAll(arguments);
    command.addAll(
        List.of("--pid-file", mount.pidFile.toString(), "--log-file", mount.logFile.toString()));
    Shell.Output output = Shell.run(MOUNT_LIMIT, command);
    if (output.status() != 0) {
      throw new AssertionError("mount failed: " + output.text() + "\n" + mount.logTail());
    }
    return mount;
  }

  /** Where it is mounted. */
  public Path point() {
    return point;
  }

  /** A path below the mount point. */
  public Path path(String name) {
    return point.resolve(name);
  }

  /** Process id of the mount. */
  public long pid() {
    try {
      return Long.parseLong(Files.readString(pidFile).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9 of the mount's process, and the stale mount point freed. */
  public void kill() {
    ProcessHandle process = handle();
    if (process != null) {
      process.destroyForcibly();
      awaitEnd(process);
    }
    Shell.run(Duration.ofSeconds(20), List.of("umount", "-l", point.toString()));
  }

  /** Unmounts as a user does, and waits until the process has ended: everything is flushed then. */
  public void unmount() {
    ProcessHandle process = handle();
    Shell.Output output =
        Shell.run(Duration.ofSeconds(END_SECONDS), List.of("umount", point.toString()));
    if (output.status() != 0) {
      throw new AssertionError("umount failed: " + output.text() + "\n" + logTail());
    }
    if (process != null) {
      awaitEnd(process);
    }
  }

  /** What it has logged so far. */
  public List<String> log() throws IOException {
    return Files.readAllLines(logFile);
  }

  /** The end of its log, for messages. */
  public String logTail() {
    try {
      List<String> lines = log();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Unmounts if still mounted, by force if it must be. */
  @Override
  public void close() {
    Shell.Output mounted =
        Shell.run(Duration.ofSeconds(20), List.of("findmnt", "-n", point.toString()));
    if (mounted.status() == 0) {
      Shell.Output output =
          Shell.run(Duration.ofSeconds(END_SECONDS), List.of("umount", point.toString()));
      if (output.status() != 0) {
        kill();
      }
    }
    ProcessHandle process = handle();
    if (process != null) {
      try {
        awaitEnd(process);
      } catch (AssertionError late) {
        process.destroyForcibly();
        throw late;
      }
    }
  }

  private @Nullable ProcessHandle handle() {
    if (!Files.exists(pidFile)) {
      return null;
    }
    return ProcessHandle.of(pid()).orElse(null);
  }

  private void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("mount process still runs\n" + logTail(), e);
    }
  }
}
