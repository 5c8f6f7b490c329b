package io.distfs.cli.command;

import io.distfs.cli.view.FileView;
import io.distfs.client.admin.AdminClient;
import io.distfs.shared.id.InodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code distfs info PATH}: where a file lies. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Shows where a file lies: its segments, blocks and the servers that hold them.")
final class InfoCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PATH", description = "A file on a DistFS mount.")
  private Path path = Path.of(".");

  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    Object inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    try (AdminClient client = new AdminClient(options.servers(path))) {
      AdminClient.FileLayout layout = client.layout(new InodeId(((Number) inode).longValue()));
      FileView view =
          new FileView(path.toString(), layout.attributes(), layout.segments(), layout.blocks());
      options.print(view::json, view::text);
      return ExitCodes.OK;
    }
  }
}
