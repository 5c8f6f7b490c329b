package io.distfs.server.namespace;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A walk over stored entries with pending changes laid over them. Confined to one thread. */
final class OverlayCursor implements MetaReader.Cursor {
  private final MetaReader.Cursor below;
  private final List<Map.Entry<byte[], MetaTransaction.Slot>> above;
  private int aboveIndex;
  private byte @Nullable [] belowKey;
  private byte[] key = Keys.FIRST;
  private byte[] value = Keys.FIRST;

  OverlayCursor(MetaReader.Cursor below, List<Map.Entry<byte[], MetaTransaction.Slot>> above) {
    this.below = below;
    this.above = above;
    stepBelow();
  }

  @Override
  public boolean next() {
    while (belowKey != null || aboveIndex < above.size()) {
      int order = order();
      if (order < 0) {
        takeBelow();
        return true;
      }
      if (order == 0) {
        stepBelow();
      }
      if (takeAbove()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public void close() {
    below.close();
  }

  private int order() {
    byte[] stored = belowKey;
    if (stored == null) {
      return 1;
    }
    return aboveIndex == above.size()
        ? -1
        : Arrays.compareUnsigned(stored, above.get(aboveIndex).getKey());
  }

  private void takeBelow() {
    key = below.key();
    value = below.value();
    stepBelow();
  }

  private boolean takeAbove() {
    Map.Entry<byte[], MetaTransaction.Slot> entry = above.get(aboveIndex++);
    byte[] pending = entry.getValue().value();
    if (pending == null) {
      return false;
    }
    key = entry.getKey();
    value = pending;
    return true;
  }

  private void stepBelow() {
    belowKey = below.next() ? below.key() : null;
  }
}
