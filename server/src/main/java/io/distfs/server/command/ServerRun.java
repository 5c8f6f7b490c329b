package io.distfs.server.command;

import io.distfs.server.ServerAssembly;
import io.distfs.server.ServerSettings;
import io.distfs.shared.systemd.ServiceManager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server as a process of its own: runs until a signal or a fault ends it. Used once. */
final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

  /** Less than systemd's and the tests' patience. */
  private static final Duration STOP_MAX = Duration.ofSeconds(15);

  private final ServerSettings settings;
  private final ServiceManager manager = ServiceManager.ofEnvironment();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /** Whether the process ends by itself, so that the shutdown hook has nothing to do. */
  private final AtomicBoolean ending = new AtomicBoolean();

  ServerRun(ServerSettings settings) {
    this.settings = settings;
  }

  /** Runs; comes back only when the server has failed, with an exit code. */
  int untilStopped() {
    ServerAssembly server = ServerAssembly.start(settings, failure::complete);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("distfs-stop").unstarted(() -> stop(server)));
    LOG.info(
        "server {} answers on {}, data in {}",
        server.self().id(),
        server.self().address(),
        settings.data());
    manager.ready("server " + server.self().id() + " answers on " + server.self().address());
    Throwable cause = failure.join();
    LOG.error("the server cannot go on", cause);
    ending.set(true);
    return ExitCodes.INTERNAL;
  }

  /** A signal: ends in order, and with success, which is what whoever sent it asked for. */
  private void stop(ServerAssembly server) {
    if (ending.get()) {
      return;
    }
    LOG.info("stopping");
    manager.stopping();
    Thread.ofPlatform().daemon().name("distfs-stop-limit").start(ServerRun::haltWhenTooSlow);
    server.close();
    LOG.info("stopped");
    // The JVM's own exit code after SIGTERM would be 143.
    Runtime.getRuntime().halt(ExitCodes.OK);
  }

  private static void haltWhenTooSlow() {
    try {
      Thread.sleep(STOP_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    LOG.error("could not stop within {}: ending all the same", STOP_MAX);
    Runtime.getRuntime().halt(ExitCodes.STOP_TOO_SLOW);
  }
}
