package io.distfs.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries at hand are those in the log, whatever was cut off it. */
class RecentLogStorageTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private RecentLogStorage log;

  @BeforeEach
  void open() {
    LogStoreOptions.register();
    RaftOptions raft = new RaftOptions();
    raft.setSync(false);
    log = new RecentLogStorage(folder.toString(), raft);
    LogStorageOptions options = new LogStorageOptions();
    options.setGroupId("recent-log-storage-test");
    options.setConfigurationManager(new ConfigurationManager());
    options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
    assertThat(log.init(options)).isTrue();
  }

  @AfterEach
  void close() {
    log.shutdown();
  }

  private static LogEntry entry(long index, long term, int bytes) {
    LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
    entry.setId(new LogId(index, term));
    entry.setData(ByteBuffer.wrap(new byte[bytes]));
    return entry;
  }

  private void append(long from, long to, long term) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(entry(index, term, 10));
    }
    assertThat(log.appendEntries(entries)).isEqualTo(entries.size());
  }

  private static long term(@Nullable LogEntry entry) {
    return entry == null ? 0 : entry.getId().getTerm();
  }

  @Test
  void allEntriesAreThereHoweverMany() {
    append(1, 100, 1);
    for (long index = 1; index <= 100; index++) {
      LogEntry entry = Objects.requireNonNull(log.getEntry(index));
      assertThat(entry.getId()).isEqualTo(new LogId(index, 1));
    }
    assertThat(log.getEntry(101)).isNull();
  }

  @Test
  void entryWrittenAgainHasItsNewTerm() {
    append(1, 20, 1);
    assertThat(log.truncateSuffix(15)).isTrue();
    assertThat(log.getEntry(16)).isNull();
    assertThat(term(log.getEntry(15))).isEqualTo(1);
    append(16, 17, 2);
    assertThat(term(log.getEntry(16))).isEqualTo(2);
    assertThat(log.getEntry(18)).isNull();
  }

  @Test
  void prefixCutOffIsGone() {
    append(1, 20, 1);
    assertThat(log.truncatePrefix(18)).isTrue();
    assertThat(log.getEntry(17)).isNull();
    assertThat(term(log.getEntry(18))).isEqualTo(1);
  }

  @Test
  void resetLeavesNothingOfBefore() {
    append(1, 20, 1);
    assertThat(log.reset(50)).isTrue();
    for (long index = 1; index <= 20; index++) {
      assertThat(log.getEntry(index)).isNull();
    }
  }

  @Test
  void longEntryComesWholeFromTheDisk() {
    append(1, 20, 1);
    assertThat(log.appendEntries(List.of(entry(21, 1, 1 << 20)))).isEqualTo(1);
    LogEntry entry = Objects.requireNonNull(log.getEntry(21));
    assertThat(entry.getData().remaining()).isEqualTo(1 << 20);
  }
}
