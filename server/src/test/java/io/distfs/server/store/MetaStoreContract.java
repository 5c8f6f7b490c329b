package io.distfs.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.namespace.MetaReader;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link MetaStore} must do; run over each of them. */
abstract class MetaStoreContract {
  /** The store under test, empty at the beginning of each test. */
  abstract MetaStore store();

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static MetaStore.Change put(Table table, String key, String value) {
    return new MetaStore.Change(table, bytes(key), bytes(value));
  }

  static MetaStore.Change delete(Table table, String key) {
    return new MetaStore.Change(table, bytes(key), null);
  }

  static @Nullable String get(MetaReader reader, Table table, String key) {
    byte[] value = reader.get(table, bytes(key));
    return value == null ? null : new String(value, StandardCharsets.ISO_8859_1);
  }

  static List<String> scan(MetaReader reader, Table table, String from, String to) {
    List<String> found = new ArrayList<>();
    try (MetaReader.Cursor cursor = reader.scan(table, bytes(from), bytes(to))) {
      while (cursor.next()) {
        found.add(
            new String(cursor.key(), StandardCharsets.ISO_8859_1)
                + "="
                + new String(cursor.value(), StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }

  @Test
  void absentKeyIsNull() {
    assertThat(get(store(), Table.INODE, "nobody")).isNull();
  }

  @Test
  void emptyValueIsNotAbsent() {
    store().write(List.of(put(Table.INODE, "a", "")));
    assertThat(get(store(), Table.INODE, "a")).isEmpty();
  }

  @Test
  void tablesDoNotSeeEachOther() {
    store().write(List.of(put(Table.INODE, "k", "inode"), put(Table.BLOCK, "k", "block")));
    assertThat(get(store(), Table.INODE, "k")).isEqualTo("inode");
    assertThat(get(store(), Table.BLOCK, "k")).isEqualTo("block");
    assertThat(get(store(), Table.META, "k")).isNull();
  }

  @Test
  void deleteRemovesAndLaterPutReturns() {
    store().write(List.of(put(Table.META, "k", "1")));
    store().write(List.of(delete(Table.META, "k"), delete(Table.META, "never")));
    assertThat(get(store(), Table.META, "k")).isNull();
    store().write(List.of(put(Table.META, "k", "2")));
    assertThat(get(store(), Table.META, "k")).isEqualTo("2");
  }

  @Test
  void scanIsInUnsignedByteOrderWithinItsBounds() {
    store()
        .write(
            List.of(
                put(Table.ORPHAN, "\u007f", "7f"),
                put(Table.ORPHAN, "\u0080", "80"),
                put(Table.ORPHAN, "\u00ff", "ff"),
                put(Table.ORPHAN, "a", "1"),
                put(Table.ORPHAN, "ab", "2")));
    assertThat(scan(store(), Table.ORPHAN, "a", "\u00ff"))
        .containsExactly("a=1", "ab=2", "\u007f=7f", "\u0080=80");
    assertThat(scan(store(), Table.ORPHAN, "b", "a")).isEmpty();
  }

  @Test
  void scanCrossesInodesAndKeepsWithinOne() {
    store()
        .write(
            List.of(
                put(Table.EXTENT, "inode--1" + "a", "1a"),
                put(Table.EXTENT, "inode--1" + "b", "1b"),
                put(Table.EXTENT, "inode--2" + "a", "2a"),
                put(Table.EXTENT, "inode--3" + "a", "3a")));
    assertThat(scan(store(), Table.EXTENT, "inode--1", "inode--2"))
        .containsExactly("inode--1a=1a", "inode--1b=1b");
    assertThat(scan(store(), Table.EXTENT, "inode--1b", "inode--3b"))
        .containsExactly("inode--1b=1b", "inode--2a=2a", "inode--3a=3a");
    assertThat(scan(store(), Table.EXTENT, "", "z")).hasSize(4);
    assertThat(scan(store(), Table.EXTENT, "inode--2b", "inode--3")).isEmpty();
  }

  @Test
  void snapshotDoesNotSeeLaterWrites() {
    store().write(List.of(put(Table.DENTRY, "inode--1a", "old")));
    try (MetaStore.Snapshot snapshot = store().snapshot()) {
      store().write(List.of(put(Table.DENTRY, "inode--1a", "new")));
      store().write(List.of(put(Table.DENTRY, "inode--1b", "new")));
      assertThat(get(snapshot, Table.DENTRY, "inode--1a")).isEqualTo("old");
      assertThat(scan(snapshot, Table.DENTRY, "inode--1", "inode--2"))
          .containsExactly("inode--1a=old");
    }
    assertThat(scan(store(), Table.DENTRY, "inode--1", "inode--2")).hasSize(2);
  }

  @Test
  void randomHistoryEqualsSortedMap() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    for (int round = 0; round < 200; round++) {
      List<MetaStore.Change> changes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        byte[] key = new byte[8 + random.nextInt(3)];
        for (int n = 0; n < key.length; n++) {
          key[n] = (byte) (random.nextInt(3) * 127);
        }
        byte[] value = random.nextInt(3) == 0 ? null : new byte[random.nextInt(2000)];
        if (value == null) {
          model.remove(key);
        } else {
          random.nextBytes(value);
          model.put(key, value);
        }
        changes.add(new MetaStore.Change(Table.INLINE, key.clone(), value));
      }
      store().write(changes);
    }
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    try (MetaReader.Cursor cursor =
        store().scan(Table.INLINE, new byte[0], bytes("\u00ff\u00ff"))) {
      while (cursor.next()) {
        keys.add(cursor.key());
        values.add(cursor.value());
      }
    }
    assertThat(keys).as("seed %d", seed).containsExactlyElementsOf(model.keySet());
    assertThat(values).as("seed %d", seed).containsExactlyElementsOf(model.values());
  }
}
