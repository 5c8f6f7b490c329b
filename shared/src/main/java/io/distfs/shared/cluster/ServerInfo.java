package io.distfs.shared.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.util.UUID;

/**
 * A server as the cluster map knows it.
 *
 * @param uuid identity of its data folder; an emptied folder never comes back under it
 * @param weight share of the data relative to others, 1..10,000; 100 is usual
 * @param failureDomain label of what fails together (host, rack); replicas go to distinct ones
 */
public record ServerInfo(
    ServerId id, UUID uuid, HostPort address, int weight, String failureDomain) {
  /** Greatest weight. */
  public static final int WEIGHT_MAX = 10_000;

  public ServerInfo {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new FsException(
          Errno.EINVAL, "server " + id + " with weight " + weight + ", want 1.." + WEIGHT_MAX);
    }
  }
}
