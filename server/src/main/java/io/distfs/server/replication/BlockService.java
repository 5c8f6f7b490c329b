package io.distfs.server.replication;

import io.distfs.server.block.BlockPlace;
import io.distfs.server.block.BlockStore;
import io.distfs.server.block.PinnedBlock;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.BlockCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for blocks: takes them piece by piece along a chain of servers, serves ranges of them,
 * and drops those their writer gave up. Thread-safe; handlers never block.
 *
 * <p>Memory: at most {@link #INCOMING_MAX} blocks on their way in; the pieces that wait for the
 * pool are held against the connection they came by, which the transport bounds.
 */
public final class BlockService {
  /** Blocks being received at a time; beyond it EAGAIN. */
  public static final int INCOMING_MAX = 512;

  /** A block of which no piece came for so long is given up: its writer is gone. */
  static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(BlockService.class);

  private final ServerId self;
  private final Peers peers;
  private final RpcClient rpc;
  private final BlockStore store;
  private final BlockTable table;
  private final Executor writers;
  private final Executor readers;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<BlockId, IncomingBlock> incoming = new ConcurrentHashMap<>();

  /** What the service works with; the pools are bounded pools of platform threads. */
  public record Parts(
      ServerId self,
      Peers peers,
      RpcClient rpc,
      BlockStore store,
      BlockTable table,
      Executor writers,
      Executor readers,
      LongSupplier nanoClock) {}

  /** A service over these parts, which stay the caller's. */
  public BlockService(Parts parts) {
    this.self = parts.self();
    this.peers = parts.peers();
    this.rpc = parts.rpc();
    this.store = parts.store();
    this.table = parts.table();
    this.writers = parts.writers();
    this.readers = parts.readers();
    this.nanoClock = parts.nanoClock();
  }

  /** {@code BLOCK_PIECE}: see {@link BlockPiece}. Only the last piece is answered. */
  public void piece(Request request, Responder responder) {
    Payload payload = request.payload();
    boolean handedOn = false;
    try {
      BlockPiece piece = BlockCodec.decodePiece(request.header());
      requireFits(piece, payload.bytes());
      boolean last = piece.offset() + payload.bytes() == piece.length();
      IncomingBlock block = piece.offset() == 0 ? begin(piece) : incoming.get(piece.block());
      if (block == null || !block.expects(piece)) {
        throw new FsException(
            Errno.EINVAL,
            "piece at "
                + piece.offset()
                + " of block "
                + piece.block()
                + " does not follow: the block was given up, or never begun");
      }
      handedOn = true;
      take(block, piece, last, request, responder);
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
    } finally {
      if (!handedOn) {
        payload.close();
      }
    }
  }

  private void take(
      IncomingBlock block, BlockPiece piece, boolean last, Request request, Responder responder) {
    if (last) {
      var _ =
          block
              .addLast(piece, request.payload(), responder, nanoClock.getAsLong())
              .whenComplete((nothing, error) -> incoming.remove(piece.block(), block));
    } else {
      block.add(piece, request.payload(), nanoClock.getAsLong());
    }
  }

  private static void requireFits(BlockPiece piece, int bytes) {
    if (piece.length() < 1
        || piece.length() > Extent.BLOCK_BYTES_MAX
        || bytes < 1
        || bytes > BlockPiece.BYTES_MAX
        || piece.offset() < 0
        || piece.offset() % BlockInfo.CHECKSUM_UNIT_BYTES != 0
        || piece.offset() > piece.length() - bytes) {
      throw new FsException(
          Errno.EINVAL,
          "piece of " + bytes + " bytes at " + piece.offset() + " of a block of " + piece.length());
    }
    if (piece.chain().size() >= BlockInfo.REPLICAS_MAX) {
      throw new FsException(
          Errno.EINVAL, "chain of " + piece.chain().size() + " servers behind this one");
    }
  }

  private IncomingBlock begin(BlockPiece first) {
    if (incoming.size() >= INCOMING_MAX) {
      throw new FsException(Errno.EAGAIN, INCOMING_MAX + " blocks are being received already");
    }
    List<ServerId> chain = first.chain();
    ServerId next = chain.isEmpty() ? null : chain.get(0);
    Downstream downstream =
        next == null ? null : new Downstream(rpc, addressOf(next), chain.subList(1, chain.size()));
    LocalWrite local = new LocalWrite(store, first, writers);
    IncomingBlock block = new IncomingBlock(self, local, next, downstream, nanoClock.getAsLong());
    if (incoming.putIfAbsent(first.block(), block) != null) {
      throw new FsException(Errno.EEXIST, "block " + first.block() + " is being written already");
    }
    return block;
  }

  private HostPort addressOf(ServerId server) {
    HostPort address = server.equals(self) ? null : peers.address(server);
    if (address == null) {
      throw new FsException(Errno.EINVAL, "server " + server + " has no place behind " + self);
    }
    return address;
  }

  /** {@code BLOCK_READ}: the bytes go from the mapping to the socket. */
  public void read(Request request, Responder responder) {
    answerOn(
        readers,
        request,
        responder,
        header -> {
          BlockRead wanted = BlockCodec.decodeRead(header);
          // Verified here, on the pool: that also brings the pages in, so that the event loop,
          // which sends them, does not wait for the disk.
          PinnedBlock pinned = store.read(wanted.block(), wanted.offset(), wanted.length());
          BlockRead.Reply reply = new BlockRead.Reply(pinned.offset(), pinned.checksums());
          responder.reply(
              BlockCodec.encodeReadReply(reply), Payload.of(pinned::close, pinned.buffer()));
        });
  }

  /** {@code BLOCK_LOCATE}: the client reads the files by itself. */
  public void locate(Request request, Responder responder) {
    answerOn(
        readers,
        request,
        responder,
        header -> {
          List<BlockLocate.Place> places = new ArrayList<>();
          for (BlockId block : BlockCodec.decodeLocate(header).blocks()) {
            addPlace(block, places);
          }
          responder.reply(
              BlockCodec.encodeLocateReply(new BlockLocate.Reply(places)), Payload.empty());
        });
  }

  /** None where the client has to ask for the bytes, and is told the reason then. */
  private void addPlace(BlockId block, List<BlockLocate.Place> places) {
    try {
      BlockPlace place = store.place(block);
      String file = place.file().toString();
      places.add(new BlockLocate.Place(block, file, place.offset(), place.checksums()));
    } catch (FsException e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.EIO) {
        throw e;
      }
    }
  }

  /** {@code BLOCK_ABANDON}: deletes a block no command named. */
  public void abandon(Request request, Responder responder) {
    answerOn(
        writers,
        request,
        responder,
        header -> {
          BlockAbandon abandon = BlockCodec.decodeAbandon(header);
          BlockId block = abandon.block();
          if (table.contains(block)) {
            throw new FsException(Errno.EBUSY, "block " + block + " is in the block table");
          }
          IncomingBlock half = incoming.remove(block);
          if (half != null) {
            half.giveUp(new FsException(Errno.EIO, "block " + block + " was abandoned"));
          }
          store.delete(block);
          responder.reply(ByteBuffer.allocate(0), Payload.empty());
        });
  }

  private void answerOn(Executor pool, Request request, Responder responder, Answering answer) {
    request.payload().close();
    try {
      pool.execute(
          () -> {
            try {
              answer.to(request.header());
            } catch (FsException e) {
              responder.fail(e.errno(), e.detail());
            } catch (InternalError e) {
              // How the JVM tells of an I/O error under a mapping.
              responder.fail(Errno.EIO, "the device failed: " + e.getMessage());
            } catch (RuntimeException e) {
              LOG.error("a request for a block failed on a broken invariant", e);
              responder.fail(Errno.EIO, "the server failed on this request: " + e);
            }
          });
    } catch (RejectedExecutionException e) {
      responder.fail(Errno.EAGAIN, "too many requests for blocks are waiting; try again");
    }
  }

  /** Gives up blocks whose writer is gone; called about once a second. */
  public void giveUpIdle() {
    long now = nanoClock.getAsLong();
    incoming.forEach(
        (id, block) -> {
          if (block.isIdle(now, IDLE_NANOS_MAX) && incoming.remove(id, block)) {
            block.giveUp(
                new FsException(Errno.ETIMEDOUT, "no further piece of block " + id + " came"));
          }
        });
  }

  /** Blocks being received now. */
  public int incomingCount() {
    return incoming.size();
  }

  /** Decodes a header and answers. */
  @FunctionalInterface
  private interface Answering {
    void to(ByteBuffer header);
  }
}
