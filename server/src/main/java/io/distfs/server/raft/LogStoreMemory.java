package io.distfs.server.raft;

import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import com.alipay.sofa.jraft.util.StorageOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.RocksDB;

/**
 * Shrinks the memtables of JRaft's log store; its only way in is options registered for the whole
 * process. Thread-safe.
 */
final class LogStoreMemory {
  /**
   * JRaft's own are three of 64 MiB; the log is written once and read from memory or not at all.
   */
  private static final long MEMTABLE_BYTES = 16L << 20;

  private static final int MEMTABLES = 3;

  static {
    RocksDB.loadLibrary();
    StorageOptionsFactory.registerRocksDBColumnFamilyOptions(RocksDBLogStorage.class, smaller());
  }

  private LogStoreMemory() {}

  /** Registers the options once; later calls do nothing. */
  static void shrink() {
    // The static initialiser has run by now.
  }

  private static ColumnFamilyOptions smaller() {
    return StorageOptionsFactory.getDefaultRocksDBColumnFamilyOptions()
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(MEMTABLES);
  }
}
