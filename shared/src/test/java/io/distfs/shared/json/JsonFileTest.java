package io.distfs.shared.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {
  /** What the tests read and write. */
  record Shelf(int number, String label, List<String> books) {}

  @TempDir private Path folder;

  @Test
  void aRecordComesBackAndReplacesTheOldOne() throws IOException {
    Path file = folder.resolve("shelf.json");
    JsonFile.write(file, new Shelf(1, "old", List.of()));
    Shelf shelf = new Shelf(2, "ne\"w", List.of("a", "b"));
    JsonFile.write(file, shelf);
    assertThat(JsonFile.read(file, Shelf.class)).isEqualTo(shelf);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void damageIsRefusedWithTheFile() throws IOException {
    for (String bad :
        List.of(
            "",
            "{",
            "[]",
            "{\"number\":1,\"label\":\"x\"}",
            "{\"number\":1,\"label\":null,\"books\":[]}",
            "{\"label\":\"x\",\"books\":[]}",
            "{\"number\":1,\"label\":\"x\",\"books\":[],\"more\":1}",
            "{\"number\":1,\"number\":2,\"label\":\"x\",\"books\":[]}",
            "{\"number\":1,\"label\":\"x\",\"books\":[]} {}")) {
      Path file = Files.writeString(folder.resolve("bad.json"), bad);
      assertThatThrownBy(() -> JsonFile.read(file, Shelf.class))
          .as(bad)
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
          .hasMessageContaining("bad.json");
    }
  }
}
