package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cache says what the store says, and asks it less often. */
class HotRecordsTest {
  private static final int MORE_THAN_KEPT = 10_000;

  private final CountingStore store = new CountingStore();
  private final HotRecords hot = new HotRecords(store);

  /** A store in memory that counts lookups. */
  private static final class CountingStore implements MetaReader {
    private final InMemoryMetaStore inner = new InMemoryMetaStore();
    private int lookups;

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      lookups++;
      return inner.get(table, key);
    }

    @Override
    public Cursor scan(Table table, byte[] from, byte[] to) {
      return inner.scan(table, from, to);
    }
  }

  private void write(Table table, int key, byte @Nullable [] value) {
    List<MetaStore.Change> changes = List.of(new MetaStore.Change(table, bytes(key), value));
    store.inner.write(changes);
    hot.written(changes);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  @Test
  void whatWasWrittenOrReadIsNotLookedUpAgain() {
    store.inner.write(List.of(new MetaStore.Change(Table.INODE, bytes(1), bytes(10))));
    write(Table.INODE, 2, bytes(20));
    for (int i = 0; i < 3; i++) {
      assertThat(hot.get(Table.INODE, bytes(1))).isEqualTo(bytes(10));
      assertThat(hot.get(Table.INODE, bytes(2))).isEqualTo(bytes(20));
    }
    assertThat(store.lookups).isEqualTo(1);
  }

  @Test
  void laterWritesAndDeletesAreSeen() {
    write(Table.SESSION, 1, bytes(10));
    write(Table.SESSION, 1, bytes(11));
    assertThat(hot.get(Table.SESSION, bytes(1))).isEqualTo(bytes(11));
    write(Table.SESSION, 1, null);
    assertThat(hot.get(Table.SESSION, bytes(1))).isNull();
    write(Table.SESSION, 1, bytes(12));
    assertThat(hot.get(Table.SESSION, bytes(1))).isEqualTo(bytes(12));
  }

  @Test
  void sameKeysOfOtherTablesAreOthers() {
    write(Table.INODE, 1, bytes(10));
    write(Table.META, 1, bytes(11));
    write(Table.DENTRY, 1, bytes(12));
    assertThat(hot.get(Table.INODE, bytes(1))).isEqualTo(bytes(10));
    assertThat(hot.get(Table.META, bytes(1))).isEqualTo(bytes(11));
    assertThat(hot.get(Table.DENTRY, bytes(1))).isEqualTo(bytes(12));
  }

  @Test
  void longValueReplacesTheShortOneThatWasKept() {
    write(Table.INODE, 1, bytes(10));
    byte[] value = new byte[4096];
    write(Table.INODE, 1, value);
    assertThat(hot.get(Table.INODE, bytes(1))).isEqualTo(value);
    assertThat(store.lookups).isEqualTo(1);
  }

  @Test
  void whatWasNotUsedForLongIsForgottenAndFoundInTheStore() {
    for (int i = 0; i < MORE_THAN_KEPT; i++) {
      write(Table.INODE, i, bytes(i));
      assertThat(hot.get(Table.INODE, bytes(0))).isEqualTo(bytes(0));
    }
    assertThat(store.lookups).isZero();
    assertThat(hot.get(Table.INODE, bytes(1))).isEqualTo(bytes(1));
    assertThat(store.lookups).isEqualTo(1);
  }
}
