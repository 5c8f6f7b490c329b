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

/** {@code distfs status}: is the cluster well? */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows whether the cluster is well; exit status 1 if it is not.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      ClusterView view = new ClusterView(client.clusterState());
      spec.commandLine()
          .getOut()
          .print(options.json() ? JsonText.of(view.statusJson()) + "\n" : view.statusText());
      spec.commandLine().getOut().flush();
      return view.problems().isEmpty() ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }
  }
}
