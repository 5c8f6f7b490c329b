package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way back of a one-way message: nowhere. Thread-safe. */
record SilentResponder(int kind) implements Responder {
  private static final Logger LOG = LoggerFactory.getLogger(SilentResponder.class);

  @Override
  public void reply(ByteBuffer header, Payload payload) {
    payload.close();
  }

  @Override
  public void fail(Errno errno, String message) {
    LOG.debug("one-way message of kind {} failed: {}: {}", kind, errno, message);
  }

  @Override
  public void redirect(@Nullable ServerId leader) {
    LOG.debug("one-way message of kind {} came to the wrong server; leader {}", kind, leader);
  }
}
