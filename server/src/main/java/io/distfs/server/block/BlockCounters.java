package io.distfs.server.block;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link BlockStatistics}. Thread-safe. */
final class BlockCounters {
  final LongAdder forces = new LongAdder();
  final LongAdder blocksForced = new LongAdder();
  final LongAdder checksumMismatches = new LongAdder();
  final LongAdder ioErrors = new LongAdder();
  final LongAdder filesSealed = new LongAdder();
  final LongAdder slotsDamaged = new LongAdder();
  final LongAdder overlapsResolved = new LongAdder();
  final LongAdder bitmapWordsRepaired = new LongAdder();

  BlockStatistics snapshot() {
    return new BlockStatistics(
        forces.sum(),
        blocksForced.sum(),
        checksumMismatches.sum(),
        ioErrors.sum(),
        filesSealed.sum(),
        slotsDamaged.sum(),
        overlapsResolved.sum(),
        bitmapWordsRepaired.sum());
  }
}
