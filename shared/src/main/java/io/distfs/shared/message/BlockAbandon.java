package io.distfs.shared.message;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.SessionId;

/**
 * The session gives up a block it wrote and will never name: the server may delete it at once.
 * Refused (EBUSY) for a block that the block table names.
 */
public record BlockAbandon(SessionId session, BlockId block) {}
