package io.distfs.benchmark.mount;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work split over threads. Stateless. */
final class Threads {
  private Threads() {}

  /** What one of the threads does. */
  @FunctionalInterface
  interface Part {
    void run(int thread) throws IOException;
  }

  /** Runs the part of each thread, numbered from 0; returns when all are done. */
  static void runEach(int threads, Part part) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        running.add(
            pool.submit(
                () -> {
                  part.run(thread);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
