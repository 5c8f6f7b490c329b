package io.distfs.shared.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** A few event loop threads, on epoll where its native library loads, else on NIO. Thread-safe. */
final class EventLoops implements AutoCloseable {
  /** Loops only move frames: two saturate a 10 Gbit/s link. */
  static final int THREADS = 2;

  private static final long STOP_QUIET_MILLIS = 0;
  private static final long STOP_MILLIS_MAX = 2_000;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup group;

  EventLoops(String name, int threads) {
    DefaultThreadFactory threadFactory = new DefaultThreadFactory(name, true);
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads,
            threadFactory,
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  EventLoop next() {
    return group.next();
  }

  boolean isEpoll() {
    return epoll;
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> clientChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Closes all channels and waits a bounded time for the threads to end. */
  @Override
  public void close() {
    group
        .shutdownGracefully(STOP_QUIET_MILLIS, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(STOP_MILLIS_MAX + 1_000);
  }
}
