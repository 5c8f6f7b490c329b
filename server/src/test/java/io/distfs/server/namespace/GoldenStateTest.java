package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The stored format against a sample written once by format 1 and never regenerated: what was
 * stored then is read now, and the same history still gives the same bytes.
 */
class GoldenStateTest {
  private static final String SAMPLE = "state-format-1.txt";

  @Test
  void storedSampleIsReadByThisSoftware() throws IOException {
    InMemoryMetaStore store = new InMemoryMetaStore();
    store.write(changes(sample()));

    assertThat(Verifier.problems(store)).isEmpty();
    Namespace namespace = new Namespace(store);
    assertThat(namespace.clusterMap()).isEqualTo(Clusters.ofThree());
    NamespaceReader reader = new NamespaceReader(store);
    Answer.Bytes path =
        (Answer.Bytes) reader.answer(new Query.GetPath(new InodeId(3)), new Space(0, 0));
    assertThat(new String(path.bytes().toByteArray(), StandardCharsets.UTF_8)).isEqualTo("/d/f");
    assertThat(new StateFacts(store).reclaims(new ServerId(3), 0, 9)).hasSize(1);
  }

  @Test
  void sameHistoryGivesTheSameBytes() throws IOException {
    assertThat(lines(history())).isEqualTo(sample());
  }

  /** One of everything that is stored. */
  private static InMemoryMetaStore history() {
    Scenario scenario = new Scenario();
    InodeId dir = scenario.mkdir(InodeId.ROOT, "d");
    InodeId file = scenario.create(dir, "f");
    scenario.symlink(dir, "l");
    scenario.writeBlock(file, 0, 5000);
    scenario.writeBlock(file, 1000, 100);
    scenario.writeBlock(file, 1000, 100);
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(6000, 3, 7))));
    scenario.ok(scenario.setXattr(file, "user.x", "value", 0));
    scenario.ok(scenario.link(file, InodeId.ROOT, "second"));
    scenario.ok(scenario.rename(InodeId.ROOT, "second", dir, "l", 0));
    scenario.ok(scenario.unlink(dir, "l"));
    scenario.ok(scenario.rename(dir, "f", dir, "f", 0));
    scenario.refused(Errno.ENOENT, scenario.unlink(dir, "none"));
    Mutation.MakeNode fifo = scenario.make(dir, "p", FileType.FIFO, 0600);
    scenario.made(fifo);
    scenario.ok(new Mutation.PunchHole(file, 50, 10, new Timestamp(-1, 999_999_999)));
    scenario.ok(new Mutation.ReportHeld(1, List.of(new InodeId(4))));
    scenario.ok(scenario.rename(dir, "f", dir, "g", 0));
    scenario.ok(
        new Mutation.Rename(
            dir,
            FileName.of("g"),
            dir,
            FileName.of("f"),
            Mutation.Rename.NO_REPLACE,
            Scenario.USER));
    return scenario.store();
  }

  private static List<String> lines(MetaReader reader) {
    List<String> lines = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    for (Table table : Table.values()) {
      try (MetaReader.Cursor cursor = reader.scan(table, Keys.FIRST, Keys.END)) {
        while (cursor.next()) {
          lines.add(
              table + " " + hex.formatHex(cursor.key()) + " " + hex.formatHex(cursor.value()));
        }
      }
    }
    return lines;
  }

  private static List<MetaStore.Change> changes(List<String> lines) {
    List<MetaStore.Change> changes = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    for (String line : lines) {
      List<String> words = List.of(line.split(" ", -1));
      changes.add(
          new MetaStore.Change(
              Table.valueOf(words.get(0)), hex.parseHex(words.get(1)), hex.parseHex(words.get(2))));
    }
    return changes;
  }

  private static List<String> sample() throws IOException {
    try (InputStream in = GoldenStateTest.class.getResourceAsStream(SAMPLE)) {
      assertThat(in).as(SAMPLE).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}
