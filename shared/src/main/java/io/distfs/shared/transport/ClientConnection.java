package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of the connection to one address on one lane, over its ups and downs. {@link
 * #submit} and {@link #close} are thread-safe; everything else is confined to one event loop, which
 * is what keeps the order of a lane.
 *
 * <pre>
 *            call                    HELLO answered
 *  IDLE ----------------> CONNECTING --------------> READY
 *   ^                        | failed: what waits ends with EHOSTDOWN,   | broken: what is in
 *   |                        | calls too until the next attempt is due   | flight: EHOSTDOWN
 *   +------------------------+-------------------------------------------+
 * </pre>
 */
final class ClientConnection implements Greeter.Listener {
  /** Calls without a reply yet. */
  static final int CALLS_MAX = 2048;

  /** Bytes submitted and not yet handed to the operating system. */
  static final long OUTBOUND_BYTES_MAX = 64L << 20;

  private static final long BACKOFF_MILLIS_FIRST = 50;
  private static final long BACKOFF_MILLIS_MAX = 500;
  private static final int BACKOFF_DOUBLINGS_MAX = 4;

  private final HostPort to;
  private final Lane lane;
  private final EventLoop loop;
  private final Connector connector;
  private final HashedWheelTimer timer;

  private final AtomicInteger callsInFlight = new AtomicInteger();
  private final AtomicLong outboundBytes = new AtomicLong();

  private final ArrayDeque<PendingCall> waiting = new ArrayDeque<>();
  private final Map<Long, PendingCall> sent = new HashMap<>();
  private @Nullable Channel channel;
  private @Nullable FsException lastFailure;
  private boolean connecting;
  private boolean closed;
  private long lastId;
  private int failures;
  private long retryAtNanos;

  ClientConnection(HostPort to, Lane lane, HashedWheelTimer timer, Connector.Shared shared) {
    this.to = to;
    this.lane = lane;
    this.timer = timer;
    this.loop = shared.loops().next();
    this.connector = new Connector(to, loop, shared);
  }

  /** Admits a call or ends it at once; never blocks. */
  void submit(PendingCall call, Duration deadline) {
    FsException refusal = admit(call, deadline);
    if (refusal != null) {
      call.refuse(refusal);
      return;
    }
    callsInFlight.incrementAndGet();
    outboundBytes.addAndGet(call.bytes());
    try {
      call.expireBy(
          timer.newTimeout(
              timeout -> loop.execute(() -> expire(call, deadline)),
              deadline.toNanos(),
              TimeUnit.NANOSECONDS));
      loop.execute(() -> accept(call));
    } catch (RejectedExecutionException | IllegalStateException e) {
      call.refuse(new FsException(Errno.EHOSTDOWN, "the client is closed", e));
    }
  }

  private @Nullable FsException admit(PendingCall call, Duration deadline) {
    RpcClient.Outgoing message = call.message();
    if (!FrameEncoder.fits(call.kind().number(), message.header(), message.payload())) {
      return new FsException(
          Errno.E2BIG, call.kind() + " of " + call.bytes() + " bytes is longer than a frame");
    }
    if (!deadline.isPositive()) {
      return new FsException(Errno.ETIMEDOUT, call.kind() + " to " + to + ": no time left");
    }
    if (callsInFlight.get() >= CALLS_MAX) {
      return new FsException(Errno.EAGAIN, CALLS_MAX + " calls in flight to " + this);
    }
    if (outboundBytes.get() + call.bytes() > OUTBOUND_BYTES_MAX) {
      return new FsException(Errno.EAGAIN, outboundBytes.get() + " bytes unsent to " + this);
    }
    return null;
  }

  private void accept(PendingCall call) {
    if (call.isEnded()) {
      unsent(call);
    } else if (closed) {
      unsent(call);
      fail(call, new FsException(Errno.EHOSTDOWN, "the client is closed"));
    } else if (channel != null) {
      send(channel, call);
    } else {
      await(call);
    }
  }

  private void await(PendingCall call) {
    FsException failure = lastFailure;
    if (failure != null && System.nanoTime() - retryAtNanos < 0) {
      unsent(call);
      fail(call, new FsException(failure.errno(), this + " is down: " + failure.getMessage()));
      return;
    }
    waiting.add(call);
    if (!connecting) {
      connecting = true;
      connector.open(this);
    }
  }

  private void send(Channel open, PendingCall call) {
    lastId++;
    if (!call.isOneWay()) {
      sent.put(lastId, call);
      call.sentAs(lastId);
    }
    FrameEncoder.write(
            open,
            call.isOneWay() ? FrameType.ONE_WAY : FrameType.REQUEST,
            call.kind().number(),
            lastId,
            call.message().header(),
            call.message().payload())
        .addListener(
            written -> {
              outboundBytes.addAndGet(-call.bytes());
              if (!call.isOneWay()) {
                return;
              }
              if (written.isSuccess()) {
                succeed(call, PendingCall.written());
              } else {
                fail(call, new FsException(Errno.EHOSTDOWN, this + ": " + written.cause()));
              }
            });
  }

  @Override
  public void ready(Channel open) {
    connecting = false;
    channel = open;
    failures = 0;
    lastFailure = null;
    for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
      send(open, call);
    }
  }

  @Override
  public void arrived(Frame reply) {
    PendingCall call = sent.remove(reply.requestId());
    if (call == null) {
      // It came past its deadline.
      reply.payload().close();
      return;
    }
    switch (reply.type()) {
      case REPLY_OK -> succeed(call, new Reply(reply.header(), reply.payload()));
      case REPLY_ERROR -> {
        reply.payload().close();
        fail(call, FailureCodec.decodeError(reply.header()));
      }
      case REPLY_REDIRECT -> {
        reply.payload().close();
        fail(call, FailureCodec.decodeRedirect(reply.header()));
      }
      case REQUEST, ONE_WAY ->
          throw new IllegalStateException("the greeter let " + reply.type() + " through");
    }
  }

  @Override
  public void ended(FsException cause) {
    if (channel == null) {
      long backoff =
          Math.min(
              BACKOFF_MILLIS_MAX,
              BACKOFF_MILLIS_FIRST << Math.min(failures, BACKOFF_DOUBLINGS_MAX));
      failures++;
      retryAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff);
      lastFailure = cause;
    }
    connecting = false;
    channel = null;
    failAll(cause);
  }

  private void failAll(FsException cause) {
    List<PendingCall> lost = new ArrayList<>(sent.values());
    sent.clear();
    lost.forEach(call -> fail(call, cause));
    for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
      unsent(call);
      fail(call, cause);
    }
  }

  private void expire(PendingCall call, Duration deadline) {
    if (call.isEnded()) {
      return;
    }
    if (waiting.remove(call)) {
      unsent(call);
    }
    sent.remove(call.id());
    fail(
        call,
        new FsException(
            Errno.ETIMEDOUT,
            call.kind() + " to " + this + ": no answer within " + deadline.toMillis() + " ms"));
  }

  /** Gives up what a call holds that will never be written. */
  private void unsent(PendingCall call) {
    outboundBytes.addAndGet(-call.bytes());
    call.message().payload().close();
  }

  private void succeed(PendingCall call, Reply reply) {
    if (call.end()) {
      callsInFlight.decrementAndGet();
      call.future().complete(reply);
    } else {
      reply.payload().close();
    }
  }

  private void fail(PendingCall call, RuntimeException cause) {
    if (call.end()) {
      callsInFlight.decrementAndGet();
      call.future().completeExceptionally(cause);
    }
  }

  /** Ends all calls; the channel closes on its event loop. */
  void close() {
    loop.execute(
        () -> {
          closed = true;
          Channel open = channel;
          channel = null;
          failAll(new FsException(Errno.EHOSTDOWN, "the client is closed"));
          if (open != null) {
            var _ = open.close();
          }
        });
  }

  @Override
  public String toString() {
    return to + " (" + lane + ")";
  }
}
