package io.distfs.cli.command;

import io.distfs.cli.view.SpaceView;
import io.distfs.client.admin.AdminClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distfs stat}: the filesystem's space and inodes. */
@Command(
    name = "stat",
    mixinStandardHelpOptions = true,
    description = "Shows the filesystem's space (already divided by the replicas) and inodes.")
final class StatCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    try (AdminClient client = new AdminClient(options.servers())) {
      SpaceView view = new SpaceView(client.statistics());
      options.print(view::json, view::text);
      return ExitCodes.OK;
    }
  }
}
