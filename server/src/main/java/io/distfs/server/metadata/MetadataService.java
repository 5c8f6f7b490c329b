package io.distfs.server.metadata;

import io.distfs.server.cluster.ReportBoard;
import io.distfs.server.cluster.SpacePromises;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.NamespaceReader;
import io.distfs.server.namespace.Space;
import io.distfs.server.namespace.SpaceNeed;
import io.distfs.server.namespace.StateFacts;
import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.AnswerCodec;
import io.distfs.shared.wire.CommandCodec;
import io.distfs.shared.wire.KeepAliveCodec;
import io.distfs.shared.wire.QueryCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers clients for the metadata, if this server leads: mutations through the {@link Batcher},
 * reads through the {@link ReadGate}. Thread-safe; handlers never block.
 */
public final class MetadataService {
  /** For queries that do not ask for it. */
  private static final Space NO_SPACE = new Space(0, 0);

  private final MetadataState state;
  private final Batcher batcher;
  private final ReadGate gate;
  private final SessionWatch watch;
  private final ReportBoard board;
  private final SpacePromises promises = new SpacePromises();
  private final LongSupplier nanoClock;
  private final int sessionMillis;

  /**
   * What the service works with.
   *
   * @param readers bounded pool of platform threads for reads of the store
   * @param session how long a silent session is kept
   */
  public record Parts(
      RaftEngine raft,
      MetadataState state,
      ReportBoard board,
      Executor readers,
      Supplier<Timestamp> clock,
      LongSupplier nanoClock,
      Duration session) {}

  /** A service over these parts, which stay the caller's. */
  public MetadataService(Parts parts) {
    this.state = parts.state();
    this.batcher =
        new Batcher(
            parts.raft(), new EntryClock(parts.clock(), state::lastTime), parts.nanoClock());
    this.gate = new ReadGate(parts.raft(), state::snapshot, parts.readers());
    this.watch = new SessionWatch();
    this.board = parts.board();
    this.nanoClock = parts.nanoClock();
    this.sessionMillis = Math.toIntExact(parts.session().toMillis());
    state.onLeadership(
        new Leadership() {
          @Override
          public void began() {
            watch.restart();
            promises.clear();
          }

          @Override
          public void ended() {
            batcher.redirectQueued();
          }
        });
  }

  Batcher batcher() {
    return batcher;
  }

  SessionWatch watch() {
    return watch;
  }

  /** {@code MUTATE}: into the log, in the order of arrival. */
  public void mutate(Request request, Responder responder) {
    request.payload().close();
    ByteBuffer bytes = request.header().slice();
    try {
      Command command = CommandCodec.decode(request.header());
      MutationGuard.requireFromClient(command);
      if (command.mutation() instanceof Mutation.Allocate allocate) {
        bytes = CommandCodec.encode(withSpare(command, allocate));
      }
      if (!(command.mutation() instanceof Mutation.OpenSession)) {
        watch.heardIfKnown(command.session(), nanoClock.getAsLong());
      }
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
      return;
    }
    batcher.submit(bytes, new ReplyWaiter(responder));
  }

  /** Reservations are judged in the log against the space its leader knew of. */
  private Command withSpare(Command command, Mutation.Allocate allocate) {
    Space space;
    long reserved;
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      space = space(snapshot);
      reserved = new StateFacts(snapshot).reservedBytes();
    }
    if (space.totalBytes() == 0) {
      throw new FsException(Errno.EAGAIN, "no server has told the new leader of its space yet");
    }
    long spare = space.spareBytes();
    long left = spare - promises.openBytes(board.reportedNanos());
    long wanted = reserved + Math.min(allocate.length(), Long.MAX_VALUE - reserved);
    boolean takes = (allocate.mode() & Mutation.Allocate.PUNCH_HOLE) == 0;
    if (takes && wanted > left && wanted <= spare) {
      throw spaceBeingTaken();
    }
    return new Command(
        command.session(), command.sequence(), command.lowestOpen(), allocate.withSpare(spare));
  }

  /** {@code QUERY}: from a snapshot taken after a read barrier. */
  public void query(Request request, Responder responder) {
    request.payload().close();
    Query query;
    try {
      query = QueryCodec.decode(request.header());
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
      return;
    }
    gate.enter((snapshot, to) -> answer(query, snapshot, to), responder);
  }

  private void answer(Query query, MetaStore.Snapshot snapshot, Responder responder) {
    boolean ofSpace = query instanceof Query.StatFilesystem || query instanceof Query.RoomFor;
    Space space = ofSpace ? space(snapshot) : NO_SPACE;
    Answer answer =
        new NamespaceReader(snapshot).answer(query, space, need -> promised(need, space));
    responder.reply(AnswerCodec.encode(answer), Payload.empty());
  }

  /** Tells no two writers of the same space, until the reports show what the first one took. */
  private Answer promised(SpaceNeed need, Space space) {
    if (!need.fits(space, 0)) {
      return need.room(space);
    }
    long left = promises.take(need, space, board.reportedNanos(), nanoClock.getAsLong());
    if (left < 0) {
      throw spaceBeingTaken();
    }
    return new Answer.Room(left, need.newBytes());
  }

  private static FsException spaceBeingTaken() {
    return new FsException(Errno.EAGAIN, "the space left is being written to; try again");
  }

  private Space space(MetaStore.Snapshot snapshot) {
    return board.space(new StateFacts(snapshot).clusterMap().replicas());
  }

  /**
   * {@code KEEP_ALIVE}: behind a read barrier, so that a leader that was cut off, and whose
   * successor may be giving the session up, does not say that all is well.
   */
  public void keepAlive(Request request, Responder responder) {
    request.payload().close();
    SessionId session;
    try {
      session = KeepAliveCodec.decode(request.header()).session();
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
      return;
    }
    gate.enter((snapshot, to) -> keep(session, new StateFacts(snapshot), to), responder);
  }

  private void keep(SessionId session, StateFacts facts, Responder responder) {
    if (!facts.hasSession(session)) {
      throw new FsException(Errno.ESTALE, "session " + session + " has ended or expired");
    }
    watch.heard(session, nanoClock.getAsLong());
    KeepAlive.Reply reply =
        new KeepAlive.Reply(facts.orphanSequence(), facts.clusterMap().epoch(), sessionMillis);
    responder.reply(KeepAliveCodec.encodeReply(reply), Payload.empty());
  }
}
