package io.distfs.mount.mounted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.mount.adapter.AdapterKind;
import io.distfs.mount.direct.DirectMount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only the direct adapter can. */
@Timeout(120)
class DirectMountTest {
  private MountedMemory mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = new MountedMemory(AdapterKind.DIRECT);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private String run(String command) throws Exception {
    return Shell.run(mounted.root, command);
  }

  private long inodesHeld() {
    return ((DirectMount) mounted.mount).inodesHeld();
  }

  @Test
  void theKernelForgetsWhatItWasGiven() throws Exception {
    run("mkdir -p a/b c; for i in $(seq 300); do echo $i >a/b/$i; ln a/b/$i c/$i; done");
    run(
        "find . -ls >/dev/null; ls -lR >/dev/null; cat a/b/* >/dev/null; rm -r c; ls nothing || true");
    assertThat(inodesHeld()).isGreaterThan(300);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              Shell.run("sync; echo 2 >/proc/sys/vm/drop_caches");
              assertThat(inodesHeld()).isZero();
            });
  }

  @Test
  void requestsOf1MebibytePass() throws Exception {
    run("head -c 8388608 /dev/urandom >a; dd if=a of=b bs=4M oflag=direct status=none; cmp a b");
    run("dd if=b of=c bs=4M iflag=direct status=none; cmp a c");
    assertThat(mounted.vfs.greatestTransfer()).isEqualTo(1 << 20);
  }

  /** Through the page cache the kernel cuts a write in two where a page begins that it lacks. */
  @Test
  void anAppendedRecordComesInOnePiece() throws Exception {
    run("for i in $(seq 200); do printf '%099d\\n' $i; done >>f");
    assertThat(mounted.vfs.writeCount()).isEqualTo(200);
    assertThat(run("stat -c %s f; tail -n 1 f | sed 's/^0*//'")).isEqualTo("20000\n200\n");
  }

  @Test
  void aReaderSeesWhatIsAppendedAfterItRead() throws Exception {
    run(
        "echo one >>f; exec 4<f; cat <&4 >a; echo two >>f; cat <&4 >b; exec 4<&-;"
            + " test \"$(cat a)\" = one; test \"$(cat b)\" = two");
  }

  @Test
  void theTimeOfBirthIsTold() throws Exception {
    run("touch f; test $(stat -c %W f) -gt 0");
  }

  @Test
  void aWaitingReaderHoldsNobodyUp() throws Exception {
    run("head -c 8192 /dev/zero >f; echo text >g");
    CountDownLatch server = new CountDownLatch(1);
    mounted.vfs.stall(server);
    Process waiting =
        new ProcessBuilder("dd", "if=f", "iflag=direct", "of=/dev/null", "bs=4k", "count=1")
            .directory(mounted.root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      run("for i in $(seq 20); do stat f g >/dev/null; touch h$i; done; ls -l | wc -l");
      assertThat(waiting.isAlive()).isTrue();
    } finally {
      server.countDown();
    }
    assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aNameThatWasAbsentIsSeenOnceItIsMade() throws Exception {
    run("! stat n 2>/dev/null; echo 1 >n; cat n; rm n; ! cat n 2>/dev/null; mkdir n; stat n");
  }

  @Test
  void everyDirectoryEntryComesOnceWithAndWithoutAttributes() throws Exception {
    run("mkdir d; cd d; seq -f 'file-%05g' 3000 | xargs touch");
    assertThat(run("ls -l d | tail -n +2 | wc -l; ls -f d | wc -l; ls -l d | sort -u | wc -l"))
        .isEqualTo("3000\n3002\n3001\n");
  }

  @Test
  void aLazyUnmountEndsWithTheLastOpenFile() throws Exception {
    run("echo text >f");
    Process holder =
        new ProcessBuilder("bash", "-c", "exec 3<f; cd /; read -r _; cat <&3")
            .directory(mounted.root.toFile())
            .redirectErrorStream(true)
            .start();
    await().until(() -> mounted.vfs.openCount() == 1);
    Shell.run("umount -l " + mounted.root);
    assertThat(mounted.mount.awaitEnd(Duration.ofMillis(200))).isFalse();
    holder.getOutputStream().write('\n');
    holder.getOutputStream().flush();
    assertThat(new String(holder.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("text\n");
    assertThat(mounted.mount.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }
}
