package io.distfs.mount.mounted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs real tools, with a time limit. */
final class Shell {
  private static final long SECONDS_MAX = 60;

  private Shell() {}

  /** What a command printed; an error, with its output, if it failed. */
  static String run(String command) throws IOException, InterruptedException {
    return run(Path.of("/"), command);
  }

  /** As {@link #run(String)}, in a folder. */
  static String run(Path folder, String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("distfs-shell", ".out");
    try {
      Process process =
          new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            command + ": " + (ended ? process.exitValue() : "not ended") + "\n" + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
