package io.distfs.mount.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The structures as {@code linux/fuse.h} of this machine declares them. */
class KernelStructsTest {
  private static final Path HEADER = Path.of("/usr/include/linux/fuse.h");
  private static final Pattern STRUCT =
      Pattern.compile("struct (\\w+) \\{(.*?)\\n\\};", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("(u?int(?:8|16|32|64)_t|char|struct \\w+)\\s+(\\w+)(?:\\[(\\d*)])?;");

  /** Structures younger than some header that is still about: STATX came with 7.39. */
  private static final List<String> YOUNG = List.of("fuse_sx_time", "fuse_statx", "fuse_statx_out");

  /** One field: where it begins and how long it is. */
  private record Field(String name, long offset, long bytes) {}

  /** A structure: its fields, size and alignment. */
  private record Struct(List<Field> fields, long bytes, long alignment) {}

  private static Map<String, Struct> header() throws IOException {
    String text = Files.readString(HEADER).replaceAll("(?s)/\\*.*?\\*/", "");
    Map<String, Struct> structs = new HashMap<>();
    Matcher matcher = STRUCT.matcher(text);
    while (matcher.find()) {
      structs.put(matcher.group(1), parsed(matcher.group(2), structs));
    }
    return structs;
  }

  /** C's rules: each field at a multiple of its alignment, the whole at one of the greatest. */
  private static Struct parsed(String body, Map<String, Struct> known) {
    List<Field> fields = new ArrayList<>();
    long offset = 0;
    long greatest = 1;
    Matcher matcher = FIELD.matcher(body);
    while (matcher.find()) {
      String type = matcher.group(1);
      long bytes;
      long alignment;
      if (type.startsWith("struct ")) {
        Struct inner = Objects.requireNonNull(known.get(type.substring("struct ".length())), type);
        bytes = inner.bytes();
        alignment = inner.alignment();
      } else {
        bytes = type.equals("char") ? 1 : Long.parseLong(type.replaceAll("\\D", "")) / 8;
        alignment = bytes;
      }
      String count = matcher.group(3);
      long total = count == null ? bytes : count.isEmpty() ? 0 : bytes * Long.parseLong(count);
      offset = (offset + alignment - 1) / alignment * alignment;
      if (total > 0) {
        fields.add(new Field(matcher.group(2), offset, total));
      }
      offset += total;
      greatest = Math.max(greatest, alignment);
    }
    return new Struct(fields, (offset + greatest - 1) / greatest * greatest, greatest);
  }

  private static List<Field> fields(StructLayout layout) {
    List<Field> fields = new ArrayList<>();
    for (MemoryLayout member : layout.memberLayouts()) {
      String name = member.name().orElseThrow();
      fields.add(new Field(name, KernelStructs.at(layout, name), member.byteSize()));
    }
    return fields;
  }

  @Test
  void everyStructureIsLaidOutAsInTheHeader() throws IOException {
    Map<String, Struct> header = header();
    for (StructLayout layout : KernelStructs.all()) {
      String name = layout.name().orElseThrow();
      Struct declared = header.get(name);
      if (declared == null) {
        assertThat(YOUNG).contains(name);
        continue;
      }
      assertThat(layout.byteSize()).as(name).isEqualTo(declared.bytes());
      assertThat(fields(layout)).as(name).isEqualTo(declared.fields());
    }
  }

  @Test
  void theYoungOnesHaveTheSizesOfTheirDeclaration() {
    assertThat(KernelStructs.SX_TIME.byteSize()).isEqualTo(16);
    assertThat(KernelStructs.STATX.byteSize()).isEqualTo(256);
    assertThat(KernelStructs.STATX_OUT.byteSize()).isEqualTo(288);
    assertThat(KernelStructs.STATX.memberLayouts().getLast()).isInstanceOf(SequenceLayout.class);
  }
}
