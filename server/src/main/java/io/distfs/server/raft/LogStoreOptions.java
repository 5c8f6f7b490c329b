package io.distfs.server.raft;

import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import com.alipay.sofa.jraft.util.StorageOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;

/**
 * The RocksDB options of JRaft's log store; its only way in is options registered for the whole
 * process. Thread-safe.
 */
final class LogStoreOptions {
  /**
   * JRaft's own are three of 64 MiB; the log is written once and read from memory or not at all.
   * Each has a file of the write-ahead log, and the third of these is the first to be written over:
   * until then every force is dearer, so small ones get there sooner.
   */
  private static final long MEMTABLE_BYTES = 8L << 20;

  private static final int MEMTABLES = 3;

  /**
   * Files of the write-ahead log that are written over instead of deleted: a force of a file that
   * grows has to write its inode too, which is a second wait for the disk.
   */
  private static final int LOGS_KEPT = 2;

  /**
   * The column family of configurations is hardly ever written; only this limit makes RocksDB flush
   * it, so that old files of the write-ahead log become free. Also what a restart has to replay.
   */
  private static final long LOG_BYTES_MAX = 2 * MEMTABLE_BYTES;

  static {
    RocksDB.loadLibrary();
    StorageOptionsFactory.registerRocksDBColumnFamilyOptions(RocksDBLogStorage.class, smaller());
    StorageOptionsFactory.registerRocksDBOptions(RocksDBLogStorage.class, recycling());
  }

  private LogStoreOptions() {}

  /** Registers the options once; later calls do nothing. */
  static void register() {
    // The static initialiser has run by now.
  }

  private static ColumnFamilyOptions smaller() {
    return StorageOptionsFactory.getDefaultRocksDBColumnFamilyOptions()
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(MEMTABLES);
  }

  private static DBOptions recycling() {
    return StorageOptionsFactory.getDefaultRocksDBOptions()
        .setRecycleLogFileNum(LOGS_KEPT)
        .setMaxTotalWalSize(LOG_BYTES_MAX);
  }
}
