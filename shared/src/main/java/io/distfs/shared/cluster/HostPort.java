package io.distfs.shared.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;

/** Where a server listens: host name or literal address, and TCP port 1..65535. */
public record HostPort(String host, int port) {
  /** The port servers listen on unless told otherwise. */
  public static final int DEFAULT_PORT = 7400;

  private static final int PORT_MAX = 65_535;

  public HostPort {
    if (host.isEmpty() || port < 1 || port > PORT_MAX) {
      throw new FsException(Errno.EINVAL, "not an address: '" + host + ":" + port + "'");
    }
  }

  /**
   * Parses {@code host}, {@code host:port} or {@code [v6]:port}; the port defaults to {@link
   * #DEFAULT_PORT}.
   *
   * @throws FsException EINVAL, naming the text
   */
  public static HostPort parse(String text) {
    int bracket = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    if (colon <= bracket) {
      return new HostPort(unbracketed(text), DEFAULT_PORT);
    }
    try {
      return new HostPort(
          unbracketed(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new FsException(
          Errno.EINVAL, "not an address: '" + text + "', want host:port with port 1..65535", e);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
