package io.distfs.shared.wire;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.util.List;

/** Bytes of the fields of answers, behind their tag. Stateless. */
final class AnswerFields {
  private AnswerFields() {}

  static void write(WireWriter writer, Answer.Chain chain) {
    writer.count8("steps", chain.steps().size(), Query.CHAIN_MAX);
    Decoding.writeAll(writer, chain.steps(), AttributesCodec::write);
    ErrnoCodec.write(writer, chain.stop());
    DirectoryEntryCodec.writePage(writer, chain.page());
  }

  static Answer.Chain readChain(WireReader reader) {
    int count = reader.count8("steps", Query.CHAIN_MAX, AttributesCodec.BYTES);
    List<Attributes> steps = Decoding.readAll(reader, count, AttributesCodec::read);
    Errno stop = ErrnoCodec.read(reader);
    return new Answer.Chain(steps, stop, DirectoryEntryCodec.readPage(reader));
  }

  static void write(WireWriter writer, Answer.Listing listing) {
    AttributesCodec.write(writer, listing.directory());
    IdCodec.write(writer, listing.parent());
    DirectoryEntryCodec.writePage(writer, listing.entries());
    writer.flag(listing.end());
  }

  static Answer.Listing readListing(WireReader reader) {
    return new Answer.Listing(
        AttributesCodec.read(reader),
        IdCodec.readInode(reader),
        DirectoryEntryCodec.readPage(reader),
        reader.flag("end"));
  }

  static void write(WireWriter writer, Answer.Names names) {
    writer.count16("xattr names", names.names().size(), WireLimits.XATTR_NAMES_MAX);
    for (ByteString name : names.names()) {
      BytesCodec.write(writer, "xattr name", name, WireLimits.XATTR_NAME_BYTES_MAX);
    }
  }

  static Answer.Names readNames(WireReader reader) {
    int count = reader.count16("xattr names", WireLimits.XATTR_NAMES_MAX, Integer.BYTES);
    return new Answer.Names(Decoding.readAll(reader, count, AnswerFields::readXattrName));
  }

  static void write(WireWriter writer, FilesystemStatistics statistics) {
    writer.u63("total bytes", statistics.totalBytes());
    writer.u63("free bytes", statistics.freeBytes());
    writer.u63("inodes used", statistics.inodesUsed());
    writer.u63("inodes free", statistics.inodesFree());
  }

  static FilesystemStatistics readStatistics(WireReader reader) {
    return new FilesystemStatistics(
        reader.u63("total bytes"),
        reader.u63("free bytes"),
        reader.u63("inodes used"),
        reader.u63("inodes free"));
  }

  static void write(WireWriter writer, Answer.Orphans orphans) {
    writer.count32("orphans", orphans.inodes().size(), Mutation.HELD_MAX);
    for (InodeId inode : orphans.inodes()) {
      IdCodec.write(writer, inode);
    }
    writer.u63("up to", orphans.upTo());
  }

  static Answer.Orphans readOrphans(WireReader reader) {
    int count = reader.count32("orphans", Mutation.HELD_MAX, Long.BYTES);
    List<InodeId> inodes = Decoding.readAll(reader, count, IdCodec::readInode);
    return new Answer.Orphans(inodes, reader.u63("up to"));
  }

  private static ByteString readXattrName(WireReader reader) {
    return BytesCodec.read(reader, "xattr name", WireLimits.XATTR_NAME_BYTES_MAX);
  }
}
