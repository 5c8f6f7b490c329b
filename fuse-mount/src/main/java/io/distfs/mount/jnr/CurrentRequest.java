package io.distfs.mount.jnr;

/** The kernel's number of the request that the calling worker has begun with. */
final class CurrentRequest {
  private static final ThreadLocal<Long> UNIQUE = ThreadLocal.withInitial(() -> 0L);

  private CurrentRequest() {}

  static void begin(long unique) {
    UNIQUE.set(unique);
  }

  static long unique() {
    return UNIQUE.get();
  }
}
