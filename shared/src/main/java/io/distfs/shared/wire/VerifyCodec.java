package io.distfs.shared.wire;

import io.distfs.shared.message.VerifyReport;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes of what the verifier found. Stateless. */
public final class VerifyCodec {
  private VerifyCodec() {}

  /** The report as a message. */
  public static ByteBuffer encode(VerifyReport report) {
    return Decoding.encode(report, VerifyCodec::write);
  }

  /**
   * The report of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static VerifyReport decode(ByteBuffer bytes) {
    return Decoding.decode("verify report", bytes, VerifyCodec::read);
  }

  private static void write(WireWriter writer, VerifyReport report) {
    writer.u63("applied index", report.appliedIndex());
    writer.i64(report.stateHash());
    writer.u63("inodes", report.inodes());
    writer.u63("blocks", report.blocks());
    writer.count16("problems", report.problems().size(), VerifyReport.PROBLEMS_MAX);
    for (String problem : report.problems()) {
      writer.text("problem", problem);
    }
  }

  private static VerifyReport read(WireReader reader) {
    long appliedIndex = reader.u63("applied index");
    long stateHash = reader.i64();
    long inodes = reader.u63("inodes");
    long blocks = reader.u63("blocks");
    int count = reader.count16("problems", VerifyReport.PROBLEMS_MAX, Short.BYTES);
    List<String> problems = Decoding.readAll(reader, count, r -> r.text("problem"));
    return new VerifyReport(appliedIndex, stateHash, inodes, blocks, problems);
  }
}
