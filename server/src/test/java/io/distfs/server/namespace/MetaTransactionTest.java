package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pending changes over a store: seen at once, undone by command, written together. */
class MetaTransactionTest {
  private final InMemoryMetaStore store = new InMemoryMetaStore();

  MetaTransactionTest() {
    store.write(
        List.of(
            new MetaStore.Change(Table.INODE, key(1), key(1)),
            new MetaStore.Change(Table.INODE, key(3), key(3)),
            new MetaStore.Change(Table.INODE, key(5), key(5))));
  }

  @Test
  void readsAndScansSeeWhatIsPending() {
    MetaTransaction transaction = new MetaTransaction(store);
    transaction.put(Table.INODE, key(2), key(20));
    transaction.put(Table.INODE, key(3), key(30));
    transaction.put(Table.INODE, key(6), key(60));
    transaction.delete(Table.INODE, key(1));

    assertThat(transaction.get(Table.INODE, key(3))).isEqualTo(key(30));
    assertThat(transaction.get(Table.INODE, key(1))).isNull();
    assertThat(scan(transaction)).containsExactly(20, 30, 5, 60);
    assertThat(scan(store)).containsExactly(1, 3, 5);
  }

  @Test
  void undoTakesBackToTheMarkAndNoFurther() {
    MetaTransaction transaction = new MetaTransaction(store);
    transaction.put(Table.INODE, key(2), key(20));
    transaction.mark();
    transaction.put(Table.INODE, key(2), key(21));
    transaction.put(Table.INODE, key(2), key(22));
    transaction.delete(Table.INODE, key(3));
    transaction.put(Table.INODE, key(4), key(40));
    transaction.undo();

    assertThat(scan(transaction)).containsExactly(1, 20, 3, 5);
    store.write(transaction.changes());
    assertThat(scan(store)).containsExactly(1, 20, 3, 5);
  }

  @Test
  void openCursorDoesNotSeeLaterChanges() {
    MetaTransaction transaction = new MetaTransaction(store);
    transaction.put(Table.INODE, key(2), key(20));
    List<Integer> seen = new ArrayList<>();
    try (MetaReader.Cursor cursor = transaction.scan(Table.INODE, key(0), key(9))) {
      while (cursor.next()) {
        seen.add((int) cursor.value()[0]);
        transaction.put(Table.INODE, key(2), key(99));
        transaction.delete(Table.INODE, key(5));
      }
    }
    assertThat(seen).containsExactly(1, 20, 3, 5);
  }

  private static List<Integer> scan(MetaReader reader) {
    List<Integer> values = new ArrayList<>();
    try (MetaReader.Cursor cursor = reader.scan(Table.INODE, key(0), key(9))) {
      while (cursor.next()) {
        values.add((int) cursor.value()[0]);
      }
    }
    return values;
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number};
  }
}
