package io.distfs.mount.config;

import io.distfs.mount.option.MountOptions;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.Config;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that a mount shall be. Immutable.
 *
 * @param mountPoint the folder as it was named, absolute
 * @param config the keys of mount.yaml
 * @param options what stood after {@code -o}
 * @param source what the table of mounts shows as the device, or null for the servers
 * @param embedded the server to run in this process, or null to use servers elsewhere
 * @param pidFile where the process id is kept while mounted, or null
 * @param accessLog where every operation is logged, or null
 */
public record MountSettings(
    Path mountPoint,
    Config config,
    MountOptions options,
    @Nullable String source,
    @Nullable Embedded embedded,
    @Nullable Path pidFile,
    @Nullable Path accessLog) {

  /**
   * A server within the mount's process.
   *
   * @param data its folder, formatted on first use
   * @param listen where it listens, on loopback
   */
  public record Embedded(Path data, HostPort listen) {}
}
