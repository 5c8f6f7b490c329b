package io.distfs.shared.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.distfs.shared.cluster.HostPort;
import io.netty.util.ResourceLeakDetector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Every received buffer is given back: Netty's leak detector, at its most watchful, is silent. */
@Timeout(60)
class PayloadLeakTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final HostPort address = FreePort.next();
  private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
  private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    reports.start();
    detector.addAppender(reports);
  }

  @AfterEach
  void unwatch() {
    detector.detachAppender(reports);
    ResourceLeakDetector.setLevel(before);
  }

  private void exchange(RequestHandler handler, boolean closeReplies) {
    try (TransportServer server =
            TransportServer.bind(
                TransportServer.Settings.of(address),
                Identity.client(),
                Map.of(MessageKind.BLOCK_READ, handler));
        NettyRpcClient client = new NettyRpcClient(Identity.client())) {
      assertThat(server.address()).isEqualTo(address);
      for (int round = 0; round < 20; round++) {
        List<CompletableFuture<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          Payload payload = Payload.of(ByteBuffer.allocate(1 + i * 10_000));
          calls.add(
              client.call(
                  address,
                  Lane.BULK,
                  MessageKind.BLOCK_READ,
                  new RpcClient.Outgoing(ByteBuffer.allocate(4), payload),
                  DEADLINE));
        }
        for (CompletableFuture<Reply> call : calls) {
          Reply reply = call.join();
          if (closeReplies) {
            reply.payload().close();
          }
        }
      }
    }
  }

  /** The detector reports what the collector found when the next buffer is made. */
  private boolean reported() {
    System.gc();
    exchange((request, responder) -> responder.reply(request.header(), request.payload()), true);
    return !reports.list.isEmpty();
  }

  @Test
  void repliesOfTheSameBufferLeakNothing() {
    exchange((request, responder) -> responder.reply(request.header(), request.payload()), true);
    assertThat(reported()).isFalse();
  }

  @Test
  void whatAHandlerKeepsAndSharesLeaksNothing() {
    exchange(
        (request, responder) -> {
          Payload again = request.payload().retain();
          request.payload().close();
          responder.reply(request.header(), again);
        },
        true);
    assertThat(reported()).isFalse();
  }

  @Test
  void theDetectorWouldHaveSeenALeak() {
    exchange((request, responder) -> responder.reply(request.header(), request.payload()), false);
    await().pollDelay(Duration.ZERO).atMost(20, TimeUnit.SECONDS).until(this::reported);
  }
}
