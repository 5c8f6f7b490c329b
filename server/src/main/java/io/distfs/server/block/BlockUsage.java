package io.distfs.server.block;

/**
 * Space of a block store, in bytes of data (tables not counted).
 *
 * @param totalBytes what the store can hold: its files, and those the capacity and the device still
 *     allow
 * @param usedBytes in blocks, whole units
 * @param freeBytes what can still be written
 * @param blocks number of blocks
 */
public record BlockUsage(long totalBytes, long usedBytes, long freeBytes, long blocks) {}
