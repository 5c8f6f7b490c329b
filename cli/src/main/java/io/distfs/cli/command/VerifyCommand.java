package io.distfs.cli.command;

import io.distfs.cli.view.VerifyView;
import io.distfs.client.admin.AdminClient;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distfs verify}: is the metadata sound on every server, and the same? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Lets every server check its whole metadata structure, and compares them; exit status 1"
            + " if something is wrong.")
final class VerifyCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      VerifyView view = new VerifyView();
      for (ServerInfo server : client.clusterState().map().servers()) {
        ask(client, server.address(), view);
      }
      options.print(view::json, view::text);
      return view.clean() ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }
  }

  private static void ask(AdminClient client, HostPort server, VerifyView view) {
    try {
      view.answered(server, client.verify(server));
    } catch (FsException e) {
      view.failed(server, String.valueOf(e.getMessage()));
    }
  }
}
