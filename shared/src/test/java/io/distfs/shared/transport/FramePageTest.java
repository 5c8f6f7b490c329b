package io.distfs.shared.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of frames in docs/WIRE.md are what the transport writes and reads. */
class FramePageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("^```hex (frame/\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Identity SERVER =
      Identity.server(
          new ClusterId(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")), new ServerId(3));

  /** A frame as it would be sent. */
  private record Sent(
      FrameType type, MessageKind kind, long requestId, ByteBuffer header, ByteBuffer payload) {
    byte[] bytes() {
      EmbeddedChannel channel = new EmbeddedChannel();
      var _ =
          FrameEncoder.write(
              channel,
              type,
              kind.number(),
              requestId,
              header.duplicate(),
              Payload.of(payload.duplicate()));
      ByteBuf out = channel.readOutbound();
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes);
      out.release();
      return bytes;
    }
  }

  private static Map<String, Sent> expected() {
    ByteBuffer none = ByteBuffer.allocate(0);
    Map<String, Sent> frames = new LinkedHashMap<>();
    frames.put(
        "frame/hello-client",
        new Sent(
            FrameType.REQUEST, MessageKind.HELLO, 0, Hello.of(Identity.client()).encode(), none));
    frames.put(
        "frame/hello-server",
        new Sent(FrameType.REPLY_OK, MessageKind.HELLO, 0, Hello.of(SERVER).encode(), none));
    frames.put(
        "frame/request",
        new Sent(
            FrameType.REQUEST,
            MessageKind.BLOCK_PIECE,
            258,
            ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}),
            ByteBuffer.wrap(new byte[] {(byte) 0xca, (byte) 0xfe})));
    frames.put(
        "frame/error",
        new Sent(
            FrameType.REPLY_ERROR,
            MessageKind.QUERY,
            259,
            FailureCodec.encodeError(Errno.ENOENT, "no inode 17"),
            none));
    frames.put(
        "frame/redirect",
        new Sent(
            FrameType.REPLY_REDIRECT,
            MessageKind.MUTATE,
            260,
            FailureCodec.encodeRedirect(new ServerId(3)),
            none));
    return frames;
  }

  @Test
  void everyExampleIsWhatIsSent() throws IOException {
    Map<String, byte[]> examples = examples();
    assertThat(examples.keySet()).isEqualTo(expected().keySet());
    expected()
        .forEach(
            (name, sent) ->
                assertThat(HexFormat.of().formatHex(sent.bytes()))
                    .as(name)
                    .isEqualTo(HexFormat.of().formatHex(examples.get(name))));
  }

  @Test
  void everyExampleIsReadAsItWasMeant() throws IOException {
    Map<String, byte[]> examples = examples();
    expected()
        .forEach(
            (name, sent) -> {
              EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(new RejectedFrames()));
              channel.writeInbound(Unpooled.wrappedBuffer(examples.get(name)));
              Frame frame = channel.readInbound();
              assertThat(frame.type()).as(name).isEqualTo(sent.type());
              assertThat(frame.kind()).as(name).isEqualTo(sent.kind().number());
              assertThat(frame.requestId()).as(name).isEqualTo(sent.requestId());
              assertThat(frame.header()).as(name).isEqualTo(sent.header());
              assertThat(frame.payload().bytes()).as(name).isEqualTo(sent.payload().remaining());
              frame.payload().close();
            });
  }

  @Test
  void anExampleCutIntoSingleBytesIsReadAsWell() throws IOException {
    byte[] bytes = example("frame/request");
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(new RejectedFrames()));
    for (byte one : bytes) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
    }
    Frame frame = channel.readInbound();
    assertThat(frame.header()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    assertThat(frame.payload().views()[0])
        .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xca, (byte) 0xfe}));
    frame.payload().close();
  }

  @Test
  void helloOfTheServerNamesItself() throws Exception {
    byte[] bytes = example("frame/hello-server");
    int length = bytes.length - FrameLayout.FIXED_BYTES;
    Hello hello = Hello.decode(ByteBuffer.wrap(bytes, FrameLayout.FIXED_BYTES, length));
    assertThat(hello).isEqualTo(Hello.of(SERVER));
  }

  private static byte[] example(String name) throws IOException {
    return Objects.requireNonNull(examples().get(name), name);
  }

  private static Map<String, byte[]> examples() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("distfs.root"), "docs", "WIRE.md"));
    Map<String, byte[]> examples = new LinkedHashMap<>();
    Matcher matcher = EXAMPLE.matcher(page);
    while (matcher.find()) {
      String digits =
          matcher
              .group(2)
              .lines()
              .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
              .collect(Collectors.joining());
      examples.put(matcher.group(1), HexFormat.of().parseHex(digits));
    }
    return examples;
  }
}
