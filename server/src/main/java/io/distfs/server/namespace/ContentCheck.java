package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import java.util.HashSet;
import java.util.Set;

/** Segment maps, extended attributes, the block table and the reclaim queues. One run. */
final class ContentCheck {
  private final Inspection inspection;
  private final Records records;
  private long inlineBytes;
  private long reservedBytes;

  ContentCheck(Inspection inspection) {
    this.inspection = inspection;
    this.records = inspection.records();
  }

  void run() {
    inspection.each(Table.INODE, this::inode);
    for (Table table : new Table[] {Table.EXTENT, Table.INLINE, Table.RESERVED}) {
      inspection.each(table, (key, _) -> segmentOwner(table, key));
    }
    inspection.each(Table.XATTR, (key, _) -> xattrOwner(key));
    inspection.compare("reserved bytes", inspection.counters().reservedBytes, reservedBytes);
    inspection.compare("inline bytes", inspection.counters().inlineBytes, inlineBytes);
    long blocks = inspection.each(Table.BLOCK, this::block);
    inspection.compare("number of blocks", inspection.counters().blocks, blocks);
    inspection.each(Table.RECLAIM, this::reclaim);
  }

  private void inode(byte[] key, byte[] value) {
    Inode inode = InodeCodec.decode(new InodeId(Keys.numberAt(key, 0)), value);
    checkXattrs(inode);
    if (inode.isRegular()) {
      checkSegments(inode);
    }
  }

