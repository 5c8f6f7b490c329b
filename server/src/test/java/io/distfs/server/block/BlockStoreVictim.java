package io.distfs.server.block;

import io.distfs.shared.id.BlockId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that writes and deletes blocks until it is killed, saying what it was promised: {@code
 * DIRECTORY FIRST_ID}. Lines: "ack ID LENGTH" after a commit, "del ID" before a delete.
 */
final class BlockStoreVictim {
  static final long FILE_BYTES = 16 << 20;
  static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(4 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final int THREADS = 3;
  private static final int KEPT_PER_THREAD = 24;
  private static final int LENGTH_LIMIT = 700_000;

  private BlockStoreVictim() {}

  public static void main(String[] args) throws InterruptedException {
    AtomicLong next = new AtomicLong(Long.parseLong(args[1]));
    BlockStore store = BlockStore.open(Path.of(args[0]), SETTINGS, BlockStoreTest.STORE);
    Thread[] writers = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      writers[i] = Thread.ofPlatform().start(() -> write(store, next, System.out));
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private static void write(BlockStore store, AtomicLong next, PrintStream out) {
    Deque<BlockId> kept = new ArrayDeque<>();
    SplittableRandom random = new SplittableRandom(next.get());
    while (true) {
      BlockId block = new BlockId(next.getAndIncrement());
      int length = 1 + random.nextInt(LENGTH_LIMIT);
      SampleBlocks.write(store, block, length);
      out.println("ack " + block.value() + " " + length);
      kept.add(block);
      if (kept.size() > KEPT_PER_THREAD) {
        BlockId old = kept.remove();
        out.println("del " + old.value());
        store.delete(old);
      }
    }
  }
}
