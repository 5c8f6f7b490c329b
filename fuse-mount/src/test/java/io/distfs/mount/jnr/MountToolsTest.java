package io.distfs.mount.jnr;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ordinary tools do on a real mount of a filesystem in memory. */
@Timeout(120)
class MountToolsTest {
  private MountedMemory mounted;

  @BeforeEach
  void mount() throws IOException {
    mounted = new MountedMemory();
  }

  @AfterEach
  void unmount() throws IOException {
    mounted.close();
  }

  private String run(String command) throws IOException, InterruptedException {
    return Shell.run(mounted.root, command);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    run(
        "dd if=/dev/urandom of=/tmp/distfs-dd.$$ bs=64K count=80 status=none;"
            + " cp /tmp/distfs-dd.$$ a; cmp /tmp/distfs-dd.$$ a; rm /tmp/distfs-dd.$$");
  }
}