  private void checkSegments(Inode inode) {
    String what = "file " + inode.id;
    long end = 0;
    long allocated = 0;
    long inline = 0;
    try (SegmentScan scan = new SegmentScan(records.reader(), inode.id, 0, Long.MAX_VALUE)) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        if (segment.offset() < end) {
          inspection.problem(
              what
                  + " has a segment at "
                  + segment.offset()
                  + ", before "
                  + end
                  + " where the "
                  + "last one ends");
        }
        end = Math.max(end, segment.end());
        allocated += segment.length();
        switch (segment) {
          case Extent extent -> checkExtent(what, extent);
          case InlineSegment run -> inline += run.length();
        }
      }
    }
    allocated += checkReserved(what, inode);
    inlineBytes += inline;
    if (end > inode.size) {
      inspection.problem(what + " of " + inode.size + " bytes has data up to " + end);
    }
    inspection.compare(what + "'s allocated bytes", inode.allocatedBytes, allocated);
    inspection.compare(what + "'s inline bytes", inode.inlineBytes, inline);
    if (inline > InlineSegment.BYTES_MAX) {
      inspection.problem(what + " has " + inline + " inline bytes, over the limit");
    }
  }

  private long checkReserved(String what, Inode inode) {
    long end = 0;
    long reserved = 0;
    for (ByteRange range : Reservations.within(records.reader(), inode.id, 0, Long.MAX_VALUE)) {
      reserved += range.length();
      if (range.offset() < end) {
        inspection.problem(what + " has space reserved twice at " + range.offset());
      }
      end = range.end();
      try (SegmentScan scan =
          new SegmentScan(records.reader(), inode.id, range.offset(), range.end())) {
        if (scan.next() != null) {
          inspection.problem(what + " has data and reserved space at " + range.offset());
        }
      }
    }
    reservedBytes += reserved;
    return reserved;
  }

  private void checkExtent(String what, Extent extent) {
    inspection.references.add(extent.block().value(), 1);
    BlockRecord block = records.block(extent.block());
    if (block == null) {
      inspection.problem(what + " names block " + extent.block() + ", not in the table");
    } else if (extent.blockOffset() + extent.length() > block.info().length()) {
      inspection.problem(
          what
              + " names bytes up to "
              + (extent.blockOffset() + extent.length())
              + " of block "
              + extent.block()
              + ", which has "
              + block.info().length());
    }
  }

  private void segmentOwner(Table table, byte[] key) {
    Inspection.checkLength(key, 2 * Long.BYTES);
    Inode inode = records.inode(new InodeId(Keys.numberAt(key, 0)));
    if (inode == null || !inode.isRegular()) {
      inspection.problem(table + " key " + Inspection.hex(key) + " belongs to no regular file");
    }
  }

  private void xattrOwner(byte[] key) {
    InodeId id = new InodeId(Keys.numberAt(key, 0));
    if (records.inode(id) == null) {
      inspection.problem("extended attribute of inode " + id + ", which does not exist");
    }
  }

  private void checkXattrs(Inode inode) {
    long[] bytes = new long[2];
    inspection.each(
        Table.XATTR,
        Keys.of(inode.id),
        Keys.after(inode.id),
        (key, value) -> {
          int name = Keys.tail(key).length;
          bytes[0] += name + Xattrs.decodeValue(value).length();
          bytes[1] += name + 1;
        });
    String what = "inode " + inode.id + "'s extended attribute ";
    inspection.compare(what + "bytes", inode.xattrBytes, bytes[0]);
    inspection.compare(what + "list bytes", inode.xattrListBytes, bytes[1]);
    checkAccessList(inode, AccessListRule.ACCESS);
    checkAccessList(inode, AccessListRule.DEFAULT);
  }

  private void checkAccessList(Inode inode, ByteString name) {
    ByteString value = Xattrs.get(records, inode, name);
    if (value == null) {
      return;
    }
    String what = "inode " + inode.id + "'s access list";
    boolean access = name.equals(AccessListRule.ACCESS);
    try {
      AccessList list = AccessList.parse(value);
      if (list == null || !list.canonical().encode().equals(value)) {
        inspection.problem(what + " is not in canonical form");
      } else if (access && (list.isMinimal() || list.permissions() != (inode.mode & 0777))) {
        inspection.problem(
            what + " says no more, or another, than mode " + Integer.toOctalString(inode.mode));
      } else if (!access && !inode.isDirectory()) {
        inspection.problem(what + " for what is made in it: it is no directory");
      }
    } catch (Refusal e) {
      inspection.problem(what + " is none: " + e.errno());
    }
  }

  private void block(byte[] key, byte[] value) {
    Inspection.checkLength(key, Long.BYTES);
    BlockId id = new BlockId(Keys.numberAt(key, 0));
    BlockRecord block = BlockRecord.decode(id, value);
    String what = "block " + id;
    int counted = inspection.references.of(id.value());
    inspection.compare(what + "'s reference count", block.references(), counted);
    if (counted == 0) {
      inspection.problem(what + " is in the table but no extent names it");
    }
    if (id.value() < 1 || id.value() >= inspection.counters().nextBlock) {
      inspection.problem(
          what
              + " was never granted: next is "
              + Long.toHexString(inspection.counters().nextBlock));
    }
    Set<ServerId> distinct = new HashSet<>();
    for (ServerId server : block.info().servers()) {
      if (inspection.cluster().server(server) == null || !distinct.add(server)) {
        inspection.problem(what + " lies on server " + server + ", unknown or listed twice");
      }
    }
  }

  private void reclaim(byte[] key, byte[] value) {
    Inspection.checkLength(key, 2 * Long.BYTES);
    long number = Keys.numberAt(key, 0);
    long sequence = Keys.numberAt(key, Long.BYTES);
    BlockId block = new BlockId(NumberCodec.decode(value));
    String what = "reclaim record " + sequence + " of server " + number;
    boolean possible = number >= 1 && number <= ServerId.VALUE_MAX;
    ServerId server = possible ? new ServerId((int) number) : null;
    if (server == null || inspection.cluster().server(server) == null) {
      inspection.problem(what + ": there is no such server");
    } else if (sequence < 1 || sequence > Blocks.reclaimSequence(records.reader(), server)) {
      inspection.problem(what + " is beyond the server's counter");
    }
    if (records.block(block) != null) {
      inspection.problem(what + " would delete block " + block + ", which is in the table");
    }
  }
}
