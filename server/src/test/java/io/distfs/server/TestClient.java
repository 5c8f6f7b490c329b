package io.distfs.server;

import io.distfs.shared.checksum.Crc32c;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.transport.Identity;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.NettyRpcClient;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Reply;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.AnswerCodec;
import io.distfs.shared.wire.BlockCodec;
import io.distfs.shared.wire.CommandCodec;
import io.distfs.shared.wire.KeepAliveCodec;
import io.distfs.shared.wire.OutcomeCodec;
import io.distfs.shared.wire.QueryCodec;
import io.distfs.shared.wire.VerifyCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/**
 * A plain client over real TCP: one session, one thing at a time, asking every server until one
 * leads. Not thread-safe.
 */
final class TestClient implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Timestamp MTIME = new Timestamp(1_700_000_000, 0);

  private final RpcClient rpc;
  private final List<HostPort> servers;
  private final Crc32c crc = new Crc32c();
  private SessionId session = SessionId.SYSTEM;
  private long sequence;
  private long nextInode;

  TestClient(List<HostPort> servers) {
    this(servers, Identity.client());
  }

  TestClient(List<HostPort> servers, Identity identity) {
    this.servers = servers;
    this.rpc = new NettyRpcClient(identity);
  }

  @Override
  public void close() {
    rpc.close();
  }

  Reply call(HostPort server, Lane lane, MessageKind kind, RpcClient.Outgoing message) {
    try {
      return rpc.call(server, lane, kind, message, LIMIT).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Asks all servers in turn, again and again, until one answers as the leader. */
  ByteBuffer callLeader(MessageKind kind, ByteBuffer header) {
    return Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> tryAll(kind, header), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<ByteBuffer> tryAll(MessageKind kind, ByteBuffer header) {
    for (HostPort server : servers) {
      try {
        RpcClient.Outgoing message = RpcClient.Outgoing.of(header.duplicate());
        return Optional.of(call(server, Lane.CONTROL, kind, message).header());
      } catch (NotLeaderException e) {
        // the next one may be
      } catch (FsException e) {
        if (e.errno() != Errno.EHOSTDOWN && e.errno() != Errno.EAGAIN) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  Outcome mutate(Mutation mutation) {
    long number = mutation instanceof Mutation.OpenSession ? 0 : ++sequence;
    Command command = new Command(session, number, number, mutation);
    return OutcomeCodec.decode(callLeader(MessageKind.MUTATE, CommandCodec.encode(command)));
  }

  Answer query(Query query) {
    return AnswerCodec.decode(callLeader(MessageKind.QUERY, QueryCodec.encode(query)));
  }

  VerifyReport verify(HostPort server) {
    RpcClient.Outgoing message = RpcClient.Outgoing.of(ByteBuffer.allocate(0));
    return VerifyCodec.decode(call(server, Lane.CONTROL, MessageKind.VERIFY, message).header());
  }

  /** Opens the session and gets inode ids. */
  SessionId open() {
    Outcome opened = mutate(new Mutation.OpenSession(UUID.randomUUID(), ByteString.of("test")));
    session = ((Result.SessionOpened) opened.result()).session();
    nextInode = ((Result.Granted) mutate(new Mutation.GrantInodes(1000)).result()).first();
    return session;
  }

  InodeId create(String name) {
    Outcome made =
        mutate(
            new Mutation.MakeNode(
                InodeId.ROOT,
                FileName.of(name),
                new InodeId(nextInode++),
                0100644,
                0,
                ByteString.EMPTY,
                Credentials.ROOT,
                true));
    if (made.errno() != Errno.OK) {
      throw new FsException(made.errno(), "creating " + name);
    }
    return ((Result.Node) made.result()).attributes().inode();
  }

  Attributes writeInline(InodeId inode, String text) {
    InlineSegment segment = new InlineSegment(0, ByteString.of(text));
    Outcome written = mutate(new Mutation.WriteData(inode, List.of(segment), List.of(), MTIME));
    return ((Result.Changed) written.result()).attributes();
  }

  BlockId grantBlock() {
    Outcome granted = mutate(new Mutation.GrantBlocks(1, 0));
    return new BlockId(((Result.Granted) granted.result()).first());
  }

  /** Sends a block down a chain in pieces; the reply to the last one. */
  BlockPiece.Reply writeBlock(BlockId block, byte[] bytes, HostPort first, List<ServerId> rest) {
    BlockPiece.Hint hint = new BlockPiece.Hint(InodeId.ROOT, 0, 0);
    int offset = 0;
    while (true) {
      int length = Math.min(BlockPiece.BYTES_MAX, bytes.length - offset);
      ByteBuffer data = ByteBuffer.allocateDirect(length).put(bytes, offset, length).flip();
      Checksums checksums = Checksums.wrap(crc.units(data.duplicate()));
      BlockPiece piece = new BlockPiece(block, bytes.length, offset, checksums, rest, hint);
      RpcClient.Outgoing message =
          new RpcClient.Outgoing(BlockCodec.encodePiece(piece), Payload.of(data));
      offset += length;
      if (offset == bytes.length) {
        return BlockCodec.decodePieceReply(
            call(first, Lane.BULK, MessageKind.BLOCK_PIECE, message).header());
      }
      rpc.post(first, Lane.BULK, MessageKind.BLOCK_PIECE, message, LIMIT).join();
    }
  }

  /** Sends a small block whose checksums are those of other bytes. */
  void writeDamagedBlock(BlockId block, byte[] bytes, HostPort server) {
    Checksums checksums = Checksums.wrap(crc.units(ByteBuffer.wrap(bytes.clone())));
    bytes[bytes.length / 2] ^= 1;
    BlockPiece.Hint hint = new BlockPiece.Hint(InodeId.ROOT, 0, 0);
    BlockPiece piece = new BlockPiece(block, bytes.length, 0, checksums, List.of(), hint);
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    RpcClient.Outgoing message =
        new RpcClient.Outgoing(BlockCodec.encodePiece(piece), Payload.of(data));
    call(server, Lane.BULK, MessageKind.BLOCK_PIECE, message);
  }

  /** Commits a block that was written as the content of a file. */
  Outcome commit(InodeId inode, BlockId block, byte[] bytes, List<ServerId> forced, int replicas) {
    int checksum = crc.ofChecksums(Checksums.wrap(crc.units(ByteBuffer.wrap(bytes))));
    BlockInfo info = new BlockInfo(block, bytes.length, checksum, forced, replicas);
    Extent extent = new Extent(0, bytes.length, block, 0);
    return mutate(new Mutation.WriteData(inode, List.of(extent), List.of(info), MTIME));
  }

  byte[] readBlock(HostPort server, BlockId block, int offset, int length) {
    BlockRead read = new BlockRead(block, offset, length);
    Reply reply =
        call(
            server,
            Lane.BULK,
            MessageKind.BLOCK_READ,
            RpcClient.Outgoing.of(BlockCodec.encodeRead(read)));
    try (Payload payload = reply.payload()) {
      ByteBuffer joined = ByteBuffer.allocate(payload.bytes());
      for (ByteBuffer view : payload.views()) {
        joined.put(view);
      }
      return joined.array();
    }
  }

  KeepAlive.Reply keepAlive() {
    ByteBuffer header = KeepAliveCodec.encode(new KeepAlive(session));
    return KeepAliveCodec.decodeReply(callLeader(MessageKind.KEEP_ALIVE, header));
  }

  /** Unlinks, and says that this session holds nothing open; the outcome of the unlink. */
  Result.Removed unlink(String name) {
    Outcome gone = mutate(new Mutation.Unlink(InodeId.ROOT, FileName.of(name), Credentials.ROOT));
    Result.Removed removed = (Result.Removed) gone.result();
    mutate(new Mutation.ReportHeld(removed.orphanSequence(), List.of()));
    return removed;
  }

  void abandon(HostPort server, BlockId block) {
    ByteBuffer header = BlockCodec.encodeAbandon(new BlockAbandon(session, block));
    call(server, Lane.BULK, MessageKind.BLOCK_ABANDON, RpcClient.Outgoing.of(header));
  }
}
