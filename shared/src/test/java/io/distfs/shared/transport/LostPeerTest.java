package io.distfs.shared.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are down, silent, die or are too slow: every call ends, and within its deadline. */
@Timeout(60)
class LostPeerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final HostPort address = FreePort.next();
  private final NettyRpcClient client = new NettyRpcClient(Identity.client());
  private @Nullable TransportServer server;

  @AfterEach
  void close() {
    client.close();
    stop();
  }

  private void serve(RequestHandler handler) {
    server =
        TransportServer.bind(
            TransportServer.Settings.of(address),
            Identity.client(),
            Map.of(MessageKind.QUERY, handler));
  }

  private void stop() {
    TransportServer running = server;
    if (running != null) {
      running.close();
    }
  }

  private CompletableFuture<Reply> call(Payload payload, Duration deadline) {
    return client.call(
        address,
        Lane.CONTROL,
        MessageKind.QUERY,
        new RpcClient.Outgoing(ByteBuffer.allocate(8), payload),
        deadline);
  }

  private static Errno errno(CompletableFuture<?> future) throws Exception {
    try {
      var _ = future.get(30, SECONDS);
      return Errno.OK;
    } catch (ExecutionException e) {
      return ((FsException) Objects.requireNonNull(e.getCause())).errno();
    }
  }

  @Test
  void nobodyListensIsHostDownAtOnceAndThenUntilTheNextAttempt() throws Exception {
    assertThat(errno(call(Payload.empty(), DEADLINE))).isEqualTo(Errno.EHOSTDOWN);
    assertThat(errno(call(Payload.empty(), DEADLINE))).isEqualTo(Errno.EHOSTDOWN);
  }

  @Test
  void serverThatComesBackIsFoundAgain() throws Exception {
    assertThat(errno(call(Payload.empty(), DEADLINE))).isEqualTo(Errno.EHOSTDOWN);
    serve((request, responder) -> responder.reply(request.header(), request.payload()));
    await().atMost(10, SECONDS).until(() -> errno(call(Payload.empty(), DEADLINE)) == Errno.OK);
  }

  @Test
  void unknownHostIsHostDown() throws Exception {
    CompletableFuture<Reply> failed =
        client.call(
            new HostPort("nowhere.invalid", 7400),
            Lane.CONTROL,
            MessageKind.QUERY,
            RpcClient.Outgoing.of(ByteBuffer.allocate(0)),
            DEADLINE);
    assertThat(errno(failed)).isEqualTo(Errno.EHOSTDOWN);
  }

  @Test
  void callWithoutAnswerEndsAtItsDeadline() throws Exception {
    serve((request, responder) -> request.payload().close());
    assertThat(errno(call(Payload.empty(), Duration.ofMillis(200)))).isEqualTo(Errno.ETIMEDOUT);
    assertThat(errno(call(Payload.empty(), Duration.ZERO))).isEqualTo(Errno.ETIMEDOUT);
  }

  @Test
  void lateAnswerIsDropped() throws Exception {
    ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    serve(
        (request, responder) ->
            answers.add(() -> responder.reply(request.header(), request.payload())));
    Payload bulk = Payload.of(ByteBuffer.allocate(100_000));
    assertThat(errno(call(bulk, Duration.ofMillis(200)))).isEqualTo(Errno.ETIMEDOUT);
    await().atMost(10, SECONDS).until(() -> !answers.isEmpty());
    answers.forEach(Runnable::run);
    answers.clear();
    CompletableFuture<Reply> next = call(Payload.empty(), DEADLINE);
    await().atMost(10, SECONDS).until(() -> !answers.isEmpty());
    answers.forEach(Runnable::run);
    assertThat(errno(next)).isEqualTo(Errno.OK);
  }

  @Test
  void silentListenerIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(address.port())) {
      assertThat(silent.isBound()).isTrue();
      assertThat(errno(call(Payload.empty(), DEADLINE))).isEqualTo(Errno.EHOSTDOWN);
    }
  }

  @Test
  void serverThatDiesEndsItsCallsAtOnce() throws Exception {
    AtomicInteger arrived = new AtomicInteger();
    serve(
        (request, responder) -> {
          request.payload().close();
          arrived.incrementAndGet();
        });
    List<CompletableFuture<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(call(Payload.empty(), DEADLINE));
    }
    await().atMost(10, SECONDS).until(() -> arrived.get() == 10);
    stop();
    for (CompletableFuture<Reply> call : calls) {
      assertThat(errno(call)).isEqualTo(Errno.EHOSTDOWN);
    }
  }

  @Test
  void moreCallsThanMayBeInFlightAreRefused() throws Exception {
    ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    serve(
        (request, responder) ->
            answers.add(() -> responder.reply(request.header(), request.payload())));
    List<CompletableFuture<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < ClientConnection.CALLS_MAX; i++) {
      calls.add(call(Payload.empty(), DEADLINE));
    }
    assertThat(errno(call(Payload.empty(), DEADLINE))).isEqualTo(Errno.EAGAIN);
    await().atMost(10, SECONDS).until(() -> answers.size() == ClientConnection.CALLS_MAX);
    answers.forEach(Runnable::run);
    for (CompletableFuture<Reply> call : calls) {
      assertThat(errno(call)).isEqualTo(Errno.OK);
    }
  }

  @Test
  void moreUnsentBytesThanAllowedAreRefusedAndReleased() throws Exception {
    AtomicInteger released = new AtomicInteger();
    ConcurrentLinkedQueue<Payload> held = new ConcurrentLinkedQueue<>();
    serve((request, responder) -> held.add(request.payload()));
    // The server stops reading once it holds its limit, so bytes pile up here.
    int sent = 0;
    Errno last = Errno.OK;
    List<CompletableFuture<Reply>> calls = new ArrayList<>();
    while (last != Errno.EAGAIN && sent < 200) {
      Payload payload =
          Payload.of(released::incrementAndGet, ByteBuffer.allocate(FrameLayout.PAYLOAD_BYTES_MAX));
      CompletableFuture<Reply> call = call(payload, DEADLINE);
      sent++;
      last = call.isCompletedExceptionally() ? errno(call) : Errno.OK;
      calls.add(call);
    }
    assertThat(last).isEqualTo(Errno.EAGAIN);
    client.close();
    int all = sent;
    await().atMost(20, SECONDS).until(() -> released.get() == all);
    for (CompletableFuture<Reply> call : calls) {
      assertThat(errno(call)).isNotEqualTo(Errno.OK);
    }
    stop();
    held.forEach(Payload::close);
  }

  @Test
  void payloadsClosedByTheHandlerLetReadingGoOn() throws Exception {
    serve(
        (request, responder) -> {
          request.payload().close();
          responder.reply(request.header(), Payload.empty());
        });
    for (int i = 0; i < 50; i++) {
      Payload bulk = Payload.of(ByteBuffer.allocate(FrameLayout.PAYLOAD_BYTES_MAX));
      assertThat(errno(call(bulk, DEADLINE))).isEqualTo(Errno.OK);
    }
  }

  @Test
  void portInUseIsSaidWithItsAddress() {
    serve((request, responder) -> request.payload().close());
    assertThatThrownBy(
            () ->
                TransportServer.bind(
                    TransportServer.Settings.of(address), Identity.client(), Map.of()))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("EBUSY")
        .hasMessageContaining(address.toString());
  }

  @Test
  void addressBeyondLoopbackNeedsLeave() {
    HostPort everywhere = new HostPort("0.0.0.0", address.port());
    assertThatThrownBy(
            () ->
                TransportServer.bind(
                    TransportServer.Settings.of(everywhere), Identity.client(), Map.of()))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("EACCES")
        .hasMessageContaining("not authenticated");
    server =
        TransportServer.bind(
            new TransportServer.Settings(everywhere, true, 1), Identity.client(), Map.of());
    assertThat(server.connections()).isZero();
  }
}
