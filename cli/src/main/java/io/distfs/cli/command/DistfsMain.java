package io.distfs.cli.command;

import io.distfs.shared.error.FsException;
import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code distfs}: asks a cluster about itself. */
@Command(
    name = "distfs",
    mixinStandardHelpOptions = true,
    version = "distfs 0.1.0",
    description = "Asks a DistFS cluster about itself and about the files in it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:All is well.",
      "1:Answered, and something is wrong (degraded or damaged).",
      "2:The command line was wrong.",
      "3:The question could not be answered."
    },
    subcommands = {
      StatusCommand.class,
      ServersCommand.class,
      InfoCommand.class,
      StatCommand.class,
      VerifyCommand.class,
      AutoComplete.GenerateCompletion.class,
      HelpCommand.class
    })
public final class DistfsMain {
  /** Runs the command line and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, for tests too. */
  static CommandLine commandLine() {
    return new CommandLine(new DistfsMain()).setExecutionExceptionHandler(DistfsMain::explain);
  }

  // What a user can mend is told in one line; anything else is a defect and shows its stack.
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof FsException || failure instanceof IOException) {
      command.getErr().println("distfs: " + failure.getMessage());
      return ExitCodes.FAILED;
    }
    throw failure;
  }
}
