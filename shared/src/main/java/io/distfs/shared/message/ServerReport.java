package io.distfs.shared.message;

import io.distfs.shared.id.ServerId;

/**
 * A server tells the leader of itself, about once a second.
 *
 * @param totalBytes capacity for blocks
 * @param usedBytes of it that hold blocks
 * @param blocks number of blocks
 * @param appliedIndex the last log entry it has applied
 * @param reclaimedUpTo it has deleted its blocks queued for deletion up to this sequence
 */
public record ServerReport(
    ServerId server,
    long totalBytes,
    long usedBytes,
    long blocks,
    long appliedIndex,
    long reclaimedUpTo) {}
