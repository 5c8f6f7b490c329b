package io.distfs.server.command;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The program distfs-server. */
public final class ServerMain {
  private static final Logger LOG = LoggerFactory.getLogger(ServerMain.class);

  private ServerMain() {}

  /** Runs or formats as the arguments say; ends the JVM with one of the {@link ExitCodes}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new ServerCommand())
        .registerConverter(HostPort.class, HostPort::parse)
        .setExecutionExceptionHandler((e, command, result) -> explained(e, command))
        .setParameterExceptionHandler(
            (e, words) -> {
              CommandLine line = e.getCommandLine();
              line.getErr().println("distfs-server: " + e.getMessage());
              line.getErr().println("Try " + line.getCommandSpec().qualifiedName() + " --help.");
              return ExitCodes.USAGE;
            })
        .execute(arguments);
  }

  private static int explained(Exception error, CommandLine command) {
    if (error instanceof FsException expected) {
      command.getErr().println("distfs-server: " + expected.detail());
      return ExitCodes.of(expected);
    }
    LOG.error("unexpected", error);
    command.getErr().println("distfs-server: a fault in DistFS itself: " + error);
    return ExitCodes.INTERNAL;
  }
}
