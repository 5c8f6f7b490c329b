package io.distfs.shared.message;

import io.distfs.shared.id.SessionId;

/** A session says that it is alive; to the leader. Errno ESTALE if the session is gone. */
public record KeepAlive(SessionId session) {

  /**
   * The leader's reply.
   *
   * @param orphanSequence number of the newest orphan: above what the session last reported, it
   *     asks {@link Query.OrphansAfter} and sends {@link Mutation.ReportHeld}
   * @param clusterEpoch of the cluster map: a newer one is fetched
   * @param sessionMillis how long the server keeps the session without another word
   */
  public record Reply(long orphanSequence, long clusterEpoch, int sessionMillis) {}
}
