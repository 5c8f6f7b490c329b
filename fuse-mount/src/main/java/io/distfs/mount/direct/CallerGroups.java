package io.distfs.mount.direct;

import io.distfs.shared.fs.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supplementary groups of a process, from {@code /proc/PID/status} (proc_pid_status(5)): the
 * protocol does not carry them. That costs as much as a whole request, so it is done only where the
 * server judges by them. Stateless.
 */
final class CallerGroups {
  private static final Logger LOG = LoggerFactory.getLogger(CallerGroups.class);
  private static final String FIELD = "Groups:";

  private CallerGroups() {}

  /**
   * None where the process is gone or in another pid namespace: fewer rights are the safe answer.
   */
  static List<Integer> of(int pid) {
    if (pid == 0) {
      return List.of();
    }
    Path status = Path.of("/proc", Integer.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(FIELD))
          .findFirst()
          .map(line -> parsed(line.substring(FIELD.length())))
          .orElse(List.of());
    } catch (IOException e) {
      LOG.debug("groups of process {} cannot be read", pid, e);
      return List.of();
    }
  }

  private static List<Integer> parsed(String numbers) {
    return Stream.of(numbers.strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .limit(Credentials.GROUPS_MAX)
        .map(Integer::parseUnsignedInt)
        .toList();
  }
}
