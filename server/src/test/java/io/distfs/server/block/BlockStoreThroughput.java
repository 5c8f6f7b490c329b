package io.distfs.server.block;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.BlockPiece;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Measures one thread writing blocks with a force each, by hand, never in the test suite: {@code
 * DIRECTORY BLOCK_BYTES BLOCKS IN_FLIGHT}. Round 0 writes fresh space, the others reuse it.
 */
final class BlockStoreThroughput {
  private static final int PIECE_BYTES = 512 << 10;
  private static final int ROUNDS = 4;
  private static final long FILE_BYTES = 1L << 30;

  private BlockStoreThroughput() {}

  public static void main(String[] args) {
    int bytes = Integer.parseInt(args[1]);
    int blocks = Integer.parseInt(args[2]);
    int inFlight = Integer.parseInt(args[3]);
    BlockStoreSettings settings = new BlockStoreSettings(FILE_BYTES * 4, FILE_BYTES, 4096, 0);
    UUID id = new UUID(1, 2);
    try (BlockStore store = BlockStore.open(Path.of(args[0]), settings, id)) {
      ByteBuffer data = ByteBuffer.allocateDirect(bytes);
      new Random(1).ints(bytes / 4).forEach(data::putInt);
      long next = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        write(store, data, next, blocks, inFlight);
        report("write " + round, start, bytes, blocks);
        start = System.nanoTime();
        for (int i = 0; i < blocks; i++) {
          store.read(new BlockId(next + i), 0, bytes).close();
        }
        report("verified read " + round, start, bytes, blocks);
        for (int i = 0; i < blocks; i++) {
          store.delete(new BlockId(next + i));
        }
        store.sync();
        next += blocks;
      }
      System.out.println(store.statistics());
    }
  }

  private static void write(
      BlockStore store, ByteBuffer data, long first, int blocks, int inFlight) {
    Deque<CompletableFuture<CommittedBlock>> open = new ArrayDeque<>();
    BlockPiece.Hint hint = new BlockPiece.Hint(new InodeId(1), 0, 0);
    for (int i = 0; i < blocks; i++) {
      BlockWriter writer = store.begin(new BlockId(first + i), data.capacity(), hint);
      for (int at = 0; at < data.capacity(); at += PIECE_BYTES) {
        writer.write(at, data.slice(at, Math.min(PIECE_BYTES, data.capacity() - at)));
      }
      open.add(writer.commit());
      while (open.size() >= inFlight) {
        open.remove().join();
      }
    }
    open.forEach(CompletableFuture::join);
  }

  private static void report(String what, long start, int bytes, int blocks) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %.0f MiB/s, %.2f ms per block%n",
        what, (double) bytes * blocks / (1 << 20) / seconds, seconds * 1000 / blocks);
  }
}
