package io.distfs.client.cache;

import io.distfs.shared.id.InodeId;

/**
 * Until when something learned about an inode may be believed. Today a time-out after the question
 * was sent; a lease held on the inode can take its place. Thread-safe.
 */
@FunctionalInterface
public interface Validity {
  /** Until when, for an answer to a question sent at that time; both as the client's nanos. */
  long untilNanos(InodeId inode, long askedNanos);

  /** A fixed time after asking. */
  static Validity ofNanos(long nanos) {
    return (_, askedNanos) -> askedNanos + nanos;
  }
}
