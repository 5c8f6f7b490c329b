package io.distfs.integration.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract through libfuse 2. */
class JnrContractIT extends MountContract {
  JnrContractIT(@TempDir Path folder) {
    super("jnr", folder, "--adapter", "jnr");
  }
}
