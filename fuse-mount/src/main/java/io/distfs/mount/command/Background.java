package io.distfs.mount.command;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Going on in the background. A JVM cannot fork, so the process that was called starts another one
 * like itself, in a session of its own, and waits for its word.
 *
 * <p>The other's standard output and error are one pipe: every line is passed on to standard error
 * until the ready line, after which nobody reads it any more and its log file is the place.
 */
final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final String READY = "distfs-mount-is-ready";
  private static final String OPTION = "--background-of";

  private Background() {}

  /** Called in the background process: tells the one that waits. */
  static void tellReady() {
    System.out.println(READY);
    System.out.flush();
  }

  /** Starts the background process; returns when it is mounted or has failed, with its code. */
  static int launch(Path mountPoint) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command())
              .directory(Path.of("/").toFile()) // not to keep the caller's folder busy
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.equals(READY)) {
            LOG.debug("{} is mounted by process {}", mountPoint, process.pid());
            return ExitCodes.OK;
          }
          System.err.println(line);
        }
      }
      return process.waitFor();
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "the background process cannot be started: " + e, e);
    }
  }

  /** This process's own command line, with where it was called. */
  private static List<String> command() throws IOException {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
    String line = Files.readString(Path.of("/proc/self/cmdline"), charset);
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(List.of(line.split("\0")));
    command.add(OPTION + "=" + Path.of("").toAbsolutePath());
    return command;
  }
}
