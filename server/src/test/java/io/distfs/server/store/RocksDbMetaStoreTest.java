package io.distfs.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Table;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state in RocksDB: the contract, restarts, checkpoints, and loads under readers. */
class RocksDbMetaStoreTest extends MetaStoreContract {
  private static final StoreSettings SMALL = new StoreSettings(8 << 20, 8 << 20);

  @TempDir private Path folder;
  private RocksDbMetaStore store;

  @BeforeEach
  void open() {
    store = RocksDbMetaStore.open(folder.resolve("meta"), SMALL);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  MetaStore store() {
    return store;
  }

  @Test
  void everythingIsThereAfterReopening() {
    store.write(
        List.of(put(Table.INODE, "a", "1"), put(Table.INLINE, "inode--1x", "y".repeat(3000))));
    store.close();
    open();
    assertThat(get(store, Table.INODE, "a")).isEqualTo("1");
    assertThat(get(store, Table.INLINE, "inode--1x")).hasSize(3000);
  }

  @Test
  void checkpointIsFlatAndLoadsElsewhere() throws IOException {
    store.write(
        List.of(put(Table.INODE, "a", "1"), put(Table.INLINE, "inode--1x", "y".repeat(3000))));
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    store.checkpoint(checkpoint);
    store.write(List.of(put(Table.INODE, "a", "2")));
    assertThat(StateFolders.list(checkpoint)).isNotEmpty().allMatch(Files::isRegularFile);

    try (RocksDbMetaStore other = RocksDbMetaStore.open(folder.resolve("other"), SMALL)) {
      other.write(List.of(put(Table.INODE, "mine", "gone")));
      other.load(checkpoint);
      assertThat(get(other, Table.INODE, "a")).isEqualTo("1");
      assertThat(get(other, Table.INODE, "mine")).isNull();
      assertThat(get(other, Table.INLINE, "inode--1x")).hasSize(3000);
      other.write(List.of(put(Table.INODE, "a", "3")));
    }
    try (RocksDbMetaStore again = RocksDbMetaStore.open(folder.resolve("other"), SMALL)) {
      assertThat(get(again, Table.INODE, "a")).isEqualTo("3");
    }
    assertThat(get(store, Table.INODE, "a")).isEqualTo("2");
  }

  @Test
  void snapshotOutlivesTheStateItWasTakenOf() throws IOException {
    store.write(List.of(put(Table.INODE, "a", "old")));
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    store.checkpoint(checkpoint);
    store.write(List.of(put(Table.INODE, "a", "newer")));
    try (MetaStore.Snapshot snapshot = store.snapshot()) {
      store.load(checkpoint);
      assertThat(get(snapshot, Table.INODE, "a")).isEqualTo("newer");
      assertThat(scan(snapshot, Table.INODE, "a", "b")).containsExactly("a=newer");
      assertThat(get(store, Table.INODE, "a")).isEqualTo("old");
    }
    assertThat(StateFolders.list(folder.resolve("meta"))).hasSize(2);
  }

  @Test
  void readersGoOnWhileTheStateIsReplacedAgainAndAgain() throws Exception {
    store.write(List.of(put(Table.DENTRY, "inode--1a", "1")));
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    store.checkpoint(checkpoint);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!stop.get()) {
                      assertThat(get(store, Table.DENTRY, "inode--1a")).isEqualTo("1");
                      assertThat(scan(store, Table.DENTRY, "inode--1", "inode--2")).hasSize(1);
                    }
                  } catch (RuntimeException | AssertionError e) {
                    failure.set(e);
                  }
                });
    for (int i = 0; i < 10; i++) {
      store.load(checkpoint);
    }
    stop.set(true);
    reader.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void stateOfAnUnknownFormatIsRefused() throws IOException {
    store.close();
    Path current = folder.resolve("meta").resolve("current");
    Files.writeString(current, "distfs-state 9 generation-000001\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(FsException.class)
        .hasMessageContaining("format 9")
        .hasMessageContaining("reads 1");
    Files.writeString(current, "rubbish");
    assertThatThrownBy(this::open).isInstanceOf(FsException.class).hasMessageContaining("rubbish");
  }

  @Test
  void rubbishOfAnInterruptedLoadIsDeleted() throws IOException {
    store.close();
    Path half = Files.createDirectory(folder.resolve("meta").resolve("generation-000002"));
    Files.writeString(half.resolve("CURRENT"), "half");
    open();
    assertThat(half).doesNotExist();
  }

  @Test
  void closedStoreSaysSo() {
    store.close();
    assertThatThrownBy(() -> store.get(Table.INODE, bytes("a")))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("closed");
  }
}
