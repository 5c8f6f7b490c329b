package io.distfs.server.metadata;

import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.StateFacts;
import io.distfs.server.replication.BlockTable;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The block service's view of the state as applied on this server. Thread-safe. */
public final class LocalBlockTable implements BlockTable {
  private final MetadataState state;
  private final ServerId self;

  /** A view for that server. */
  public LocalBlockTable(MetadataState state, ServerId self) {
    this.state = state;
    this.self = self;
  }

  @Override
  public boolean contains(BlockId block) {
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      return new StateFacts(snapshot).block(block) != null;
    }
  }

  @Override
  public List<Reclaim> reclaims(long after, int countMax) {
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      return new StateFacts(snapshot)
          .reclaims(self, after, countMax).stream()
              .map(reclaim -> new Reclaim(reclaim.sequence(), reclaim.block()))
              .toList();
    }
  }

  @Override
  public void withRubbishTest(Consumer<Predicate<BlockId>> user) {
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      user.accept(new StateFacts(snapshot)::isGarbage);
    }
  }
}
