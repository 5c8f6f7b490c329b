package io.distfs.server.metadata;

import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Raft engine whose entries and barriers complete when the test says so. Confined to a thread.
 */
final class ScriptedRaft implements RaftEngine {
  /** Entries proposed and not completed, oldest first. */
  final ArrayDeque<Proposal> proposals = new ArrayDeque<>();

  /** Barriers asked for and not completed, oldest first. */
  final ArrayDeque<CompletableFuture<Void>> barriers = new ArrayDeque<>();

  boolean leading = true;
  @Nullable ServerId leader = new ServerId(1);

  record Proposal(Batch batch, CompletableFuture<Object> fate) {}

  @Override
  public CompletableFuture<Object> propose(ByteBuffer entry) {
    Proposal proposal = new Proposal(BatchCodec.decode(entry), new CompletableFuture<>());
    proposals.add(proposal);
    return proposal.fate();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    CompletableFuture<Void> barrier = new CompletableFuture<>();
    barriers.add(barrier);
    return barrier;
  }

  @Override
  public boolean isLeader() {
    return leading;
  }

  @Override
  public @Nullable ServerId leader() {
    return leader;
  }

  @Override
  public long term() {
    return 1;
  }

  @Override
  public CompletableFuture<Void> snapshot() {
    throw new AssertionError("not expected");
  }

  @Override
  public void transferLeadership(ServerId to) {
    throw new AssertionError("not expected");
  }

  @Override
  public void close() {}
}
