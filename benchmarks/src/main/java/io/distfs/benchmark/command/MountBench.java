package io.distfs.benchmark.command;

import io.distfs.benchmark.mount.ProcessCpu;
import io.distfs.benchmark.mount.Report;
import io.distfs.benchmark.mount.Suite;
import io.distfs.benchmark.mount.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mount-bench DIRECTORY}: timed workloads on any folder, one JSON line per figure. */
@Command(
    name = "mount-bench",
    mixinStandardHelpOptions = true,
    version = "mount-bench 0.1.0",
    description =
        "Measures the filesystem a folder lies on. Prints one JSON line per figure on standard"
            + " output. Compare figures of one sitting only, as ratios.")
public final class MountBench implements Callable<Integer> {
  private static final int EXIT_INCOMPLETE = 1;

  @Parameters(index = "0", paramLabel = "DIRECTORY", description = "An existing folder.")
  private Path directory = Path.of(".");

  @Option(names = "--label", description = "Name in each line (default: ${DEFAULT-VALUE}).")
  private String label = "fs";

  @Option(
      names = "--cold",
      paramLabel = "COMMAND",
      description = "Shell command that restarts and remounts, run before each cold workload.")
  private String coldCommand = "";

  @Option(names = "--tree", paramLabel = "FILE.tar", description = "Archive for the tree group.")
  private @Nullable Path archive;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Groups to run: big, small, list, cached, append, tree (default: all that can run).")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--cpu-of",
      paramLabel = "PID",
      description = "The process behind the mount; its CPU time for each operation is told too.")
  private @Nullable Long serverPid;

  @Option(names = "--quick", description = "Small sizes, for a quick look.")
  private boolean quick;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Work like what is measured, done before it and not counted, so that a filesystem that"
              + " has been up for a while is measured and not its start (default: 0)."
              + " What is measured cold stays cold.")
  private int warmUpSeconds;

  /** Runs and exits 0 if every workload finished, 1 if not. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MountBench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path work = directory.toRealPath().resolve("mount-bench");
    Files.createDirectories(work);
    Set<String> groups = only.isEmpty() ? new TreeSet<>(Suite.GROUPS) : only;
    if (only.isEmpty() && archive == null) {
      groups.remove("tree");
    }
    Suite suite =
        new Suite(
            new Target(work, coldCommand),
            quick ? Suite.Sizes.QUICK : Suite.Sizes.FULL,
            warmUpSeconds,
            new Suite.Given(archive, serverPid == null ? null : new ProcessCpu(serverPid)),
            new Report(label, System.out));
    return suite.run(groups) ? 0 : EXIT_INCOMPLETE;
  }
}
