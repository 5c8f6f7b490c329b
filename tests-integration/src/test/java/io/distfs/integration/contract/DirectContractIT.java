package io.distfs.integration.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract through the direct adapter. */
class DirectContractIT extends MountContract {
  DirectContractIT(@TempDir Path folder) {
    super("direct", folder, "--adapter", "direct");
  }
}
