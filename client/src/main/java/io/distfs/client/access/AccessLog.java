package io.distfs.client.access;

import io.distfs.shared.error.FsException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each operation: name and arguments, result or errno, microseconds.
 * Thread-safe.
 *
 * <pre>
 *   lookup(1, report.txt): 4711 [312 us]
 *   open(4711, 0100002): ETIMEDOUT [30000124 us]
 * </pre>
 */
final class AccessLog {
  /** The logger's name: where it goes is the front end's business. */
  static final String LOGGER = "io.distfs.access";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final long NANOS_PER_MICRO = 1_000;

  /** What is called, in words. */
  interface Call {
    String words();
  }

  /** Carries out an operation and logs it. */
  <T> T of(Call call, Supplier<T> operation) {
    long start = System.nanoTime();
    try {
      T result = operation.get();
      write(call, Result.of(result), start);
      return result;
    } catch (FsException e) {
      write(call, e.errno().name(), start);
      throw e;
    } catch (RuntimeException | Error e) {
      write(call, e.getClass().getSimpleName(), start);
      throw e;
    }
  }

  /** As {@link #of}, for what has no result. */
  void of(Call call, Runnable operation) {
    of(
        call,
        () -> {
          operation.run();
          return "ok";
        });
  }

  private static void write(Call call, String result, long start) {
    long micros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    LOG.info("{}: {} [{} us]", call.words(), result, micros);
  }
}
