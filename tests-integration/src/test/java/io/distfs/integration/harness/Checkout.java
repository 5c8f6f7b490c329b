package io.distfs.integration.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout whose launchers are under test. */
public final class Checkout {
  private static final Path ROOT = find();

  private Checkout() {}

  /** A launcher in {@code bin/}. */
  public static String bin(String name) {
    return ROOT.resolve("bin").resolve(name).toString();
  }

  /** A file by its path from the root of the checkout. */
  public static Path file(String path) {
    return ROOT.resolve(path);
  }

  private static Path find() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("run-tests"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("not within a checkout: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }
}
