package io.distfs.server.metadata;

import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Verifier;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.VerifyCodec;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the whole metadata structure as applied on this server, one check at a time, off the way
 * of everything else. Thread-safe.
 */
public final class VerifyService {
  /** Checks waiting for their turn; beyond it EAGAIN. */
  public static final int QUEUED_MAX = 4;

  private static final Logger LOG = LoggerFactory.getLogger(VerifyService.class);

  private final MetadataState state;
  private final Executor pool;

  /** Checks run on the pool, which may reject. */
  public VerifyService(MetadataState state, Executor pool) {
    this.state = state;
    this.pool = pool;
  }

  /** {@code VERIFY}: any server answers, for itself. */
  public void verify(Request request, Responder responder) {
    request.payload().close();
    try {
      pool.execute(() -> answer(responder));
    } catch (RejectedExecutionException e) {
      responder.fail(Errno.EAGAIN, QUEUED_MAX + " checks are waiting already; try again");
    }
  }

  private void answer(Responder responder) {
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      responder.reply(VerifyCodec.encode(Verifier.verify(snapshot)), Payload.empty());
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
    } catch (RuntimeException e) {
      LOG.error("the check failed on a broken invariant", e);
      responder.fail(Errno.EIO, "the check failed: " + e);
    }
  }
}
