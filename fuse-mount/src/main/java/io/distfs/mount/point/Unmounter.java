package io.distfs.mount.point;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unmounts by the system's own tools: umount for root, fusermount for others, who have no other
 * way. Thread-safe.
 */
public final class Unmounter {
  private static final Logger LOG = LoggerFactory.getLogger(Unmounter.class);

  /** Longer than writing back mapped pages may take, which is bounded by the client's deadline. */
  private static final long TOOL_SECONDS_MAX = 40;

  private static final long SYNC_SECONDS_MAX = 20;
  private static final List<Path> FUSERMOUNT =
      List.of(Path.of("/usr/bin/fusermount3"), Path.of("/usr/bin/fusermount"));

  private final Path point;
  private final boolean root;

  private Unmounter(Path point, boolean root) {
    this.point = point;
    this.root = root;
  }

  /** For a mount point. */
  public static Unmounter of(Path point) {
    return new Unmounter(point, isRoot());
  }

  /** Whether this process is the superuser's. */
  public static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "/proc is needed and cannot be read: " + e, e);
    }
  }

  /**
   * Unmounts; where files are still open on it, only takes it out of sight once what is written
   * through mappings is saved, so that it ends with the last of them.
   *
   * @return whether it is really unmounted
   */
  public boolean unmount() {
    if (run(TOOL_SECONDS_MAX, command("-u"))) {
      return true;
    }
    LOG.warn("{} is in use; detaching it: what is open on it stays until it is closed", point);
    run(SYNC_SECONDS_MAX, List.of("sync", "-f", point.toString()));
    detach();
    return false;
  }

  /** Takes a mount out of sight, whoever uses it. */
  public void detach() {
    run(TOOL_SECONDS_MAX, command("-uz"));
  }

  private List<String> command(String fusermountFlags) {
    if (root) {
      return fusermountFlags.contains("z")
          ? List.of("umount", "-l", point.toString())
          : List.of("umount", point.toString());
    }
    Path tool = FUSERMOUNT.stream().filter(Files::exists).findFirst().orElse(FUSERMOUNT.getLast());
    return List.of(tool.toString(), fusermountFlags, point.toString());
  }

  private static boolean run(long secondsMax, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        LOG.warn("{} did not end within {} s", command, secondsMax);
        return false;
      }
      byte[] output = process.getInputStream().readAllBytes();
      if (process.exitValue() != 0) {
        LOG.info("{}: {}", command, new String(output, StandardCharsets.UTF_8).strip());
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      LOG.warn("{} cannot be run", command, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
