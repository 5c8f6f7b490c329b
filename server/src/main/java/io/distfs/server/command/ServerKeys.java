package io.distfs.server.command;

import io.distfs.server.ServerSettings;
import io.distfs.server.logging.ServerLogging.Verbosity;
import io.distfs.server.store.StoreSettings;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.ByteSize;
import io.distfs.shared.config.Config;
import io.distfs.shared.config.ConfigKey;
import io.distfs.shared.config.ConfigSchema;
import io.distfs.shared.config.ConfigType;
import io.distfs.shared.config.TimeSpan;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every key of {@code server.yaml}. */
final class ServerKeys {
  private static final long MIB = 1L << 20;
  private static final long TIB = 1L << 40;
  private static final String AUTO = "auto";
  private static final String STDERR = "stderr";

  static final ConfigKey<Path> DATA =
      ConfigKey.required(
          "data",
          ConfigType.PATH,
          "The folder with everything this server keeps: blocks, metadata, its identity.");

  static final ConfigKey<HostPort> LISTEN =
      ConfigKey.of(
          "listen",
          ConfigType.ADDRESS,
          "127.0.0.1:" + HostPort.DEFAULT_PORT,
          "Where clients and the other servers reach this one; beyond loopback is refused until"
              + " peers are authenticated.");

  static final ConfigKey<Long> CAPACITY =
      ConfigKey.of(
          "capacity",
          orWord(AUTO, ConfigType.bytes(64 * MIB, 1024 * TIB)),
          AUTO,
          "How much space blocks may take; auto is the filesystem's size less a reserve for"
              + " metadata.");

  static final ConfigKey<Long> BLOCK_FILE_SIZE =
      ConfigKey.of(
          "block-file-size",
          ConfigType.bytes(16 * MIB, 64 * 1024 * MIB),
          ByteSize.text(ServerSettings.BLOCK_FILE_BYTES_DEFAULT),
          "Size of each file that holds blocks, allocated as a whole; smaller on a small disk.");

  static final ConfigKey<Long> METADATA_CACHE =
      ConfigKey.of(
          "metadata-cache",
          ConfigType.bytes(8 * MIB, TIB),
          ByteSize.text(StoreSettings.DEFAULT.cacheBytes()),
          "Memory outside the Java heap for metadata read from disk; more helps many small files.");

  static final ConfigKey<Long> METADATA_BUFFER =
      ConfigKey.of(
          "metadata-buffer",
          ConfigType.bytes(8 * MIB, 16 * 1024 * MIB),
          ByteSize.text(StoreSettings.DEFAULT.memtableBytes()),
          "Memory outside the Java heap for changed metadata before it is sorted to disk.");

  static final ConfigKey<Duration> SESSION_TIMEOUT =
      ConfigKey.of(
          "session-timeout",
          ConfigType.duration(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          TimeSpan.text(ServerSettings.SESSION_DEFAULT),
          "How long a mount that is not heard of keeps its locks and unlinked open files.");

  static final ConfigKey<String> LOG_FILE =
      ConfigKey.of(
          "log-file",
          ConfigType.TEXT,
          STDERR,
          "Where the log goes: a file, rotated by size, or stderr for whoever started the server.");

  static final ConfigKey<Verbosity> LOG_LEVEL =
      ConfigKey.of("log-level", ConfigType.choice(Verbosity.class), "info", "How much is logged.");

  static final ConfigSchema SCHEMA =
      ConfigSchema.of(
          DATA,
          LISTEN,
          CAPACITY,
          BLOCK_FILE_SIZE,
          METADATA_CACHE,
          METADATA_BUFFER,
          SESSION_TIMEOUT,
          LOG_FILE,
          LOG_LEVEL);

  private ServerKeys() {}

  /** The settings a configuration stands for. */
  static ServerSettings settings(Config config) {
    return new ServerSettings(
        config.get(DATA).toAbsolutePath(),
        config.get(LISTEN),
        config.get(CAPACITY),
        config.get(BLOCK_FILE_SIZE),
        new StoreSettings(config.get(METADATA_CACHE), config.get(METADATA_BUFFER)),
        config.get(SESSION_TIMEOUT));
  }

  /** The log file, or null for standard error. */
  static @Nullable Path logFile(Config config) {
    String file = config.get(LOG_FILE);
    return file.equals(STDERR) ? null : Path.of(file);
  }

  /** A type with one word more, which stands for 0. */
  private static ConfigType<Long> orWord(String word, ConfigType<Long> type) {
    return new ConfigType<>(
        word + ", or " + type.want(),
        text -> text.equals(word) ? (Long) 0L : type.parser().apply(text));
  }
}
