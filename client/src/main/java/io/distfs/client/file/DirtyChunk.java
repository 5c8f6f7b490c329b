package io.distfs.client.file;

import java.nio.ByteBuffer;

/**
 * Written bytes of one chunk-sized, chunk-aligned part of a file, at the same place in the memory
 * as in the part. Guarded by the lock of its file while it can still be written to; unchanging
 * afterwards.
 */
final class DirtyChunk {
  final long base;
  final ByteBuffer memory;
  final Ranges ranges = new Ranges();

  DirtyChunk(long base, ByteBuffer memory) {
    this.base = base;
    this.memory = memory;
  }

  /** Takes the source's bytes, which lie within this part. */
  void write(long offset, ByteBuffer source) {
    int at = (int) (offset - base);
    int length = source.remaining();
    memory.duplicate().clear().position(at).put(source);
    ranges.add(offset, offset + length);
  }

  /** A view of written bytes. */
  ByteBuffer view(Ranges.Range range) {
    return memory.slice((int) (range.from() - base), (int) range.bytes());
  }
}
