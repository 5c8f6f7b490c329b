package io.distfs.mount.command;

import io.distfs.client.vfs.AccessLoggedVfs;
import io.distfs.mount.assembly.MountAssembly;
import io.distfs.mount.assembly.RunningMount;
import io.distfs.mount.config.MountSettings;
import io.distfs.mount.logging.MountLogging;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.systemd.ServiceManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of the process that holds a mount. Confined to the main thread but for the signal. */
final class MountRun {
  private static final Logger LOG = LoggerFactory.getLogger(MountRun.class);

  private final MountSettings settings;
  private final @Nullable Path logFile;

  MountRun(MountSettings settings, @Nullable Path logFile) {
    this.settings = settings;
    this.logFile = logFile;
  }

  /** Mounts and stays until unmounted; the exit code. */
  int inForeground() throws InterruptedException {
    return untilUnmounted(() -> {});
  }

  /** As {@link #inForeground}, telling the launching process when it is mounted. */
  int inBackground() throws InterruptedException {
    return untilUnmounted(Background::tellReady);
  }

  private int untilUnmounted(Runnable onReady) throws InterruptedException {
    if (logFile != null) {
      MountLogging.toFile(logFile);
    }
    if (settings.accessLog() != null) {
      MountLogging.accessToFile(AccessLoggedVfs.LOGGER_NAME, settings.accessLog());
    }
    ServiceManager manager = ServiceManager.ofEnvironment();
    RunningMount mount = started();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> terminate(mount, manager), "terminate"));
    manager.ready("mounted on " + settings.mountPoint());
    onReady.run();
    List<String> unsaved = mount.awaitEnd();
    manager.stopping();
    return exitCode(unsaved);
  }

  private RunningMount started() {
    writePidFile();
    boolean mounted = false;
    try {
      RunningMount mount = MountAssembly.start(settings);
      mounted = true;
      return mount;
    } catch (FsException e) {
      LOG.error("not mounted: {}", e.getMessage());
      throw e;
    } finally {
      if (!mounted) {
        removePidFile();
      }
    }
  }

  /**
   * Runs when the JVM is told to end (SIGTERM, SIGINT), and harmlessly after an ordinary end. It
   * has the last word on the exit code, which would be 143 else.
   */
  private void terminate(RunningMount mount, ServiceManager manager) {
    try {
      manager.stopping();
      int code = exitCode(mount.unmount());
      removePidFile();
      Runtime.getRuntime().halt(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted while unmounting {}", settings.mountPoint());
    }
  }

  private static int exitCode(List<String> unsaved) {
    return unsaved.isEmpty() ? ExitCodes.OK : ExitCodes.UNSAVED_DATA;
  }

  private void writePidFile() {
    Path file = settings.pidFile();
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, ProcessHandle.current().pid() + "\n", StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "pid file " + file + " cannot be written: " + e, e);
    }
  }

  private void removePidFile() {
    Path file = settings.pidFile();
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("pid file {} stays: {}", file, e.toString());
    }
  }
}
