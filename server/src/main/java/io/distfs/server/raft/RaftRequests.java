package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequestHeader;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;
import com.google.protobuf.Message;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.RequestHandler;
import io.distfs.shared.transport.Responder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Hands the Raft engine's requests, as they arrive, to JRaft's processors. Thread-safe.
 *
 * <p>AppendEntries must not overtake each other, or the follower refuses them. Short ones in the
 * term this server follows in are handled where they arrive, on the event loop: they wait for no
 * disk (entries go to the log's own thread), and the hop to another thread would be most of their
 * cost. What is longer, or begins a new term, which is forced to disk, goes to one executor; and as
 * long as that has not caught up, so does everything. JRaft's administrative messages are not
 * served.
 */
final class RaftRequests implements RequestHandler, AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUED_MAX = 1024;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor pool;
  private final PeerConnection connection = new PeerConnection();
  private final AppendEntriesRequestProcessor appendEntries;
  private final Map<Class<?>, RpcProcessor<?>> others = new HashMap<>();

  /** Held while AppendEntries are handled: after a reconnect two event loops may have some. */
  private final ReentrantLock appending = new ReentrantLock();

  /** AppendEntries on the executor. */
  private final AtomicInteger queued = new AtomicInteger();

  private final LongSupplier term;

  /**
   * @param term the one this server follows or leads in
   */
  RaftRequests(String name, LongSupplier term) {
    this.term = term;
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED_MAX),
            Thread.ofPlatform().daemon().name("distfs-raft-" + name + "-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    appendEntries = new AppendEntriesRequestProcessor(pool);
    for (RpcProcessor<?> processor :
        List.of(
            new RequestVoteRequestProcessor(pool),
            new ReadIndexRequestProcessor(pool),
            new TimeoutNowRequestProcessor(pool),
            new InstallSnapshotRequestProcessor(pool),
            new GetFileRequestProcessor(pool))) {
      others.put(type(processor), processor);
    }
  }

  private static Class<?> type(RpcProcessor<?> processor) {
    try {
      return Class.forName(processor.interest());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("JRaft serves unknown " + processor.interest(), e);
    }
  }

  @Override
  public void handle(Request request, Responder responder) {
    Message message;
    try (Payload payload = request.payload()) {
      message = RaftMessageCodec.decode(request.header(), payload);
    }
    PeerContext context = new PeerContext(responder, connection);
    try {
      if (message instanceof AppendEntriesRequest append) {
        append(context, append);
      } else {
        RpcProcessor<?> processor = processor(message);
        pool.execute(() -> handle(processor, context, message));
      }
    } catch (RejectedExecutionException e) {
      throw new FsException(Errno.EAGAIN, "the Raft engine is busy or closing", e);
    }
  }

  private void append(PeerContext context, AppendEntriesRequest request) {
    if (queued.get() == 0
        && request.getTerm() == term.getAsLong()
        && ShortAppend.is(request)
        && appending.tryLock()) {
      try {
        appendEntries.handleRequest(context, request);
      } finally {
        appending.unlock();
      }
      return;
    }
    queued.incrementAndGet();
    boolean taken = false;
    try {
      executor(request).execute(() -> appendQueued(context, request));
      taken = true;
    } finally {
      if (!taken) {
        queued.decrementAndGet();
      }
    }
  }

  private void appendQueued(PeerContext context, AppendEntriesRequest request) {
    appending.lock();
    try {
      appendEntries.handleRequest(context, request);
    } finally {
      appending.unlock();
      queued.decrementAndGet();
    }
  }

  private Executor executor(AppendEntriesRequest request) {
    AppendEntriesRequestHeader route =
        AppendEntriesRequestHeader.newBuilder()
            .setGroupId(request.getGroupId())
            .setPeerId(request.getPeerId())
            .setServerId(request.getServerId())
            .build();
    return appendEntries.executorSelector().select(appendEntries.interest(), route);
  }

  private RpcProcessor<?> processor(Message message) {
    RpcProcessor<?> processor = others.get(message.getClass());
    if (processor == null) {
      throw new FsException(Errno.EOPNOTSUPP, "Raft message " + message.getClass().getName());
    }
    return processor;
  }

  /** The processor was found by the message's own class. */
  @SuppressWarnings("unchecked")
  private static <T> void handle(RpcProcessor<T> processor, PeerContext context, Object message) {
    processor.handleRequest(context, (T) message);
  }

  /** Ends the threads; what is queued is dropped. */
  @Override
  public void close() {
    appendEntries.destroy();
    pool.shutdownNow();
  }
}
