package io.distfs.integration.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * Selects the product's own classes: no tests, neither as folders nor as the test jars that carry
 * fixtures from module to module. Stateless.
 */
final class ProductOnly implements ImportOption {
  private static final ImportOption NO_TEST_FOLDERS = new ImportOption.DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return NO_TEST_FOLDERS.includes(location) && !location.contains("-tests.jar");
  }
}
