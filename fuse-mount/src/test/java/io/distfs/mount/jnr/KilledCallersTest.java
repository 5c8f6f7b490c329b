package io.distfs.mount.jnr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller waits for a server that does not answer, and gets a signal. */
@Timeout(60)
class KilledCallersTest {
  /** Far less than the deadline of an operation. */
  private static final long FREED_SECONDS_MAX = 10;

  private static void startReading(Process process) {
    Path wait = Path.of("/proc", Long.toString(process.pid()), "wchan");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(wait).matches("(request_wait_answer|.*fuse.*)"));
  }

  private static Process reader(MountedMemory mounted) throws IOException {
    // Past the page cache, whose readahead would wait in a place of its own.
    return new ProcessBuilder("dd", "if=f", "iflag=direct", "of=/dev/null", "bs=4k", "count=1")
        .directory(mounted.root.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void aKilledCallerIsFreedWhileItsRequestGoesOn() throws Exception {
    try (MountedMemory mounted = new MountedMemory()) {
      Shell.run(mounted.root, "head -c 8192 /dev/zero >f");
      CountDownLatch server = new CountDownLatch(1);
      mounted.vfs.stallReads(server);
      try {
        Process process = reader(mounted);
        startReading(process);
        process.destroyForcibly();
        assertThat(process.waitFor(FREED_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      } finally {
        server.countDown();
      }
      assertThat(Shell.run(mounted.root, "cat f | wc -c")).isEqualTo("8192\n");
      await().until(() -> mounted.vfs.openCount() == 0);
    }
  }

  @Test
  void aSignalThatDoesNotKillInterruptsNothing() throws Exception {
    try (MountedMemory mounted = new MountedMemory()) {
      Shell.run(mounted.root, "head -c 8192 /dev/zero >f");
      CountDownLatch server = new CountDownLatch(1);
      mounted.vfs.stallReads(server);
      Process process = reader(mounted);
      try {
        startReading(process);
        Shell.run("kill -USR1 " + process.pid()); // dd only reports its progress
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
      } finally {
        server.countDown();
      }
      assertThat(process.waitFor(FREED_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }
}
