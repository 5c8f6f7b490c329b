package io.distfs.mount.config;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.vfs.ClientSettings;
import io.distfs.mount.adapter.AdapterKind;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.option.MountOptions;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.ByteSize;
import io.distfs.shared.config.Config;
import io.distfs.shared.config.ConfigKey;
import io.distfs.shared.config.ConfigSchema;
import io.distfs.shared.config.ConfigType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Every key of {@code mount.yaml}. */
public final class MountKeys {
  /** Kernel time-outs never exceed what two mounts promise each other. */
  private static final Duration KERNEL_TIMEOUT_MAX = Duration.ofSeconds(1);

  /** What all of the time-outs are on an unshared mount. */
  private static final Duration UNSHARED_TIMEOUT = Duration.ofHours(1);

  private static final long MIB = 1L << 20;

  /** The servers. */
  public static final ConfigKey<List<HostPort>> SERVERS =
      ConfigKey.of(
          "servers",
          ConfigType.ADDRESSES,
          "127.0.0.1:7400",
          "Some or all servers of the cluster; the others are learned from them.");

  /** Which FUSE adapter. */
  public static final ConfigKey<AdapterKind> ADAPTER =
      ConfigKey.of(
          "adapter",
          ConfigType.choice(AdapterKind.class),
          "direct",
          "How to speak to the kernel: direct, or jnr, which needs libfuse 2 and can do less.");

  /** Worker threads. */
  public static final ConfigKey<Integer> THREADS =
      ConfigKey.of(
          "threads",
          ConfigType.integer(1, FuseSettings.THREADS_MAX),
          "16",
          "How many system calls are worked on at once; more only help when many wait for servers.");

  /** Kernel attribute cache. */
  public static final ConfigKey<Duration> ATTRIBUTE_TIMEOUT =
      ConfigKey.of(
          "attribute-timeout",
          ConfigType.duration(Duration.ZERO, KERNEL_TIMEOUT_MAX),
          "500ms",
          "How long the kernel answers stat(2) by itself; another mount's change shows after it.");

  /** Kernel name cache. */
  public static final ConfigKey<Duration> ENTRY_TIMEOUT =
      ConfigKey.of(
          "entry-timeout",
          ConfigType.duration(Duration.ZERO, KERNEL_TIMEOUT_MAX),
          "500ms",
          "How long the kernel believes a name; another mount's rename or unlink shows after it.");

  /** Client cache. */
  public static final ConfigKey<Duration> CACHE_TIMEOUT =
      ConfigKey.of(
          "cache-timeout",
          ConfigType.duration(Duration.ZERO, KERNEL_TIMEOUT_MAX),
          "500ms",
          "How long the mount's own cache is believed; its age and the kernel's add up, to 1s.");

  /** Whether this is the only mount. */
  public static final ConfigKey<Boolean> UNSHARED =
      ConfigKey.of(
          "unshared",
          ConfigType.FLAG,
          "false",
          "Whether no other mount uses these files: what is known is then believed for an hour.");

  /** Deadline of an operation. */
  public static final ConfigKey<Duration> OPERATION_DEADLINE =
      ConfigKey.of(
          "operation-deadline",
          ConfigType.duration(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          "30s",
          "When a system call fails if the servers do not answer; always longer than a failover.");

  /** Block cache. */
  public static final ConfigKey<Long> BLOCK_CACHE =
      ConfigKey.of(
          "block-cache",
          ConfigType.bytes(16 * MIB, 1024 * 1024 * MIB),
          ByteSize.text(ClientSettings.BLOCK_CACHE_BYTES_DEFAULT),
          "Memory for data read from the servers, outside the Java heap.");

  /** Write buffers. */
  public static final ConfigKey<Long> WRITE_BUFFER =
      ConfigKey.of(
          "write-buffer",
          ConfigType.bytes(16 * MIB, 64 * 1024 * MIB),
          ByteSize.text(ClientSettings.WRITE_BUFFER_BYTES_DEFAULT),
          "Memory for data written and not yet flushed, outside the Java heap; writers wait at it.");

  /** Readahead of the client. */
  public static final ConfigKey<Long> READAHEAD =
      ConfigKey.of(
          "readahead",
          ConfigType.bytes(0, 64 * MIB),
          ByteSize.text(ClientSettings.READAHEAD_BYTES_MAX_DEFAULT),
          "How far ahead of a sequential reader data is fetched from the servers, at most.");

  /** Servers on this machine. */
  public static final ConfigKey<Boolean> LOCAL_READS =
      ConfigKey.of(
          "local-reads",
          ConfigType.FLAG,
          "true",
          "Whether data of a server on this machine is read out of its block files, not over TCP.");

  /** Age of buffered data. */
  public static final ConfigKey<Duration> WRITEBACK_AGE =
      ConfigKey.of(
          "writeback-age",
          ConfigType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
          "5s",
          "When written data is flushed at the latest, without fsync or close.");

  /** Times of access. */
  public static final ConfigKey<AccessTimePolicy.Mode> ACCESS_TIME =
      ConfigKey.of(
          MountOptions.ACCESS_TIME_KEY,
          ConfigType.choice(AccessTimePolicy.Mode.class),
          "relatime",
          "When reading moves a time of access: relatime, noatime, strictatime, as in mount(8).");

  /** Log file. */
  public static final ConfigKey<String> LOG_FILE =
      ConfigKey.of(
          "log-file",
          ConfigType.TEXT,
          "auto",
          "Where a mount in the background logs, rotated by size; auto is"
              + " /var/log/distfs/mount-NAME.log for root, else below ~/.local/state/distfs.");

  /** All of them. */
  public static final ConfigSchema SCHEMA =
      ConfigSchema.of(
          SERVERS,
          ADAPTER,
          THREADS,
          ATTRIBUTE_TIMEOUT,
          ENTRY_TIMEOUT,
          CACHE_TIMEOUT,
          UNSHARED,
          OPERATION_DEADLINE,
          BLOCK_CACHE,
          WRITE_BUFFER,
          READAHEAD,
          LOCAL_READS,
          WRITEBACK_AGE,
          ACCESS_TIME,
          LOG_FILE);

  private MountKeys() {}

  /** One of the three cache time-outs, as it counts for this mount. */
  public static Duration timeout(Config config, ConfigKey<Duration> key) {
    return config.get(UNSHARED) ? UNSHARED_TIMEOUT : config.get(key);
  }

  /** The names of all keys. */
  public static Set<String> names() {
    return SCHEMA.keys().stream().map(ConfigKey::name).collect(Collectors.toSet());
  }
}
