package io.distfs.server.namespace;

/**
 * Usable space as the leader knows it from the servers' reports, already divided by the replicas.
 * Immutable.
 */
public record Space(long totalBytes, long freeBytes) {}
