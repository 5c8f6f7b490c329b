package io.distfs.integration.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.harness.EmbeddedSystem;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long listings through a client and a real server. */
class ListingsTest {
  private static final Credentials ROOT = Credentials.ROOT;

  /** More than fit in a page, so that a page is never the last while names come behind it. */
  private static final int NAMES = 1_200;

  /** As many as the kernel asks for at once with small names, or so. */
  private static final int ENTRIES_ASKED = 100;

  @TempDir Path data;
  private EmbeddedSystem system;
  private Vfs vfs;

  @BeforeEach
  void start() {
    system = EmbeddedSystem.start(data);
    vfs = system.connect();
  }

  @AfterEach
  void stop() {
    EmbeddedSystem.end(vfs);
    system.close();
  }

  @Test
  void listingEndsThoughEveryNameItGivesIsRenamed() {
    for (int i = 0; i < NAMES; i++) {
      NewMode mode = NewMode.of(FileType.FIFO.modeBits() | 0600);
      var _ = vfs.makeNode(InodeId.ROOT, FileName.of("n" + i), mode, 0, ROOT);
    }
    Vfs.OpenDirectory directory = vfs.openDirectory(InodeId.ROOT);
    int given = 0;
    long cookie = 2;
    while (true) {
      List<Seen> seen = read(directory, cookie);
      if (seen.isEmpty()) {
        break;
      }
      for (Seen entry : seen) {
        cookie = entry.cookie();
        given++;
        FileName from = FileName.of(entry.name());
        vfs.rename(InodeId.ROOT, from, InodeId.ROOT, FileName.of("r" + given), 0, ROOT);
      }
      assertThat(given).as("entries given").isLessThan(6 * NAMES);
    }
    assertThat(given).isGreaterThanOrEqualTo(NAMES);
    assertThat(read(directory, cookie)).isEmpty();
    assertThat(count(directory)).as("names after a rewind").isEqualTo(NAMES);
  }

  @Test
  void allOfManyPagesAreListedOnce() {
    for (int i = 0; i < 4 * NAMES; i++) {
      NewMode mode = NewMode.of(FileType.FIFO.modeBits() | 0600);
      var _ = vfs.makeNode(InodeId.ROOT, FileName.of("n" + i), mode, 0, ROOT);
    }
    Vfs.OpenDirectory directory = vfs.openDirectory(InodeId.ROOT);
    assertThat(count(directory)).isEqualTo(4 * NAMES);
    assertThat(count(directory)).isEqualTo(4 * NAMES);
  }

  private record Seen(String name, long cookie) {}

  private long count(Vfs.OpenDirectory directory) {
    long count = 0;
    long cookie = 0;
    for (List<Seen> seen = read(directory, 0); !seen.isEmpty(); seen = read(directory, cookie)) {
      count += seen.stream().filter(entry -> !entry.name().startsWith(".")).count();
      cookie = seen.getLast().cookie();
    }
    return count;
  }

  private List<Seen> read(Vfs.OpenDirectory directory, long cookie) {
    List<Seen> seen = new ArrayList<>();
    vfs.readDirectory(
        directory,
        cookie,
        (name, next, attributes) ->
            seen.size() < ENTRIES_ASKED
                && seen.add(new Seen(new String(name, StandardCharsets.ISO_8859_1), next)));
    return seen;
  }
}
