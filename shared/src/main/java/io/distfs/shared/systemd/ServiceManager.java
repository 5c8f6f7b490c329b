package io.distfs.shared.systemd;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, if any: systemd, or what sets NOTIFY_SOCKET as it
 * does. Thread-safe. Telling it something never fails: a program must not end because nobody
 * listens.
 */
public final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final String VARIABLE = "NOTIFY_SOCKET";

  private final @Nullable String socket;

  private ServiceManager(@Nullable String socket) {
    this.socket = socket;
  }

  /** The one that the environment names. */
  public static ServiceManager ofEnvironment() {
    return new ServiceManager(System.getenv(VARIABLE));
  }

  /** The one that listens on a socket; a leading '@' stands for the abstract namespace. */
  static ServiceManager listeningOn(String socket) {
    return new ServiceManager(socket);
  }

  /** The program answers from now on. */
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /** The program has begun to end. */
  public void stopping() {
    tell("STOPPING=1");
  }

  private void tell(String message) {
    if (socket == null || socket.isEmpty()) {
      return;
    }
    int errno = UnixDatagram.send(socket, message.getBytes(StandardCharsets.UTF_8));
    if (errno != 0) {
      LOG.warn("telling the service manager on {} failed: errno {}", socket, errno);
    }
  }
}
