package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;

/**
 * Which AppendEntries an event loop may take care of by itself. Stateless.
 *
 * <p>Short ones are what a follower that keeps up gets: the next entry, or a heartbeat. Nothing
 * about them reads old entries from the disk. Many entries at once are for one that lags, and a
 * probe asks where it stands: those may read much, which is for a thread that nobody else waits
 * for.
 */
final class ShortAppend {
  private static final int ENTRIES_MAX = 8;
  private static final int BYTES_MAX = 256 << 10;

  private ShortAppend() {}

  static boolean is(AppendEntriesRequest request) {
    return !isProbe(request)
        && request.getEntriesCount() <= ENTRIES_MAX
        && request.getData().size() <= BYTES_MAX;
  }

  /** A probe has no entries and, unlike a heartbeat, a data field, empty. */
  private static boolean isProbe(AppendEntriesRequest request) {
    return request.getEntriesCount() == 0 && request.hasData();
  }

  /** Neither entry nor probe: it says nothing about how far the follower is. */
  static boolean isHeartbeat(AppendEntriesRequest request) {
    return request.getEntriesCount() == 0 && !request.hasData();
  }
}
