package io.distfs.mount.assembly;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.vfs.AccessLoggedVfs;
import io.distfs.client.vfs.ClientSettings;
import io.distfs.client.vfs.DistfsClient;
import io.distfs.client.vfs.Vfs;
import io.distfs.mount.adapter.AdapterKind;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.config.MountKeys;
import io.distfs.mount.config.MountSettings;
import io.distfs.mount.direct.DirectMount;
import io.distfs.mount.jnr.FuseMount;
import io.distfs.mount.option.MountOptions;
import io.distfs.mount.point.MountPoint;
import io.distfs.mount.point.Unmounter;
import io.distfs.server.EmbeddedServer;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.Config;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a mount together, top to bottom. Stateless. */
public final class MountAssembly {
  private static final Logger LOG = LoggerFactory.getLogger(MountAssembly.class);

  private MountAssembly() {}

  /**
   * Mounts; the mount answers when this returns.
   *
   * @throws FsException with what stands in the way and what to do
   */
  public static RunningMount start(MountSettings settings) {
    DirectMemory.requireRoomFor(settings.config());
    Path point = MountPoint.prepare(settings.mountPoint(), settings.options().nonEmpty()).path();
    MountSettings.Embedded embedded = settings.embedded();
    if (embedded == null) {
      return withServers(settings, point, settings.config().get(MountKeys.SERVERS), () -> {});
    }
    EmbeddedServer server =
        EmbeddedServer.start(
            embedded.data(),
            embedded.listen(),
            cause -> embeddedFailed(embedded.data(), point, cause));
    try {
      return withServers(settings, point, List.of(embedded.listen()), server::close);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** What the mount answers from then on are time-outs; the log says why. */
  private static void embeddedFailed(Path data, Path point, Throwable cause) {
    LOG.error(
        "the embedded server of {} has stopped; repair what is wrong, then unmount and mount {} again",
        data,
        point,
        cause);
  }

  private static RunningMount withServers(
      MountSettings settings, Path point, List<HostPort> servers, Runnable server) {
    Vfs client = DistfsClient.connect(clientSettings(settings, servers, point));
    MountSettings.Embedded embedded = settings.embedded();
    Vfs vfs = settings.accessLog() == null ? client : new AccessLoggedVfs(client);
    Duration deadline = settings.config().get(MountKeys.OPERATION_DEADLINE);
    try {
      if (embedded != null) {
        TopFolder.giveToMaker(vfs, embedded.data());
      }
      FuseAdapter fuse = open(fuseSettings(settings, servers, point), settings.config(), vfs);
      RunningMount mount =
          new RunningMount(point, new RunningMount.Parts(fuse, vfs, deadline, server));
      awaitAnswer(point);
      KernelReadahead.raise(
          point,
          settings.config().get(MountKeys.ADAPTER) == AdapterKind.DIRECT
              ? KernelReadahead.KIBIBYTES_DIRECT
              : KernelReadahead.KIBIBYTES_JNR);
      LOG.info("{} is mounted, from {}", point, names(servers));
      return mount;
    } catch (RuntimeException e) {
      vfs.close(Duration.ZERO);
      throw e;
    }
  }

  private static FuseAdapter open(FuseSettings fuse, Config config, Vfs vfs) {
    return switch (config.get(MountKeys.ADAPTER)) {
      case DIRECT -> DirectMount.open(fuse, vfs);
      case JNR -> FuseMount.open(fuse, vfs);
    };
  }

  private static ClientSettings clientSettings(
      MountSettings settings, List<HostPort> servers, Path point) {
    Config config = settings.config();
    return new ClientSettings(
        servers,
        hostName() + ":" + point,
        config.get(MountKeys.OPERATION_DEADLINE),
        MountKeys.timeout(config, MountKeys.CACHE_TIMEOUT),
        config.get(MountKeys.BLOCK_CACHE),
        config.get(MountKeys.WRITE_BUFFER),
        Math.toIntExact(config.get(MountKeys.READAHEAD)),
        config.get(MountKeys.WRITEBACK_AGE),
        accessTimes(settings),
        config.get(MountKeys.LOCAL_READS));
  }

  private static AccessTimePolicy accessTimes(MountSettings settings) {
    List<String> options = settings.options().forFuse();
    return options.contains("ro")
        ? AccessTimePolicy.NONE
        : new AccessTimePolicy(
            settings.config().get(MountKeys.ACCESS_TIME),
            !options.contains(MountOptions.NO_DIRECTORY_ATIME));
  }

  private static FuseSettings fuseSettings(
      MountSettings settings, List<HostPort> servers, Path point) {
    Config config = settings.config();
    return new FuseSettings(
        point.toString(),
        settings.source() == null ? names(servers) : settings.source(),
        settings.options().forFuse(),
        config.get(MountKeys.THREADS),
        MountKeys.timeout(config, MountKeys.ATTRIBUTE_TIMEOUT),
        MountKeys.timeout(config, MountKeys.ENTRY_TIMEOUT),
        settings.options().directIo());
  }

  /** The kernel shows the mount before the first request is answered; callers want it to work. */
  private static void awaitAnswer(Path point) {
    try {
      Files.getLastModifiedTime(point);
    } catch (IOException e) {
      Unmounter.of(point).detach();
      throw new FsException(
          Errno.EIO, point + " is mounted and does not answer: " + e.getMessage(), e);
    }
  }

  private static String names(List<HostPort> servers) {
    return servers.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      LOG.debug("this host does not know its name", e);
      return "localhost";
    }
  }
}
