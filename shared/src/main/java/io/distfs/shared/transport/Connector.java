package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Opens channels to one address on one event loop; thread-safe. */
final class Connector {
  private static final int CONNECT_MILLIS_MAX = 2_000;

  private final HostPort to;
  private final EventLoops loops;
  private final EventLoop loop;
  private final RejectedFrames rejected;
  private final Supplier<Identity> identity;
  private final Greeter.Agreement agreement;

  /** The parts of a client that all its connections share. */
  record Shared(
      EventLoops loops,
      RejectedFrames rejected,
      Supplier<Identity> identity,
      Greeter.Agreement agreement) {}

  Connector(HostPort to, EventLoop loop, Shared shared) {
    this.to = to;
    this.loop = loop;
    this.loops = shared.loops();
    this.rejected = shared.rejected();
    this.identity = shared.identity();
    this.agreement = shared.agreement();
  }

  /**
   * Opens a channel and greets; the listener is called on the event loop. Names are resolved on a
   * virtual thread each time, because resolving may block and addresses may change.
   */
  void open(Greeter.Listener listener) {
    Thread.ofVirtual().name("distfs-resolve-" + to).start(() -> resolve(listener));
  }

  private void resolve(Greeter.Listener listener) {
    try {
      InetAddress host = InetAddress.getByName(to.host());
      loop.execute(() -> connect(new InetSocketAddress(host, to.port()), listener));
    } catch (UnknownHostException e) {
      FsException failure = new FsException(Errno.EHOSTDOWN, to + ": unknown host", e);
      loop.execute(() -> listener.ended(failure));
    } catch (RejectedExecutionException e) {
      listener.ended(new FsException(Errno.EHOSTDOWN, "the client is closed", e));
    }
  }

  private void connect(InetSocketAddress address, Greeter.Listener listener) {
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(loops.clientChannel())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SocketOptions.apply(channel, loops.isEpoll());
                    channel
                        .pipeline()
                        .addLast(
                            new FlushConsolidationHandler(SocketOptions.FLUSHES_JOINED_MAX, true),
                            new FrameDecoder(rejected),
                            new Greeter(identity.get(), agreement, listener));
                  }
                })
            .connect(address);
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            Throwable cause = done.cause();
            listener.ended(new FsException(Errno.EHOSTDOWN, to + ": " + cause.getMessage(), cause));
          }
        });
  }
}
