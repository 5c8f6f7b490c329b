package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens on one address and hands requests to handlers by their kind. Thread-safe.
 *
 * <p>Handlers run on event loops: they must not block. A connection whose requests are not answered
 * fast enough, or whose payloads are not released, is not read from until they are; see {@link
 * ServerConnection}.
 */
public final class TransportServer implements AutoCloseable {
  /** Connections at a time; further ones are closed at once. */
  public static final int CONNECTIONS_MAX = 8192;

  private static final int BACKLOG = 1024;

  private final EventLoops loops;
  private final RejectedFrames rejected = new RejectedFrames();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * All open connections; one that is added after {@link #close} is closed at once. An event loop
   * that ends does not close a channel that was registered while it did: its peer would wait for
   * answers for ever, as long as this process lives.
   */
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private final HostPort address;
  private final Channel listener;

  /**
   * How to listen.
   *
   * @param beyondLoopback allows addresses that other machines reach; peers are not authenticated
   * @param threads event loops, 1..64
   */
  public record Settings(HostPort listen, boolean beyondLoopback, int threads) {
    private static final int THREADS_MAX = 64;

    public Settings {
      if (threads < 1 || threads > THREADS_MAX) {
        throw new FsException(Errno.EINVAL, threads + " event loops, want 1.." + THREADS_MAX);
      }
    }

    /** Loopback only, two event loops. */
    public static Settings of(HostPort listen) {
      return new Settings(listen, false, EventLoops.THREADS);
    }
  }

  private TransportServer(
      Settings settings, Identity identity, Map<MessageKind, RequestHandler> handlers) {
    this.address = settings.listen();
    InetSocketAddress socket = resolved(settings);
    this.loops = new EventLoops("distfs-server-net", settings.threads());
    Map<MessageKind, RequestHandler> fixed = new EnumMap<>(MessageKind.class);
    fixed.putAll(handlers);
    this.listener = listen(socket, identity, fixed);
  }

  /**
   * Listens from now on.
   *
   * @param identity what the HELLO says of this server
   * @param handlers who takes which kind; a kind without one is answered EOPNOTSUPP
   * @throws FsException EACCES beyond loopback without leave, EBUSY if the port is in use, EINVAL
   *     for an address that is not this machine's
   */
  public static TransportServer bind(
      Settings settings, Identity identity, Map<MessageKind, RequestHandler> handlers) {
    return new TransportServer(settings, identity, handlers);
  }

  private Channel listen(
      InetSocketAddress socket, Identity identity, Map<MessageKind, RequestHandler> handlers) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, identity, handlers);
                  }
                })
            .bind(socket)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.close();
      throw new FsException(
          Errno.EBUSY,
          "cannot listen on " + address + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(
      Channel channel, Identity identity, Map<MessageKind, RequestHandler> handlers) {
    channel.closeFuture().addListener(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > CONNECTIONS_MAX) {
      var _ = channel.close();
      return;
    }
    open.add(channel);
    SocketOptions.apply(channel, loops.isEpoll());
    channel
        .pipeline()
        .addLast(
            new FlushConsolidationHandler(SocketOptions.FLUSHES_JOINED_MAX, true),
            new FrameDecoder(rejected),
            new ServerConnection(identity, handlers));
  }

  private static InetSocketAddress resolved(Settings settings) {
    HostPort listen = settings.listen();
    InetAddress host;
    try {
      host = InetAddress.getByName(listen.host());
    } catch (UnknownHostException e) {
      throw new FsException(Errno.EINVAL, "cannot listen on " + listen + ": unknown host", e);
    }
    if (!host.isLoopbackAddress() && !settings.beyondLoopback()) {
      throw new FsException(
          Errno.EACCES,
          "refusing to listen on "
              + listen
              + ": peers are not authenticated; listen on 127.0.0.1, or allow it explicitly on a"
              + " network where every machine is trusted");
    }
    return new InetSocketAddress(host, listen.port());
  }

  /** Where it listens. */
  public HostPort address() {
    return address;
  }

  /** Connections closed for what came over them. */
  public RejectedFrames rejectedFrames() {
    return rejected;
  }

  /** Connections now. */
  public int connections() {
    return connections.get();
  }

  /** Stops listening and closes all connections; waits a bounded time. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    open.close().awaitUninterruptibly();
    loops.close();
  }
}
