package io.distfs.shared.wire;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.Segment;
import java.util.List;

/** Bytes of where a range of a file lies. Stateless. */
public final class FileMapCodec {
  private FileMapCodec() {}

  /** Writes a map. */
  public static void write(WireWriter writer, FileMap map) {
    AttributesCodec.write(writer, map.attributes());
    SegmentCodec.writeAll(writer, map.segments(), FileMap.SEGMENTS_MAX);
    BlockInfoCodec.writeAll(writer, map.blocks(), FileMap.SEGMENTS_MAX);
    writer.u63("end", map.end());
  }

  /** Reads a map. */
  public static FileMap read(WireReader reader) {
    Attributes attributes = AttributesCodec.read(reader);
    List<Segment> segments = SegmentCodec.readAll(reader, FileMap.SEGMENTS_MAX);
    List<BlockInfo> blocks = BlockInfoCodec.readAll(reader, FileMap.SEGMENTS_MAX);
    return new FileMap(attributes, segments, blocks, reader.u63("end"));
  }
}
