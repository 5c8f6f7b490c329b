package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory under test, and how to make it cold.
 *
 * @param directory an existing, empty-able folder that the workloads fill and clear
 * @param coldCommand shell command that restarts and remounts what is under test; empty if its
 *     caches end with the kernel's
 */
public record Target(Path directory, String coldCommand) {
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  /**
   * Empties every cache: sync, the restart command, the kernel's page, dentry and inode caches.
   *
   * @throws IOException if the command fails, or the caches cannot be dropped (needs root): a warm
   *     figure must never pass for a cold one
   */
  public void makeCold() throws IOException, InterruptedException {
    run(List.of("sync"));
    if (!coldCommand.isEmpty()) {
      run(List.of("bash", "-c", coldCommand));
    }
    Files.writeString(DROP_CACHES, "3\n");
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is gone after: " + coldCommand);
    }
  }

  /** Runs a command, its output to standard error. */
  static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(Path.of("/dev/stderr").toFile()))
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("exit status " + status + " of " + command);
    }
  }
}
