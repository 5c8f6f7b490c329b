package io.distfs.cli.command;

import io.distfs.cli.view.SpaceView;
import io.distfs.client.admin.AdminClient;
import io.distfs.shared.json.JsonText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code distfs stat}: the filesystem's space and inodes. */
@Command(
    name = "stat",
    mixinStandardHelpOptions = true,
    description = "Shows the filesystem's space (already divided by the replicas) and inodes.")
final class StatCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      SpaceView view = new SpaceView(client.statistics());
      spec.commandLine()
          .getOut()
          .print(options.json() ? JsonText.of(view.json()) + "\n" : view.text());
      spec.commandLine().getOut().flush();
      return ExitCodes.OK;
    }
  }
}
