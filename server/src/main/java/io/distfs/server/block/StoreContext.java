package io.distfs.server.block;

import io.distfs.server.block.medium.BlockFileDirectory;
import io.distfs.server.block.space.BlockIndex;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all block files of one store share.
 *
 * @param store the store's UUID, in every superblock and slot
 * @param directory where the files are
 * @param index which blocks there are
 * @param nextSequence the next allocation sequence
 * @param forces runs the force() calls; a small bounded pool of platform threads
 */
record StoreContext(
    UUID store,
    BlockFileDirectory directory,
    BlockIndex index,
    BlockCounters counters,
    AtomicLong nextSequence,
    Executor forces) {}
