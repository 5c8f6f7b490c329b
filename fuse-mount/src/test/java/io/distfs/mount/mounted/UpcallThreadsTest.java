package io.distfs.mount.mounted;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.mount.adapter.AdapterKind;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An upcall must not cost a thread: libfuse's own threads would be attached anew for each. */
@ParameterizedClass
@EnumSource(AdapterKind.class)
@Timeout(60)
class UpcallThreadsTest {
  private final AdapterKind adapter;

  UpcallThreadsTest(AdapterKind adapter) {
    this.adapter = adapter;
  }

  /** What starting a process costs the JVM, with room. */
  private static final long STARTS_MAX = 20;

  @Test
  void aThousandStatsStartNoThreads() throws Exception {
    try (MountedMemory mounted = new MountedMemory(adapter, Duration.ZERO)) {
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
          adapter
              + ": 1,000 stats: "
              + (after - before)
              + " thread starts, "
              + perSecond.strip()
              + "/s");
      assertThat(after - before).isLessThan(STARTS_MAX);
    }
  }
}
