package io.distfs.shared.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {
  private static final int ENOENT = 2;
  private static final int ENAMETOOLONG = 36;

  @TempDir Path folder;

  @Test
  void nobodyListeningIsNoFailure() {
    ServiceManager.listeningOn(folder.resolve("nobody").toString()).ready("here");
    ServiceManager.ofEnvironment().stopping();
  }

  @Test
  void theErrnoIsTold() {
    assertThat(UnixDatagram.send(folder.resolve("nobody").toString(), new byte[] {1}))
        .isEqualTo(ENOENT);
    assertThat(UnixDatagram.send("/" + "x".repeat(200), new byte[] {1})).isEqualTo(ENAMETOOLONG);
  }
}
