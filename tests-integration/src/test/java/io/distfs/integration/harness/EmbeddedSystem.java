package io.distfs.integration.harness;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.vfs.ClientSettings;
import io.distfs.client.vfs.DistfsClient;
import io.distfs.client.vfs.Vfs;
import io.distfs.server.EmbeddedServer;
import io.distfs.shared.cluster.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server within this process, without a mount, and clients of it. */
public final class EmbeddedSystem implements AutoCloseable {
  /** How long a client may take to flush and to end its session. */
  private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

  private final EmbeddedServer server;

  private EmbeddedSystem(EmbeddedServer server) {
    this.server = server;
  }

  /** A new one with its data below a folder. */
  public static EmbeddedSystem start(Path folder) {
    HostPort address = new HostPort("127.0.0.1", Ports.free(1).getFirst());
    return new EmbeddedSystem(
        EmbeddedServer.start(folder.resolve("server"), address, failure -> {}));
  }

  /** A client of its own; to be ended before this is. */
  public Vfs connect() {
    return connect(AccessTimePolicy.DEFAULT);
  }

  /** A client of its own with this idea of times of access; to be ended before this is. */
  public Vfs connect(AccessTimePolicy accessTimes) {
    ClientSettings usual = ClientSettings.defaults(List.of(server.address()), "test");
    return DistfsClient.connect(usual.withAccessTimes(accessTimes));
  }

  /** Ends a client. */
  public static void end(Vfs client) {
    client.close(CLOSING_MAX);
  }

  @Override
  public void close() {
    server.close();
  }
}
