package io.distfs.benchmark.mount;

import java.io.PrintStream;
import java.util.Locale;

/** Prints one JSON line per figure. Confined to one thread. */
public final class Report {
  private static final double MIBIBYTE = 1 << 20;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final String label;
  private final PrintStream out;

  /** Figures under this label, to this stream. */
  public Report(String label, PrintStream out) {
    this.label = label;
    this.out = out;
  }

  /** Bytes moved in so many nanoseconds, as MiB/s. */
  public void throughput(String workload, long bytes, long nanos) {
    line(workload, bytes / MIBIBYTE / (nanos / NANOS_PER_SECOND), "MiB/s");
  }

  /** Things done in so many nanoseconds, as unit per second. */
  public void rate(String workload, long count, long nanos, String unit) {
    line(workload, count / (nanos / NANOS_PER_SECOND), unit);
  }

  /** A wall-clock time. */
  public void seconds(String workload, long nanos) {
    line(workload, nanos / NANOS_PER_SECOND, "s");
  }

  /** Time for each of many operations. */
  public void micros(String workload, double micros) {
    line(workload, micros, "us");
  }

  /** Latency percentiles and the rate of operations done one after the other. */
  public void latencies(String workload, Latencies latencies) {
    line(workload + "_p50", latencies.percentile(50) / NANOS_PER_MILLI, "ms");
    line(workload + "_p99", latencies.percentile(99) / NANOS_PER_MILLI, "ms");
    line(workload + "_max", latencies.percentile(100) / NANOS_PER_MILLI, "ms");
    rate(workload, latencies.count(), latencies.sumNanos(), "ops/s");
  }

  /** A workload that did not finish. */
  public void failed(String workload, Exception why) {
    out.println(
        "{\"workload\":\""
            + workload
            + "\",\"label\":\""
            + label
            + "\",\"value\":null,\"error\":\""
            + String.valueOf(why).replace('\\', '/').replace('"', '\'').replace('\n', ' ')
            + "\"}");
    out.flush();
  }

  private void line(String workload, double value, String unit) {
    out.println(
        String.format(
            Locale.ROOT,
            "{\"workload\":\"%s\",\"label\":\"%s\",\"value\":%.4g,\"unit\":\"%s\"}",
            workload,
            label,
            value,
            unit));
    out.flush();
  }
}
