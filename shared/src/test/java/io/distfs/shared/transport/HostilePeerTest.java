package io.distfs.shared.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server does with bytes nobody should send: close, count, and serve the others. */
@Timeout(60)
class HostilePeerTest {
  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 2));
  private static final int READ_MILLIS_MAX = 10_000;

  private final HostPort address = FreePort.next();
  private final AtomicInteger handled = new AtomicInteger();
  private final TransportServer server =
      TransportServer.bind(
          TransportServer.Settings.of(address),
          Identity.server(CLUSTER, new ServerId(1)),
          Map.of(
              MessageKind.QUERY,
              (request, responder) -> {
                handled.incrementAndGet();
                responder.reply(request.header(), request.payload());
              }));

  @AfterEach
  void close() {
    assertThat(answersHonestClients()).isTrue();
    server.close();
  }

  private boolean answersHonestClients() {
    try (NettyRpcClient client = new NettyRpcClient(Identity.client())) {
      var reply =
          client
              .call(
                  address,
                  Lane.CONTROL,
                  MessageKind.QUERY,
                  RpcClient.Outgoing.of(ByteBuffer.allocate(3)),
                  Duration.ofSeconds(10))
              .join();
      return reply.header().remaining() == 3;
    }
  }

  private static byte[] frame(FrameType type, MessageKind kind, byte[] header, int payloadBytes) {
    FrameHeader fixed =
        new FrameHeader(
            type,
            kind.number(),
            7,
            header.length,
            payloadBytes,
            FrameHeader.crc(ByteBuffer.wrap(header)));
    return ByteBuffer.allocate(FrameLayout.FIXED_BYTES + header.length)
        .put(fixed.encode())
        .put(header)
        .array();
  }

  private static byte[] hello(Hello hello) {
    return frame(FrameType.REQUEST, MessageKind.HELLO, hello.encode().array(), 0);
  }

  private static byte[] hello() {
    return hello(Hello.of(Identity.client()));
  }

  /** Sends these bytes and then waits for the server to close the connection. */
  private void sendUntilClosed(byte[]... parts) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(READ_MILLIS_MAX);
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
      socket.getOutputStream().flush();
      readToEnd(socket.getInputStream());
    } catch (java.net.SocketException e) {
      // A reset: the server closed with our bytes unread.
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static byte[] readToEnd(InputStream in) throws IOException {
    return in.readAllBytes();
  }

  private void rejectedOnce(RejectReason reason) {
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> {
              assertThat(server.rejectedFrames().count(reason)).isEqualTo(1);
              assertThat(server.rejectedFrames().total()).isEqualTo(1);
            });
    assertThat(handled).hasValue(0);
  }

  /** Fixes the fixed part's checksum after a change to it. */
  private static byte[] resealed(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(
        FrameLayout.FRAME_CRC_AT, FrameHeader.crc(bytes.slice(0, FrameLayout.FRAME_CRC_AT)));
    return frame;
  }

  @Test
  void garbageIsRefused() throws Exception {
    byte[] garbage = new byte[4096];
    new Random(42).nextBytes(garbage);
    sendUntilClosed(garbage);
    rejectedOnce(RejectReason.MAGIC);
  }

  @Test
  void anotherLayoutVersionIsRefused() throws Exception {
    byte[] frame = hello();
    frame[FrameLayout.VERSION_AT] = 2;
    sendUntilClosed(resealed(frame));
    rejectedOnce(RejectReason.VERSION);
  }

  @Test
  void flippedBitInTheFixedPartIsRefused() throws Exception {
    byte[] frame = hello();
    frame[FrameLayout.REQUEST_ID_AT] ^= 4;
    sendUntilClosed(frame);
    rejectedOnce(RejectReason.FRAME_CHECKSUM);
  }

  @Test
  void flippedBitInTheHeaderIsRefused() throws Exception {
    byte[] frame = frame(FrameType.REQUEST, MessageKind.QUERY, new byte[100], 0);
    frame[FrameLayout.FIXED_BYTES + 50] ^= 1;
    sendUntilClosed(hello(), frame);
    rejectedOnce(RejectReason.HEADER_CHECKSUM);
  }

  @Test
  void headerLongerThanAllowedIsRefusedBeforeItsBytes() throws Exception {
    byte[] frame = frame(FrameType.REQUEST, MessageKind.QUERY, new byte[0], 0);
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(FrameLayout.HEADER_LENGTH_AT, FrameLayout.HEADER_BYTES_MAX + 1);
    sendUntilClosed(hello(), resealed(frame));
    rejectedOnce(RejectReason.HEADER_LENGTH);
  }

  @Test
  void negativeHeaderLengthIsRefused() throws Exception {
    byte[] frame = frame(FrameType.REQUEST, MessageKind.QUERY, new byte[0], 0);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(FrameLayout.HEADER_LENGTH_AT, -1);
    sendUntilClosed(hello(), resealed(frame));
    rejectedOnce(RejectReason.HEADER_LENGTH);
  }

  @Test
  void payloadLongerThanAllowedIsRefusedBeforeItsBytes() throws Exception {
    sendUntilClosed(
        hello(),
        frame(
            FrameType.REQUEST, MessageKind.QUERY, new byte[0], FrameLayout.PAYLOAD_BYTES_MAX + 1));
    rejectedOnce(RejectReason.PAYLOAD_LENGTH);
  }

  @Test
  void unknownTypeIsRefused() throws Exception {
    byte[] frame = frame(FrameType.REQUEST, MessageKind.QUERY, new byte[0], 0);
    frame[FrameLayout.TYPE_AT] = 9;
    sendUntilClosed(hello(), resealed(frame));
    rejectedOnce(RejectReason.TYPE);
  }

  @Test
  void replyToAServerIsRefused() throws Exception {
    sendUntilClosed(hello(), frame(FrameType.REPLY_OK, MessageKind.QUERY, new byte[0], 0));
    rejectedOnce(RejectReason.TYPE);
  }

  @Test
  void requestBeforeTheHelloIsRefused() throws Exception {
    sendUntilClosed(frame(FrameType.REQUEST, MessageKind.QUERY, new byte[0], 0));
    rejectedOnce(RejectReason.HELLO);
  }

  @Test
  void truncatedFrameIsCountedAndItsPartialPayloadFreed() throws Exception {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.getOutputStream().write(hello());
      socket
          .getOutputStream()
          .write(frame(FrameType.REQUEST, MessageKind.QUERY, new byte[10], 1 << 20));
      socket.getOutputStream().write(new byte[1000]);
    }
    rejectedOnce(RejectReason.TRUNCATED);
  }

  @Test
  void serverOfAnotherClusterIsToldBothAndRefused() throws Exception {
    ClusterId other = new ClusterId(new UUID(3, 4));
    try (NettyRpcClient client = new NettyRpcClient(Identity.server(other, new ServerId(2)))) {
      var failed =
          client.call(
              address,
              Lane.RAFT,
              MessageKind.RAFT,
              RpcClient.Outgoing.of(ByteBuffer.allocate(0)),
              Duration.ofSeconds(10));
      assertThat(failed)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPROTO))
          .withMessageContaining("want cluster " + CLUSTER)
          .withMessageContaining("have " + other);
    }
    rejectedOnce(RejectReason.CLUSTER);
  }

  @Test
  void peerWithoutACommonVersionIsToldBothAndRefused() throws Exception {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(READ_MILLIS_MAX);
      socket.getOutputStream().write(hello(new Hello(5, 6, Identity.client())));
      byte[] answer = readToEnd(socket.getInputStream());
      assertThat(answer[FrameLayout.TYPE_AT]).isEqualTo((byte) FrameType.REPLY_ERROR.number());
      FsException error =
          FailureCodec.decodeError(
              ByteBuffer.wrap(answer)
                  .position(FrameLayout.FIXED_BYTES)
                  .slice()
                  .order(ByteOrder.LITTLE_ENDIAN));
      assertThat(error).hasMessageContaining("EPROTO").hasMessageContaining("have 5..6");
    }
    rejectedOnce(RejectReason.PROTOCOL_VERSION);
  }

  @Test
  void clientLearnsTheClusterAndInsistsOnIt() {
    try (NettyRpcClient client = new NettyRpcClient(Identity.client())) {
      assertThat(client.cluster()).isNull();
      client
          .call(
              address,
              Lane.CONTROL,
              MessageKind.QUERY,
              RpcClient.Outgoing.of(ByteBuffer.allocate(0)),
              Duration.ofSeconds(10))
          .join();
      assertThat(client.cluster()).isEqualTo(CLUSTER);
    }
    handled.set(0);
  }
}
