package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback addresses nobody listens on, for tests. Ports lie below the kernel's ephemeral range, so
 * that no outgoing connection takes one before the test binds it. Thread-safe.
 */
public final class FreePort {
  private static final int FIRST = 15_000;
  private static final int COUNT = 17_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

  private FreePort() {}

  /** An address of 127.0.0.1 that was free a moment ago. */
  public static HostPort next() {
    for (int attempt = 0; attempt < COUNT; attempt++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return new HostPort("127.0.0.1", port);
      }
    }
    throw new IllegalStateException("no free port in " + FIRST + ".." + (FIRST + COUNT));
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
