package io.distfs.shared.wire;

import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.util.List;

/** Bytes of the mutations of sessions, grants, orphans and reclaimed blocks. Stateless. */
final class SessionMutationCodec {
  private SessionMutationCodec() {}

  static void write(WireWriter writer, Mutation.OpenSession open) {
    writer.uuid(open.nonce());
    BytesCodec.write(writer, "client", open.client(), WireLimits.TEXT_BYTES_MAX);
  }

  static Mutation.OpenSession readOpenSession(WireReader reader) {
    return new Mutation.OpenSession(
        reader.uuid(), BytesCodec.read(reader, "client", WireLimits.TEXT_BYTES_MAX));
  }

  static void write(WireWriter writer, Mutation.GrantInodes grant) {
    writer.u31("grant", grant.count(), Mutation.GRANT_MAX);
  }

  static Mutation.GrantInodes readGrantInodes(WireReader reader) {
    return new Mutation.GrantInodes(reader.u31("grant", Mutation.GRANT_MAX));
  }

  static void write(WireWriter writer, Mutation.GrantBlocks grant) {
    writer.u31("grant", grant.count(), Mutation.GRANT_MAX);
    writer.i64(grant.closeBelow());
  }

  static Mutation.GrantBlocks readGrantBlocks(WireReader reader) {
    return new Mutation.GrantBlocks(reader.u31("grant", Mutation.GRANT_MAX), reader.i64());
  }

  static void write(WireWriter writer, Mutation.ReportHeld report) {
    writer.u63("orphan sequence", report.orphanSequence());
    writer.count32("held inodes", report.held().size(), Mutation.HELD_MAX);
    for (InodeId inode : report.held()) {
      IdCodec.write(writer, inode);
    }
  }

  static Mutation.ReportHeld readReportHeld(WireReader reader) {
    long orphanSequence = reader.u63("orphan sequence");
    int count = reader.count32("held inodes", Mutation.HELD_MAX, Long.BYTES);
    List<InodeId> held = Decoding.readAll(reader, count, IdCodec::readInode);
    return new Mutation.ReportHeld(orphanSequence, held);
  }

  static void write(WireWriter writer, Mutation.ExpireSession expire) {
    IdCodec.write(writer, expire.expired());
  }

  static Mutation.ExpireSession readExpireSession(WireReader reader) {
    return new Mutation.ExpireSession(IdCodec.readSession(reader));
  }

  static void write(WireWriter writer, Mutation.CollectOrphans collect) {
    writer.u31("segments", collect.segmentsMax(), Integer.MAX_VALUE);
  }

  static Mutation.CollectOrphans readCollectOrphans(WireReader reader) {
    return new Mutation.CollectOrphans(reader.u31("segments", Integer.MAX_VALUE));
  }

  static void write(WireWriter writer, Mutation.ReclaimDone done) {
    IdCodec.write(writer, done.server());
    writer.u63("reclaimed up to", done.upTo());
  }

  static Mutation.ReclaimDone readReclaimDone(WireReader reader) {
    return new Mutation.ReclaimDone(IdCodec.readServer(reader), reader.u63("reclaimed up to"));
  }
}
