package io.distfs.cli.command;

import io.distfs.cli.view.ClusterView;
import io.distfs.client.admin.AdminClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distfs servers}: each server, its state and its space. */
@Command(
    name = "servers",
    mixinStandardHelpOptions = true,
    description = "Lists the servers with their state and space.")
final class ServersCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      ClusterView view = new ClusterView(client.clusterState());
      options.print(view::serversJson, view::serversText);
      return ExitCodes.OK;
    }
  }
}
