package io.distfs.cli.view;

import io.distfs.shared.fs.FilesystemStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the filesystem has and what is left of it. Immutable. */
public record SpaceView(FilesystemStatistics statistics) {
  /** {@code distfs stat} for people. */
  public String text() {
    long used = statistics.totalBytes() - statistics.freeBytes();
    return "space   "
        + Units.bytes(statistics.totalBytes())
        + " usable, "
        + Units.bytes(used)
        + " used, "
        + Units.bytes(statistics.freeBytes())
        + " free\n"
        + "inodes  "
        + Units.count(statistics.inodesUsed())
        + " used, "
        + Units.count(statistics.inodesFree())
        + " free\n";
  }

  /** {@code distfs stat --json}. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("totalBytes", statistics.totalBytes());
    json.put("usedBytes", statistics.totalBytes() - statistics.freeBytes());
    json.put("freeBytes", statistics.freeBytes());
    json.put("inodesUsed", statistics.inodesUsed());
    json.put("inodesFree", statistics.inodesFree());
    return json;
  }
}
