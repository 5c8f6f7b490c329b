package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of another process, as the kernel counts it in {@code /proc/PID/stat}, in units of 10
 * ms.
 *
 * @param pid the process
 */
public record ProcessCpu(long pid) {
  private static final int MICROS_PER_TICK = 10_000;

  /** Of the fields behind the name of the program: those in user and in system mode. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  /** All of it so far, in microseconds. */
  long micros() throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MICROS_PER_TICK;
  }
}
