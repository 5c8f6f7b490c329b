package io.distfs.shared.transport;

import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * Who one end of a connection is, as it says in its HELLO. Immutable.
 *
 * @param cluster the cluster it belongs to; null when not known yet (not allowed for servers that
 *     connect to others)
 * @param server its number if it is a server, else null
 */
public record Identity(Role role, @Nullable ClusterId cluster, @Nullable ServerId server) {
  /** What the process is. */
  public enum Role {
    /** A mount or another user of the client library. */
    CLIENT(1),
    /** A member of the cluster. */
    SERVER(2),
    /** The command line and tests. */
    TOOL(3);

    private final int number;

    Role(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static @Nullable Role of(int number) {
      for (Role role : values()) {
        if (role.number == number) {
          return role;
        }
      }
      return null;
    }
  }

  /** A client that learns the cluster's identity from the first server it reaches. */
  public static Identity client() {
    return new Identity(Role.CLIENT, null, null);
  }

  /** A program that asks one thing and ends, of whatever cluster it reaches. */
  public static Identity tool() {
    return new Identity(Role.TOOL, null, null);
  }

  /** A server of a cluster. */
  public static Identity server(ClusterId cluster, ServerId server) {
    return new Identity(Role.SERVER, cluster, server);
  }
}
