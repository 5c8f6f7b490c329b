package io.distfs.cli.view;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where one file lies: its attributes, segments, blocks and their servers. Immutable.
 *
 * @param path as asked for
 * @param segments all of the file's, in order
 */
public record FileView(
    String path, Attributes attributes, List<Segment> segments, Map<BlockId, BlockInfo> blocks) {

  /** {@code distfs info} for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    Attributes.Content content = attributes.content();
    text.append("path       ").append(path).append('\n');
    text.append("inode      ").append(attributes.inode()).append('\n');
    text.append("type       ").append(typeName()).append('\n');
    text.append("size       ").append(Units.bytes(attributes.size())).append('\n');
    text.append("allocated  ").append(Units.bytes(content.allocatedBytes()));
    text.append(", of it inline ").append(Units.bytes(content.inlineBytes())).append('\n');
    if (!segments.isEmpty()) {
      TextTable table = new TextTable("OFFSET", "LENGTH", "BLOCK", "SERVERS", "STATE");
      segments.forEach(segment -> row(table, segment));
      text.append(table.render());
    }
    return text.toString();
  }

  /** {@code distfs info --json}. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("path", path);
    json.put("inode", attributes.inode().value());
    json.put("type", typeName());
    json.put("size", attributes.size());
    json.put("allocatedBytes", attributes.content().allocatedBytes());
    json.put("inlineBytes", attributes.content().inlineBytes());
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    segments.forEach(segment -> list.add(segmentJson(segment)));
    json.put("segments", list);
    return json;
  }

  private void row(TextTable table, Segment segment) {
    String offset = Long.toString(segment.offset());
    String length = Integer.toString(segment.length());
    switch (segment) {
      case InlineSegment _ -> table.row(offset, length, "inline", "-", "ok");
      case Extent extent -> {
        BlockInfo block = blocks.get(extent.block());
        table.row(offset, length, extent.block().toString(), servers(block), shortfall(block));
      }
    }
  }

  private Map<String, @Nullable Object> segmentJson(Segment segment) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("offset", segment.offset());
    json.put("length", segment.length());
    if (segment instanceof Extent extent) {
      BlockInfo block = blocks.get(extent.block());
      json.put("block", extent.block().toString());
      json.put("blockOffset", extent.blockOffset());
      json.put(
          "servers",
          block == null ? List.of() : block.servers().stream().map(ServerId::value).toList());
      json.put("replicasWanted", block == null ? null : block.replicasWanted());
    } else {
      json.put("inline", true);
    }
    return json;
  }

  private String typeName() {
    return attributes.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String servers(@Nullable BlockInfo block) {
    return block == null
        ? "?"
        : block.servers().stream().map(ServerId::toString).collect(Collectors.joining(","));
  }

  private static String shortfall(@Nullable BlockInfo block) {
    if (block == null) {
      return "unknown block";
    }
    int missing = block.replicasWanted() - block.servers().size();
    return missing > 0 ? missing + " replica(s) short" : "ok";
  }
}
