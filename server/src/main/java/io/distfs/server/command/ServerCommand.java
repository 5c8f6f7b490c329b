package io.distfs.server.command;

import io.distfs.server.logging.ServerLogging;
import io.distfs.shared.config.Config;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code distfs-server --config FILE}: runs the server until it is told to stop. */
@Command(
    name = "distfs-server",
    description = "Runs a DistFS server on a data folder formatted before.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = FormatCommand.class)
final class ServerCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's configuration, see conf/server.yaml.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    if (config == null) { // not "required": then `format` would want it in front of itself, too
      throw new FsException(Errno.EINVAL, "missing --config FILE; try --help");
    }
    Config settings = ServerKeys.SCHEMA.load(config, Map.of());
    ServerLogging.verbosity(settings.get(ServerKeys.LOG_LEVEL));
    Path logFile = ServerKeys.logFile(settings);
    if (logFile != null) {
      ServerLogging.toFile(logFile);
    }
    return new ServerRun(ServerKeys.settings(settings)).untilStopped();
  }
}
