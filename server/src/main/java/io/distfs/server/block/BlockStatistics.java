package io.distfs.server.block;

/**
 * Counts of events of one store since it was opened, for metrics.
 *
 * @param forces successful force() calls
 * @param blocksForced blocks made durable; over {@code forces}, how well commits are grouped
 * @param checksumMismatches reads, verifications and arrivals whose data did not match
 * @param ioErrors failures of the device, each sealing its file
 * @param filesSealed block files that are read-only for good
 * @param slotsDamaged slots found at opening that are neither empty nor valid: torn or rotten
 * @param overlapsResolved blocks dropped at opening because a newer one lies over them
 * @param bitmapWordsRepaired words of bitmaps that recovery found different from the slots
 */
public record BlockStatistics(
    long forces,
    long blocksForced,
    long checksumMismatches,
    long ioErrors,
    long filesSealed,
    long slotsDamaged,
    long overlapsResolved,
    long bitmapWordsRepaired) {}
