package io.distfs.server.namespace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes not yet written, over a reader: reads see them, a command's share of them can be undone,
 * and together they become one {@link MetaStore#write}. Confined to one thread.
 *
 * <p>Arrays handed out by {@link #get} belong to the transaction and must not be changed.
 */
final class MetaTransaction implements MetaReader {
  private final MetaReader base;
  private final Map<Table, NavigableMap<byte[], Slot>> pending = new EnumMap<>(Table.class);
  private final List<Undo> journal = new ArrayList<>();

  MetaTransaction(MetaReader base) {
    this.base = base;
    for (Table table : Table.values()) {
      pending.put(table, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    Slot slot = slots(table).get(key);
    return slot != null ? slot.value() : base.get(table, key);
  }

  void put(Table table, byte[] key, byte[] value) {
    set(table, key, new Slot(value));
  }

  void delete(Table table, byte[] key) {
    set(table, key, new Slot(null));
  }

  /** From here on {@link #undo} takes changes back; what came before stays. */
  void mark() {
    journal.clear();
  }

  /** Takes back all changes since the last {@link #mark}. */
  void undo() {
    for (Undo undo : journal.reversed()) {
      Map<byte[], Slot> slots = slots(undo.table);
      Slot previous = undo.previous;
      if (previous == null) {
        slots.remove(undo.key);
      } else {
        slots.put(undo.key, previous);
      }
    }
    journal.clear();
  }

  /** All pending changes, each key once, in order of table and key. */
  List<MetaStore.Change> changes() {
    List<MetaStore.Change> changes = new ArrayList<>();
    pending.forEach(
        (table, slots) ->
            slots.forEach(
                (key, slot) -> changes.add(new MetaStore.Change(table, key, slot.value()))));
    return changes;
  }

  /** Changes made while the cursor is open are not seen by it. */
  @Override
  public Cursor scan(Table table, byte[] from, byte[] to) {
    Cursor below = base.scan(table, from, to);
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return below;
    }
    Map<byte[], Slot> above = slots(table).subMap(from, true, to, false);
    if (above.isEmpty()) {
      return below;
    }
    List<Map.Entry<byte[], Slot>> frozen = new ArrayList<>(above.size());
    above.forEach((key, slot) -> frozen.add(Map.entry(key, slot)));
    return new OverlayCursor(below, frozen);
  }

  private void set(Table table, byte[] key, Slot slot) {
    journal.add(new Undo(table, key, slots(table).put(key, slot)));
  }

  private NavigableMap<byte[], Slot> slots(Table table) {
    NavigableMap<byte[], Slot> slots = pending.get(table);
    if (slots == null) {
      throw new IllegalStateException("no slots for table " + table);
    }
    return slots;
  }

  /** A pending value; null is a pending delete. */
  static final class Slot {
    private final byte @Nullable [] value;

    Slot(byte @Nullable [] value) {
      this.value = value;
    }

    byte @Nullable [] value() {
      return value;
    }
  }

  /** What was pending for a key before it changed. */
  private static final class Undo {
    private final Table table;
    private final byte[] key;
    private final @Nullable Slot previous;

    Undo(Table table, byte[] key, @Nullable Slot previous) {
      this.table = table;
      this.key = key;
      this.previous = previous;
    }
  }
}
