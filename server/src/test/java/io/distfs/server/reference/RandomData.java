package io.distfs.server.reference;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Mutation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Segments and blocks drawn at random, mostly as a client would send them. */
final class RandomData {
  private static final int OFFSET_LIMIT = 6000;
  private static final int LENGTH_LIMIT = 1200;

  private final ReferenceModel model;
  private final RandomGenerator random;

  RandomData(ReferenceModel model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  Mutation write(ModelSession session, InodeId inode, Timestamp mtime) {
    List<BlockInfo> blocks = new ArrayList<>();
    List<Segment> segments = segments(session, blocks, random.nextInt(OFFSET_LIMIT));
    return new Mutation.WriteData(inode, segments, blocks, mtime);
  }

  /** Mostly without holes, as it must be. */
  Mutation append(ModelSession session, InodeId inode, Timestamp mtime) {
    List<BlockInfo> blocks = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    long offset = random.nextInt(30) == 0 ? 1 : 0;
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      Segment segment =
          random.nextBoolean()
              ? new InlineSegment(offset, bytes(LENGTH_LIMIT))
              : extent(session, blocks, offset);
      segments.add(segment);
      offset = segment.end();
    }
    return new Mutation.AppendData(inode, segments, blocks, mtime);
  }

  Mutation relocate(ModelSession session, InodeId inode) {
    ModelNode node = model.nodes.get(inode);
    long version = node == null ? 0 : node.contentVersion;
    List<BlockInfo> blocks = new ArrayList<>();
    List<Segment> segments = segments(session, blocks, random.nextInt(LENGTH_LIMIT));
    long expected = random.nextInt(10) == 0 ? version + 1 : version;
    return new Mutation.RelocateData(inode, expected, segments, blocks);
  }

  ByteString bytes(int lengthMax) {
    byte[] bytes = new byte[random.nextInt(1, lengthMax + 1)];
    random.nextBytes(bytes);
    return ByteString.wrap(bytes);
  }

  /** Mostly a valid one; sometimes with entries out of order, doubled, missing or wrong. */
  ByteString accessList() {
    List<int[]> entries = new ArrayList<>();
    entries.add(new int[] {1, random.nextInt(8), -1});
    int named = random.nextInt(3);
    for (int i = 0; i < named; i++) {
      entries.add(new int[] {2, random.nextInt(8), random.nextInt(5)});
    }
    entries.add(new int[] {4, random.nextInt(8), random.nextInt(5)});
    if (random.nextInt(3) == 0) {
      entries.add(new int[] {8, random.nextInt(8), random.nextInt(-1, 5)});
      named++;
    }
    if (named > 0 || random.nextInt(4) == 0) {
      entries.add(new int[] {16, random.nextInt(8), -1});
    }
    entries.add(new int[] {32, random.nextInt(8), -1});
    if (random.nextInt(8) == 0) {
      int[] spoiled = entries.get(random.nextInt(entries.size()));
      spoiled[random.nextInt(2)] = random.nextInt(34);
    }
    if (random.nextInt(20) == 0) {
      int[] _ = entries.remove(random.nextInt(entries.size()));
    }
    int cut = random.nextInt(30) == 0 ? random.nextInt(5) : 0;
    ByteBuffer out = ByteBuffer.allocate(4 + 8 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(random.nextInt(40) == 0 ? 1 : 2);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return ByteString.wrap(Arrays.copyOf(out.array(), out.capacity() - cut));
  }

  private List<Segment> segments(ModelSession session, List<BlockInfo> blocks, long from) {
    List<Segment> segments = new ArrayList<>();
    long offset = from;
    int count = random.nextInt(1, 5);
    for (int i = 0; i < count; i++) {
      Segment segment =
          random.nextInt(3) == 0
              ? new InlineSegment(offset, bytes(LENGTH_LIMIT))
              : extent(session, blocks, offset);
      segments.add(segment);
      offset = segment.end() + (random.nextBoolean() ? 0 : random.nextInt(300));
    }
    if (random.nextInt(50) == 0) {
      return segments.reversed();
    }
    return segments;
  }

  private Extent extent(ModelSession session, List<BlockInfo> blocks, long offset) {
    List<BlockInfo> known = new ArrayList<>(blocks);
    for (long id : model.blockLengths.keySet().stream().sorted().limit(3).toList()) {
      Integer length = model.blockLengths.get(id);
      known.add(info(id, length == null ? 1 : length));
    }
    BlockInfo block;
    if (known.isEmpty() || random.nextInt(3) > 0) {
      block = info(freshId(session), random.nextInt(1, LENGTH_LIMIT));
      blocks.add(block);
    } else {
      block = known.get(random.nextInt(known.size()));
    }
    int start = random.nextInt(block.length());
    int length = random.nextInt(1, block.length() - start + 1);
    int beyond = random.nextInt(60) == 0 ? 1 : 0;
    return new Extent(offset, length + beyond, block.block(), start);
  }

  private long freshId(ModelSession session) {
    long[] grant = session.blockGrants.get(random.nextInt(session.blockGrants.size()));
    return random.nextInt(40) == 0 ? grant[1] : random.nextLong(grant[0], grant[1]);
  }

  private BlockInfo info(long id, int length) {
    int count = random.nextInt(1, 4);
    List<ServerId> servers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      servers.add(new ServerId(i == count && random.nextInt(40) == 0 ? 4 : i));
    }
    int wanted = random.nextInt(60) == 0 ? Math.max(1, count - 1) : 3;
    return new BlockInfo(new BlockId(id), length, (int) id, servers, wanted);
  }
}
