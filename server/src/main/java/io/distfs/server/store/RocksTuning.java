package io.distfs.server.store;

import io.distfs.server.namespace.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set up for the state, and the memory all its tables share. Immutable; closed after
 * the last database that was opened with it.
 *
 * <ul>
 *   <li>The Raft log is the write-ahead log, so RocksDB's own is off; an atomic flush keeps the
 *       tables together at one point of the log.
 *   <li>One cache holds data, index and filter blocks. Index and filters are partitioned: an
 *       unpartitioned filter larger than a cache shard is read again for every lookup.
 *   <li>Keys that begin with an inode id have it as their prefix, so that a walk over one inode
 *       skips files that hold nothing of it.
 * </ul>
 */
final class RocksTuning implements AutoCloseable {
  /** Length of the inode id keys begin with. */
  static final int PREFIX_BYTES = 8;

  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final long DATA_BLOCK_BYTES = 8 << 10;
  private static final long INDEX_PARTITION_BYTES = 4 << 10;
  private static final int CACHE_SHARD_BITS = 2;
  private static final int FORMAT_VERSION = 5;

  /** Inline data from here on goes into blob files, which compactions do not rewrite. */
  private static final long BLOB_BYTES_MIN = 512;

  /**
   * Memtables grow by so much at a time: there is one per table, and what they have taken and not
   * used counts against the shared limit.
   */
  private static final long ARENA_BLOCK_BYTES = 64 << 10;

  private static final int MEMTABLES_MAX = 3;
  private static final int BACKGROUND_JOBS_MAX = 2;
  private static final int OPEN_FILES_MAX = 1024;
  private static final long INFO_LOG_BYTES_MAX = 4 << 20;
  private static final int INFO_LOGS_MAX = 3;

  static {
    RocksDB.loadLibrary();
  }

  private final Cache cache;
  private final WriteBufferManager memtables;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY, false);
  private final DBOptions database;
  private final List<ColumnFamilyOptions> tables = new ArrayList<>();

  RocksTuning(StoreSettings settings) {
    cache = new LRUCache(settings.cacheBytes(), CACHE_SHARD_BITS);
    memtables = new WriteBufferManager(settings.memtableBytes(), cache, false);
    database =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setWriteBufferManager(memtables)
            .setMaxBackgroundJobs(BACKGROUND_JOBS_MAX)
            .setMaxOpenFiles(OPEN_FILES_MAX)
            .setBytesPerSync(1 << 20)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(INFO_LOG_BYTES_MAX)
            .setKeepLogFileNum(INFO_LOGS_MAX)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    tables.add(options(Table.META, settings.memtableBytes())); // of RocksDB's own "default"
    for (Table table : Table.values()) {
      tables.add(options(table, settings.memtableBytes()));
    }
  }

  DBOptions database() {
    return database;
  }

  /** RocksDB insists on its "default" column family, first; ours follow in the order of tables. */
  List<ColumnFamilyDescriptor> columnFamilies() {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, tables.get(0)));
    for (Table table : Table.values()) {
      byte[] name = ("t" + table.number()).getBytes(StandardCharsets.US_ASCII);
      families.add(new ColumnFamilyDescriptor(name, tables.get(families.size())));
    }
    return families;
  }

  /** Whether the table's keys begin with an inode id and have more behind it. */
  static boolean hasPrefix(Table table) {
    return switch (table) {
      case DENTRY, COOKIE, EXTENT, INLINE, XATTR, RESERVED -> true;
      case META, INODE, BLOCK, SESSION, OUTCOME, ORPHAN, RECLAIM, LOCK, LOCK_COUNT -> false;
    };
  }

  private ColumnFamilyOptions options(Table table, long memtableBytes) {
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setTableFormatConfig(blocks())
            .setWriteBufferSize(memtableBytes)
            .setMaxWriteBufferNumber(MEMTABLES_MAX)
            .setArenaBlockSize(ARENA_BLOCK_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setLevelCompactionDynamicLevelBytes(true);
    if (hasPrefix(table)) {
      options.useFixedLengthPrefixExtractor(PREFIX_BYTES);
    }
    if (table == Table.INLINE) {
      options
          .setEnableBlobFiles(true)
          .setMinBlobSize(BLOB_BYTES_MIN)
          .setBlobCompressionType(CompressionType.LZ4_COMPRESSION)
          .setEnableBlobGarbageCollection(true);
    }
    return options;
  }

  private BlockBasedTableConfig blocks() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setBlockSize(DATA_BLOCK_BYTES)
        .setMetadataBlockSize(INDEX_PARTITION_BYTES)
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPartitionFilters(true)
        .setFilterPolicy(filter)
        .setCacheIndexAndFilterBlocks(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true)
        .setPinTopLevelIndexAndFilter(true)
        .setFormatVersion(FORMAT_VERSION);
  }

  @Override
  public void close() {
    tables.forEach(ColumnFamilyOptions::close);
    database.close();
    filter.close();
    memtables.close();
    cache.close();
  }
}
