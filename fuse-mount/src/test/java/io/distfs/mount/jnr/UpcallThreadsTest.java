package io.distfs.mount.jnr;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An upcall must not cost a thread: libfuse's own threads would be attached anew for each. */
@Timeout(60)
class UpcallThreadsTest {
  /** What starting a process costs the JVM, with room. */
  private static final long STARTS_MAX = 20;

  @Test
  void aThousandStatsStartNoThreads() throws Exception {
    try (MountedMemory mounted = new MountedMemory(0)) {
      Shell.run(mounted.root, "mkdir -p a/b; touch a/b/c");
      long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
      String perSecond =
          Shell.run(
              mounted.root,
              """
              python3 -c "
              import os, time
              start = time.time()
              for i in range(1000): os.stat('a/b/c')
              print(int(1000 / (time.time() - start)))
              "
              """);
      long after = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
      System.out.println(
          "1,000 stats: " + (after - before) + " thread starts, " + perSecond.strip() + "/s");
      assertThat(after - before).isLessThan(STARTS_MAX);
    }
  }
}
