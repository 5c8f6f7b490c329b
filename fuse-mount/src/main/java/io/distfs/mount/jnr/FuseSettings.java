package io.distfs.mount.jnr;

import java.util.List;

/**
 * How to mount. Immutable.
 *
 * @param mountPoint absolute path of an existing folder
 * @param options what libfuse and the kernel are told, as after {@code -o}
 * @param threads how many requests are worked on at once, 1..{@link #THREADS_MAX}
 * @param attributeSeconds how long the kernel may answer from cached attributes
 * @param entrySeconds how long the kernel may answer from cached names
 * @param directIo whether every file is opened past the kernel's page cache
 */
public record FuseSettings(
    String mountPoint,
    List<String> options,
    int threads,
    double attributeSeconds,
    double entrySeconds,
    boolean directIo) {
  /** Greatest number of worker threads. */
  public static final int THREADS_MAX = 256;

  public FuseSettings {
    options = List.copyOf(options);
    if (threads < 1 || threads > THREADS_MAX) {
      throw new IllegalArgumentException("threads out of range 1.." + THREADS_MAX + ": " + threads);
    }
  }
}
