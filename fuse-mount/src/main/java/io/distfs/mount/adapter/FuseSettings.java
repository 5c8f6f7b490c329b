package io.distfs.mount.adapter;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How to mount. Immutable.
 *
 * @param mountPoint absolute path of an existing folder
 * @param source what the table of mounts shows as the device
 * @param options what libfuse and the kernel are told, as after {@code -o}
 * @param threads how many requests are worked on at once, 1..{@link #THREADS_MAX}
 * @param attributeTimeout how long the kernel may answer from cached attributes
 * @param entryTimeout how long the kernel may answer from cached names
 * @param directIo whether every file is opened past the kernel's page cache
 */
public record FuseSettings(
    String mountPoint,
    String source,
    List<String> options,
    int threads,
    Duration attributeTimeout,
    Duration entryTimeout,
    boolean directIo) {
  /** The type of the filesystem is {@code fuse.} and this. */
  public static final String SUBTYPE = "distfs";

  /** Greatest number of worker threads. */
  public static final int THREADS_MAX = 256;

  /** Words of mount(2) that libfuse and its tools do not know. */
  private static final Set<String> UNKNOWN_TO_LIBFUSE = Set.of("strictatime", "nodiratime");

  public FuseSettings {
    options = List.copyOf(options);
    if (threads < 1 || threads > THREADS_MAX) {
      throw new IllegalArgumentException("threads out of range 1.." + THREADS_MAX + ": " + threads);
    }
  }

  /** The options as libfuse and fusermount may be given them. */
  public List<String> optionsForLibfuse() {
    return options.stream().filter(option -> !UNKNOWN_TO_LIBFUSE.contains(option)).toList();
  }
}
