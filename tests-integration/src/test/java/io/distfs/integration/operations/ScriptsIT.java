package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scripts are free of what shellcheck finds. */
class ScriptsIT {
  private static final List<String> FOLDERS =
      List.of(".", ".ci", "bin", "scripts", "benchmarks", "tests-integration/src/test/resources");
  private static final int DEPTH_MAX = 3;

  @Test
  void scriptsPassShellcheck() throws IOException {
    List<String> command =
        new ArrayList<>(List.of("shellcheck", "-x", "-P", Checkout.file("").toString()));
    for (String folder : FOLDERS) {
      int depth = folder.equals(".") ? 1 : DEPTH_MAX;
      try (Stream<Path> files =
          Files.find(Checkout.file(folder), depth, (p, a) -> a.isRegularFile())) {
        files.filter(ScriptsIT::isShellScript).map(Path::toString).sorted().forEach(command::add);
      }
    }
    assertThat(command).hasSizeGreaterThan(8);
    Shell.Output ended = Shell.run(Shell.LIMIT, command);
    assertThat(ended.text()).isEmpty();
    assertThat(ended.status()).isZero();
  }

  /** What is only sourced is checked with the scripts that source it, which set its variables. */
  private static boolean isShellScript(Path file) {
    if (file.toString().contains("/target/")) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(32), StandardCharsets.ISO_8859_1);
      return start.startsWith("#!/usr/bin/env bash") || start.startsWith("#!/bin/sh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
