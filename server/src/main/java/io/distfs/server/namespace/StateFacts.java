package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the servers themselves need to know of the state: sessions, counters, blocks to delete.
 * Thread-safe if its reader is.
 */
public final class StateFacts {
  private final Records records;

  /** Over a view of the state. */
  public StateFacts(MetaReader reader) {
    this.records = new Records(reader);
  }

  /** Index of the last entry in this view. */
  public long appliedIndex() {
    return records.applied().index();
  }

  /** Time of that entry. */
  public Timestamp lastTime() {
    return records.applied().time();
  }

  /** The cluster map. */
  public ClusterMap clusterMap() {
    return records.clusterMap();
  }

  /** Number of the newest orphan. */
  public long orphanSequence() {
    return records.counters().orphanSequence;
  }

  /** Inodes that exist, orphans included. */
  public long inodes() {
    return records.counters().inodes;
  }

  /** Bytes that are reserved and have no data. */
  public long reservedBytes() {
    return records.counters().reservedBytes;
  }

  /** Blocks in the table. */
  public long blocks() {
    return records.counters().blocks;
  }

  /** Whether the session lives. */
  public boolean hasSession(SessionId session) {
    return records.session(session) != null;
  }

  /** All live sessions, in order; at most {@link Limits#SESSIONS_MAX}. */
  public List<SessionIdentity> sessions() {
    List<SessionIdentity> sessions = new ArrayList<>();
    byte[] from = Keys.tagged(Keys.SESSION_IDENTITY_TAG, 0);
    byte[] to = Keys.tagged(Keys.SESSION_GRANTS_TAG, 0);
    try (MetaReader.Cursor cursor = records.reader().scan(Table.SESSION, from, to)) {
      while (cursor.next()) {
        SessionId session = new SessionId(Keys.numberAt(cursor.key(), 1));
        sessions.add(SessionIdentity.decode(session, cursor.value()));
      }
    }
    return sessions;
  }

  /** What the block table says of a block, or null. */
  public @Nullable BlockInfo block(BlockId block) {
    BlockRecord record = records.block(block);
    return record == null ? null : record.info();
  }

  /**
   * Whether no file names this block and none ever can: it is not in the table, was granted, and
   * its grant is closed. Then a server may delete it.
   */
  public boolean isGarbage(BlockId block) {
    return block.value() < records.counters().nextBlock
        && records.block(block) == null
        && !isInOpenGrant(block);
  }

  /** Whether a live session may still name the block for the first time. */
  public boolean isInOpenGrant(BlockId block) {
    byte[] from = Keys.tagged(Keys.SESSION_GRANTS_TAG, 0);
    byte[] to = Keys.tagged(Keys.SESSION_HELD_TAG, 0);
    try (MetaReader.Cursor cursor = records.reader().scan(Table.SESSION, from, to)) {
      while (cursor.next()) {
        if (Grants.decode(cursor.value()).blockRange(block.value()) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** Blocks a server is to delete, oldest first, with sequences above {@code after}. */
  public List<Reclaim> reclaims(ServerId server, long after, int countMax) {
    List<Reclaim> reclaims = new ArrayList<>();
    byte[] from = Keys.reclaim(server, after + 1);
    byte[] to = Keys.reclaim(server, Long.MAX_VALUE);
    try (MetaReader.Cursor cursor = records.reader().scan(Table.RECLAIM, from, to)) {
      while (reclaims.size() < countMax && cursor.next()) {
        long sequence = Keys.numberAt(cursor.key(), Long.BYTES);
        reclaims.add(new Reclaim(sequence, new BlockId(NumberCodec.decode(cursor.value()))));
      }
    }
    return reclaims;
  }

  /** A block to delete, and its number in the server's queue. */
  public record Reclaim(long sequence, BlockId block) {}
}
