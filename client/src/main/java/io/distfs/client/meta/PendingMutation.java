package io.distfs.client.meta;

import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import java.util.concurrent.CompletableFuture;

/** A mutation whose outcome is not known yet. Guarded by the lock of its pipeline. */
final class PendingMutation {
  final long sequence;
  final long deadlineNanos;
  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /** What is sent; a filler once the original was refused or given up unsent. */
  Mutation mutation;

  /** How often it was sent; 0 means that it certainly has not happened. */
  int attempts;

  PendingMutation(long sequence, Mutation mutation, long deadlineNanos) {
    this.sequence = sequence;
    this.mutation = mutation;
    this.deadlineNanos = deadlineNanos;
  }
}
