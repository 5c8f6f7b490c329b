package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.message.VerifyReport;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One run of the verifier: the view it looks at, and what its parts have found and counted so far.
 * Confined to one thread.
 */
final class Inspection {
  private final Records records;
  private final Counters counters;
  private final ClusterMap cluster;
  private final List<String> problems = new ArrayList<>();

  /** Names of each inode. */
  final Tally links = new Tally();

  /** Entries of each directory. */
  final Tally entries = new Tally();

  /** Directories in each directory. */
  final Tally subdirectories = new Tally();

  /** Extents of each block. */
  final Tally references = new Tally();

  Inspection(Records records) {
    this.records = records;
    this.counters = records.counters();
    this.cluster = records.clusterMap();
  }

  Records records() {
    return records;
  }

  Counters counters() {
    return counters;
  }

  ClusterMap cluster() {
    return cluster;
  }

  List<String> problems() {
    return problems;
  }

  /** Notes a problem, up to the limit of a report. */
  void problem(String sentence) {
    if (problems.size() < VerifyReport.PROBLEMS_MAX) {
      problems.add(sentence);
    }
  }

  /** A count that is kept must be what counting gives. */
  void compare(String what, long kept, long counted) {
    if (kept != counted) {
      problem(what + " is kept as " + kept + ", counted " + counted);
    }
  }

  /** Shows a part every entry of a table; one that cannot be read is a problem of its own. */
  long each(Table table, Visitor visitor) {
    return each(table, Keys.FIRST, Keys.END, visitor);
  }

  long each(Table table, byte[] from, byte[] to, Visitor visitor) {
    long count = 0;
    try (MetaReader.Cursor cursor = records.reader().scan(table, from, to)) {
      while (cursor.next()) {
        count++;
        byte[] key = cursor.key();
        try {
          visitor.visit(key, cursor.value());
        } catch (CorruptStateException e) {
          problem(table + " key " + hex(key) + ": " + e.getMessage());
        }
      }
    }
    return count;
  }

  /** A key whose length its table does not have. */
  static void checkLength(byte[] key, int want) {
    if (key.length != want) {
      throw new CorruptStateException("key of " + key.length + " bytes, want " + want);
    }
  }

  static String hex(byte[] key) {
    return HexFormat.of().formatHex(key);
  }

  /** Looks at one entry. */
  interface Visitor {
    void visit(byte[] key, byte[] value);
  }
}
