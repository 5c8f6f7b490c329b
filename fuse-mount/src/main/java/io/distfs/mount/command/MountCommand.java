package io.distfs.mount.command;

import io.distfs.mount.config.MountKeys;
import io.distfs.mount.config.MountSettings;
import io.distfs.mount.option.MountOptions;
import io.distfs.mount.point.Unmounter;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.Config;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of distfs-mount. Confined to the main thread. */
@Command(
    name = "distfs-mount",
    mixinStandardHelpOptions = true,
    version = "distfs-mount 0.1.0",
    sortOptions = false,
    description = {
      "Mounts a DistFS filesystem. Returns when it is mounted and goes on in the background;",
      "ends when it is unmounted: umount MOUNTPOINT, or fusermount -u MOUNTPOINT."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:mounted; in the foreground: unmounted with everything saved",
      "1:the command line or the configuration is wrong",
      "2:something of the system is missing or failed",
      "4:a fault in DistFS itself",
      "32:the mount point cannot be used, or the kernel refused",
      "33:no server answered",
      "35:unmounted, but something written could not be saved"
    })
final class MountCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MOUNTPOINT", description = "An existing, empty folder.")
  private Path mountPoint = Path.of("");

  @Option(
      names = "--servers",
      paramLabel = "HOST:PORT,...",
      description = "Some or all servers of the cluster (default: 127.0.0.1:7400).")
  private @Nullable String servers;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; the command line goes before it.")
  private @Nullable Path config;

  @Option(
      names = "--embedded",
      paramLabel = "DIR",
      description = "Run a one-server filesystem in this process, with its data in DIR.")
  private @Nullable Path embedded;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where the embedded server listens (default: 127.0.0.1:7400).")
  private HostPort listen = new HostPort("127.0.0.1", HostPort.DEFAULT_PORT);

  @Option(
      names = "--adapter",
      paramLabel = "direct|jnr",
      description = "How to speak to the kernel (default: direct).")
  private @Nullable String adapter;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "What the table of mounts shows as the device (default: the servers).")
  private @Nullable String source;

  @Option(
      names = "-o",
      paramLabel = "OPTION,...",
      description = "Mount options as for mount(8), and keys of mount.yaml as key=value.")
  private List<String> options = new ArrayList<>();

  @Option(
      names = {"-f", "--foreground"},
      description = "Stay in the foreground and log to standard error.")
  private boolean foreground;

  @Option(
      names = "--pid-file",
      paramLabel = "FILE",
      description = "Keep the process id there while mounted.")
  private @Nullable Path pidFile;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Log there instead of the default place.")
  private @Nullable Path logFile;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Log every operation there, with its result and time.")
  private @Nullable Path accessLog;

  /** Set by the launching process: the folder that relative paths are meant from. */
  @Option(names = "--background-of", hidden = true)
  private @Nullable Path launchedFrom;

  @Override
  public Integer call() throws InterruptedException {
    MountSettings settings;
    try {
      settings = settings();
    } catch (FsException e) {
      System.err.println("distfs-mount: " + MountMain.words(e));
      return ExitCodes.USAGE; // whatever is wrong with what was given, a missing file too
    }
    if (launchedFrom != null) {
      return new MountRun(settings, logFile(settings)).inBackground();
    }
    if (foreground) {
      return new MountRun(settings, logFile == null ? null : absolute(logFile)).inForeground();
    }
    return Background.launch(settings.mountPoint());
  }

  private MountSettings settings() {
    MountOptions mountOptions = MountOptions.parse(options, MountKeys.names(), Unmounter.isRoot());
    Map<String, String> given = new LinkedHashMap<>(mountOptions.settings());
    if (servers != null) {
      given.put(MountKeys.SERVERS.name(), servers);
    }
    if (adapter != null) {
      given.put(MountKeys.ADAPTER.name(), adapter);
    }
    if (embedded != null && servers != null) {
      throw new FsException(
          Errno.EINVAL, "--embedded runs its own server; leave out --servers " + servers);
    }
    Config values = MountKeys.SCHEMA.load(config == null ? null : absolute(config), given);
    return new MountSettings(
        absolute(mountPoint),
        values,
        mountOptions,
        source,
        embedded == null ? null : new MountSettings.Embedded(absolute(embedded), listen),
        pidFile == null ? null : absolute(pidFile),
        accessLog == null ? null : absolute(accessLog));
  }

  private Path logFile(MountSettings settings) {
    if (logFile != null) {
      return absolute(logFile);
    }
    String configured = settings.config().get(MountKeys.LOG_FILE);
    return configured.equals("auto")
        ? LogPlace.of(settings.mountPoint(), Unmounter.isRoot())
        : absolute(Path.of(configured));
  }

  private Path absolute(Path path) {
    Path base = launchedFrom == null ? Path.of("").toAbsolutePath() : launchedFrom;
    return base.resolve(path).normalize();
  }
}
