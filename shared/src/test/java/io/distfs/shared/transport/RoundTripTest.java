package io.distfs.shared.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockPiece;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoundTripTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final HostPort address = FreePort.next();
  private final NettyRpcClient client = new NettyRpcClient(Identity.client());
  private TransportServer server =
      serve((request, responder) -> responder.reply(request.header(), request.payload()));

  private TransportServer serve(RequestHandler handler) {
    return TransportServer.bind(
        TransportServer.Settings.of(address),
        Identity.client(),
        Map.of(MessageKind.QUERY, handler, MessageKind.BLOCK_PIECE, handler));
  }

  private void replace(RequestHandler handler) {
    server.close();
    server = serve(handler);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private CompletableFuture<Reply> call(MessageKind kind, String text, Payload payload) {
    return client.call(
        address, Lane.CONTROL, kind, new RpcClient.Outgoing(bytes(text), payload), DEADLINE);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static Throwable failure(CompletableFuture<?> future) throws InterruptedException {
    try {
      var _ = future.get();
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("succeeded");
  }

  @Test
  void headerAndPayloadComeBack() throws Exception {
    Reply reply = call(MessageKind.QUERY, "question", Payload.of(bytes("bulk"))).get();
    try (Payload payload = reply.payload()) {
      assertThat(text(reply.header())).isEqualTo("question");
      assertThat(payload.bytes()).isEqualTo(4);
      assertThat(text(payload.views()[0])).isEqualTo("bulk");
    }
  }

  @Test
  void emptyMessageComesBack() throws Exception {
    Reply reply = call(MessageKind.QUERY, "", Payload.empty()).get();
    assertThat(reply.header().remaining()).isZero();
    assertThat(reply.payload().bytes()).isZero();
  }

  @Test
  void greatestPayloadComesBackInOneView() throws Exception {
    ByteBuffer bulk = ByteBuffer.allocateDirect(FrameLayout.PAYLOAD_BYTES_MAX);
    for (int i = 0; i < bulk.capacity(); i += Integer.BYTES) {
      bulk.putInt(i, i * 31);
    }
    CountDownLatch released = new CountDownLatch(1);
    Payload sent = Payload.of(released::countDown, bulk.duplicate());
    Reply reply = call(MessageKind.BLOCK_PIECE, "piece", sent).get();
    try (Payload payload = reply.payload()) {
      assertThat(payload.views()).hasSize(1);
      assertThat(payload.views()[0]).isEqualTo(bulk);
    }
    assertThat(released.await(10, SECONDS)).isTrue();
  }

  @Test
  void pieceOfABlockLiesOnPages() throws Exception {
    ByteBuffer bulk = ByteBuffer.allocateDirect(BlockPiece.BYTES_MAX);
    Reply reply = call(MessageKind.BLOCK_PIECE, "piece", Payload.of(bulk)).get();
    try (Payload payload = reply.payload()) {
      assertThat(payload.views()[0].alignmentOffset(0, 4096)).isZero();
    }
  }

  @Test
  void messageLongerThanAFrameIsRefusedBeforeSending() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    Payload huge =
        Payload.of(
            () -> released.set(true), ByteBuffer.allocate(FrameLayout.PAYLOAD_BYTES_MAX + 1));
    assertThat(failure(call(MessageKind.QUERY, "x", huge)))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG));
    assertThat(released).isTrue();
  }

  @Test
  void replyLongerThanAFrameIsAnError() throws Exception {
    replace(
        (request, responder) ->
            responder.reply(
                ByteBuffer.allocate(FrameLayout.HEADER_BYTES_MAX + 1), request.payload()));
    assertThat(failure(call(MessageKind.QUERY, "x", Payload.empty())))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOVERFLOW));
  }

  @Test
  void messagesOfALaneKeepTheirOrder() throws Exception {
    ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();
    replace(
        (request, responder) -> {
          arrived.add(text(request.header()));
          responder.reply(request.header(), request.payload());
        });
    List<String> expected = new ArrayList<>();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String name = "m" + i;
      expected.add(name);
      sent.add(
          i % 3 == 0
              ? client.post(
                  address,
                  Lane.CONTROL,
                  MessageKind.QUERY,
                  RpcClient.Outgoing.of(bytes(name)),
                  DEADLINE)
              : call(MessageKind.QUERY, name, Payload.empty()));
    }
    for (CompletableFuture<?> future : sent) {
      var _ = future.get();
    }
    assertThat(call(MessageKind.QUERY, "last", Payload.empty()).get()).isNotNull();
    expected.add("last");
    assertThat(arrived).containsExactlyElementsOf(expected);
  }

  @Test
  void errorCarriesErrnoAndMessage() throws Exception {
    replace((request, responder) -> responder.fail(Errno.ENOENT, "no inode 17"));
    assertThat(failure(call(MessageKind.QUERY, "x", Payload.empty())))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining("no inode 17");
  }

  @Test
  void redirectNamesTheLeaderOrNone() throws Exception {
    replace(
        (request, responder) ->
            responder.redirect(
                text(request.header()).equals("known") ? new ServerId(65_535) : null));
    assertThat(failure(call(MessageKind.QUERY, "known", Payload.empty())))
        .isInstanceOfSatisfying(
            NotLeaderException.class, e -> assertThat(e.leader()).isEqualTo(new ServerId(65_535)));
    assertThat(failure(call(MessageKind.QUERY, "unknown", Payload.empty())))
        .isInstanceOfSatisfying(NotLeaderException.class, e -> assertThat(e.leader()).isNull());
  }

  @Test
  void whatAHandlerThrowsBecomesItsReply() throws Exception {
    replace(
        (request, responder) -> {
          switch (text(request.header())) {
            case "fs" -> throw new FsException(Errno.ENOSPC, "full");
            case "leader" -> throw new NotLeaderException(new ServerId(2));
            default -> throw new IllegalStateException("a bug");
          }
        });
    assertThat(failure(call(MessageKind.QUERY, "fs", Payload.empty())))
        .hasMessageContaining("ENOSPC: full");
    assertThat(failure(call(MessageKind.QUERY, "leader", Payload.empty())))
        .isInstanceOf(NotLeaderException.class);
    assertThat(failure(call(MessageKind.QUERY, "other", Payload.empty())))
        .isInstanceOfSatisfying(FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
  }

  @Test
  void kindWithoutHandlerIsNotSupported() throws Exception {
    assertThat(failure(call(MessageKind.VERIFY, "x", Payload.of(bytes("bulk")))))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP));
  }

  @Test
  void secondAnswerIsABrokenInvariant() throws Exception {
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    replace(
        (request, responder) -> {
          responder.reply(request.header(), request.payload());
          try {
            responder.fail(Errno.EIO, "again");
          } catch (IllegalStateException e) {
            second.complete(e);
          }
        });
    call(MessageKind.QUERY, "x", Payload.empty()).get().payload().close();
    assertThat(second.get()).hasMessageContaining("answered twice");
  }

  @Test
  void answerFromAnotherThreadArrives() throws Exception {
    replace(
        (request, responder) ->
            Thread.ofVirtual().start(() -> responder.reply(request.header(), request.payload())));
    assertThat(text(call(MessageKind.QUERY, "later", Payload.empty()).get().header()))
        .isEqualTo("later");
  }

  @Test
  void closedClientEndsItsCalls() throws Exception {
    replace((request, responder) -> request.payload().close());
    CompletableFuture<Reply> never = call(MessageKind.QUERY, "x", Payload.empty());
    client.close();
    assertThat(failure(never)).hasMessageContaining("EHOSTDOWN");
    assertThatThrownBy(() -> call(MessageKind.QUERY, "x", Payload.empty()).get())
        .hasMessageContaining("the client is closed");
  }
}
