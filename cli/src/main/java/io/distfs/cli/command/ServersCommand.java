package io.distfs.cli.command;

import io.distfs.cli.view.ClusterView;
import io.distfs.client.admin.AdminClient;
import io.distfs.shared.json.JsonText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code distfs servers}: each server, its state and its space. */
@Command(
    name = "servers",
    mixinStandardHelpOptions = true,
    description = "Lists the servers with their state and space.")
final class ServersCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      ClusterView view = new ClusterView(client.clusterState());
      spec.commandLine()
          .getOut()
          .print(options.json() ? JsonText.of(view.serversJson()) + "\n" : view.serversText());
      spec.commandLine().getOut().flush();
      return ExitCodes.OK;
    }
  }
}
