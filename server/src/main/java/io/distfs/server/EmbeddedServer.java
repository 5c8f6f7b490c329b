package io.distfs.server;

import io.distfs.server.cluster.DataFolder;
import io.distfs.server.cluster.Formatter;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A one-server cluster inside another process: made on first use, found again later. Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {
  /** How long {@link #start} waits for the server to lead. */
  public static final Duration READY_MAX = Duration.ofSeconds(20);

  private static final long POLL_MILLIS = 5;

  private final ServerAssembly server;
  private final AtomicReference<@Nullable Throwable> failure;

  private EmbeddedServer(ServerAssembly server, AtomicReference<@Nullable Throwable> failure) {
    this.server = server;
    this.failure = failure;
  }

  /**
   * Starts a server on a folder, formatting it if it is empty or absent; returns when the server
   * leads and answers.
   *
   * @param onFailure told, on some thread, when the server has stopped for good by itself
   * @throws FsException as {@link ServerAssembly#start}; ETIMEDOUT if it does not get ready
   */
  public static EmbeddedServer start(
      Path data, HostPort listen, Consumer<? super Throwable> onFailure) {
    return start(ServerSettings.of(data, listen), onFailure);
  }

  /** As {@link #start(Path, HostPort, Consumer)} with settings of the caller's. */
  public static EmbeddedServer start(
      ServerSettings settings, Consumer<? super Throwable> onFailure) {
    if (!DataFolder.isFormatted(settings.data())) {
      ClusterMap map = Formatter.newCluster(List.of(settings.listen()), 1, Instant.now());
      Formatter.format(settings.data(), map, new ServerId(1));
    }
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    ServerAssembly server =
        ServerAssembly.start(
            settings,
            cause -> {
              failure.set(cause);
              onFailure.accept(cause);
            });
    EmbeddedServer embedded = new EmbeddedServer(server, failure);
    try {
      embedded.awaitReady();
    } catch (FsException e) {
      embedded.close();
      throw e;
    }
    return embedded;
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    while (!server.isReady()) {
      Throwable cause = failure.get();
      if (cause != null) {
        throw new FsException(Errno.EIO, "the server stopped while starting: " + cause, cause);
      }
      if (System.nanoTime() > deadline) {
        throw new FsException(
            Errno.ETIMEDOUT, "the server at " + address() + " does not lead after " + READY_MAX);
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FsException(Errno.EINTR, "interrupted while the server started", e);
      }
    }
  }

  /** Where it listens. */
  public HostPort address() {
    return server.self().address();
  }

  /** Stops the server; everything acknowledged is on disk. */
  @Override
  public void close() {
    server.close();
  }
}
