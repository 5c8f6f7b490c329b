package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import java.time.Duration;
import java.util.List;

/** Runs the product's own verifier on a running cluster. */
final class ClusterCheck {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ClusterCheck() {}

  /** Fails unless the structure is sound on every server and the same on all. */
  static void assertClean(TestCluster cluster) {
    Shell.Output output =
        Shell.run(
            LIMIT, List.of(Checkout.bin("distfs"), "verify", "--servers", cluster.addresses()));
    assertThat(output.status()).as("distfs verify said: %s", output.text()).isZero();
  }
}
