package io.distfs.shared.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes in bytes as people write them: {@code 512}, {@code 64KiB}, {@code 10GiB}. Stateless. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(B|KiB|MiB|GiB|TiB)?");
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private ByteSize() {}

  /** The size of a text, or null if it is none. */
  public static @Nullable Long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long unit = matcher.group(2) == null ? 1 : UNITS.getOrDefault(matcher.group(2), 1L);
    long number = Long.parseLong(matcher.group(1));
    return number > Long.MAX_VALUE / unit ? null : (Long) (number * unit);
  }

  /** A size in the largest unit that divides it. */
  public static String text(long bytes) {
    String[] names = {"TiB", "GiB", "MiB", "KiB"};
    for (String name : names) {
      long unit = UNITS.getOrDefault(name, 1L);
      if (bytes != 0 && bytes % unit == 0) {
        return bytes / unit + name;
      }
    }
    return bytes + "B";
  }
}
