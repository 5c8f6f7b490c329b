package io.distfs.server.metadata;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.OutcomeCodec;
import org.jspecify.annotations.Nullable;

/** Sends what became of a command to the client that sent it. */
record ReplyWaiter(Responder responder) implements Waiter {
  @Override
  public void decided(Outcome outcome) {
    responder.reply(OutcomeCodec.encode(outcome), Payload.empty());
  }

  @Override
  public void refused(Errno errno, String message) {
    responder.fail(errno, message);
  }

  @Override
  public void redirected(@Nullable ServerId leader) {
    responder.redirect(leader);
  }

  @Override
  public void afterArrivals(Runnable task) {
    responder.afterArrivals(task);
  }

  @Override
  public void afterWhile(long nanos, Runnable task) {
    responder.afterWhile(nanos, task);
  }
}
