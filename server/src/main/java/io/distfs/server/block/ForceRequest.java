package io.distfs.server.block;

import io.distfs.shared.error.FsException;

/**
 * What waits for the next force of a block file. Called on the thread that forced, no lock held.
 */
interface ForceRequest {
  /** Everything stored before the request was added is durable. */
  void forced();

  /** The force failed: nothing is known, and the file is sealed. */
  void failed(FsException cause);
}
