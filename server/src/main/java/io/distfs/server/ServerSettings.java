package io.distfs.server;

import io.distfs.server.store.StoreSettings;
import io.distfs.shared.cluster.HostPort;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a server runs. Immutable.
 *
 * @param data its formatted folder
 * @param listen where clients and peers reach it
 * @param capacityBytes greatest sum of the sizes of all block files; 0 for what the filesystem
 *     under the folder has, less a reserve
 * @param blockFileBytes size of a new block file; less on a small filesystem
 * @param store memory of the metadata store
 * @param session how long a silent client session is kept
 */
public record ServerSettings(
    Path data,
    HostPort listen,
    long capacityBytes,
    long blockFileBytes,
    StoreSettings store,
    Duration session) {
  /** How long a silent session is kept unless told otherwise. */
  public static final Duration SESSION_DEFAULT = Duration.ofSeconds(30);

  /** Size of a new block file unless told otherwise. */
  public static final long BLOCK_FILE_BYTES_DEFAULT = 1L << 30;

  /** All defaults. */
  public static ServerSettings of(Path data, HostPort listen) {
    return new ServerSettings(
        data, listen, 0, BLOCK_FILE_BYTES_DEFAULT, StoreSettings.DEFAULT, SESSION_DEFAULT);
  }
}
