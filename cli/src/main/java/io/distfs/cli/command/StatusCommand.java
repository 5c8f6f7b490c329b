package io.distfs.cli.command;

import io.distfs.cli.view.ClusterView;
import io.distfs.client.admin.AdminClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distfs status}: is the cluster well? */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows whether the cluster is well; exit status 1 if it is not.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      ClusterView view = new ClusterView(client.clusterState());
      options.print(view::statusJson, view::statusText);
      return view.problems().isEmpty() ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }
  }
}
