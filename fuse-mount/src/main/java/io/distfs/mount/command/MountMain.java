package io.distfs.mount.command;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The program distfs-mount. */
public final class MountMain {
  private static final Logger LOG = LoggerFactory.getLogger(MountMain.class);

  private MountMain() {}

  /** Mounts as the arguments say; ends the JVM with one of the {@link ExitCodes}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line =
        new CommandLine(new MountCommand())
            .registerConverter(HostPort.class, HostPort::parse)
            .setExecutionExceptionHandler((e, command, result) -> explained(e))
            .setParameterExceptionHandler(
                (e, words) -> {
                  System.err.println("distfs-mount: " + e.getMessage());
                  System.err.println("Try distfs-mount --help.");
                  return ExitCodes.USAGE;
                });
    try {
      return line.execute(arguments);
    } catch (Error e) { // the top of the program: its exit code says whose fault it was
      return explained(e);
    }
  }

  private static int explained(Throwable error) {
    if (error instanceof FsException expected) {
      System.err.println("distfs-mount: " + words(expected));
      return ExitCodes.of(expected);
    }
    LOG.error("unexpected", error);
    System.err.println("distfs-mount: a fault in DistFS itself: " + error);
    return ExitCodes.INTERNAL;
  }

  /** The message without the errno's name in front, which is for logs. */
  static String words(FsException error) {
    String message = String.valueOf(error.getMessage());
    String prefix = error.errno() + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
