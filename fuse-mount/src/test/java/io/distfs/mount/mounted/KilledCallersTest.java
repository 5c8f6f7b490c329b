package io.distfs.mount.mounted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.mount.adapter.AdapterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller waits for a server that does not answer, and gets a signal. */
@ParameterizedClass
@EnumSource(AdapterKind.class)
@Timeout(60)
class KilledCallersTest {
  private final AdapterKind adapter;

  KilledCallersTest(AdapterKind adapter) {
    this.adapter = adapter;
  }

  /** Far less than the deadline of an operation. */
  private static final long FREED_SECONDS_MAX = 10;

  /** Until it waits for its answer: what its start asked of the mount does not count. */
  private static void awaitAsking(Process process) throws IOException {
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    Path wait = Path.of("/proc", Long.toString(process.pid()), "wchan");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(wait).matches("(request_wait_answer|.*fuse.*)"));
  }

  /** Asks for the room, which waits for its answer wherever a server is slow. */
  private static Process asker(MountedMemory mounted) throws IOException {
    return new ProcessBuilder(
            "python3",
            "-c",
            "import os, signal; signal.signal(signal.SIGUSR1, lambda *_: None);"
                + " print('ready', flush=True); os.statvfs('.')")
        .directory(mounted.root.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void aKilledCallerIsFreedWhileItsRequestGoesOn() throws Exception {
    try (MountedMemory mounted = new MountedMemory(adapter)) {
      CountDownLatch server = new CountDownLatch(1);
      mounted.vfs.stall(server);
      try {
        Process process = asker(mounted);
        awaitAsking(process);
        process.destroyForcibly();
        assertThat(process.waitFor(FREED_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      } finally {
        server.countDown();
      }
      assertThat(Shell.run(mounted.root, "echo text >f; cat f")).isEqualTo("text\n");
    }
  }

  @Test
  void aSignalThatDoesNotKillInterruptsNothing() throws Exception {
    try (MountedMemory mounted = new MountedMemory(adapter)) {
      CountDownLatch server = new CountDownLatch(1);
      mounted.vfs.stall(server);
      Process process = asker(mounted);
      try {
        awaitAsking(process);
        Shell.run("kill -USR1 " + process.pid());
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
      } finally {
        server.countDown();
      }
      assertThat(process.waitFor(FREED_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }
}
