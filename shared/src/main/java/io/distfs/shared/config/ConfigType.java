package io.distfs.shared.config;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a key look like: text to value, and in words what is wanted. Immutable.
 *
 * @param want completes "want …" in an error message
 * @param parser gives null for a text that is no such value
 */
public record ConfigType<T>(String want, Function<String, @Nullable T> parser) {

  /** Any text but an empty one. */
  public static final ConfigType<String> TEXT =
      new ConfigType<>("a text", text -> text.isEmpty() ? null : text);

  /** {@code true} or {@code false}. */
  public static final ConfigType<Boolean> FLAG =
      new ConfigType<>("true or false", ConfigType::flag);

  /** A file or folder; relative ones as the process sees them. */
  public static final ConfigType<Path> PATH = new ConfigType<>("a path", ConfigType::path);

  /** Host and port. */
  public static final ConfigType<HostPort> ADDRESS =
      new ConfigType<>("host:port", ConfigType::address);

  /** Hosts and ports, at least one; with commas between them, or a YAML list. */
  public static final ConfigType<List<HostPort>> ADDRESSES =
      new ConfigType<>("host:port,host:port,…", ConfigType::addresses);

  /** A whole number within bounds, both included. */
  public static ConfigType<Integer> integer(int min, int max) {
    return new ConfigType<>(
        "a whole number " + min + ".." + max,
        text -> {
          Long value = number(text);
          return value == null || value < min || value > max ? null : (Integer) value.intValue();
        });
  }

  /** A size in bytes within bounds, both included: {@code 64KiB}, {@code 10GiB}. */
  public static ConfigType<Long> bytes(long min, long max) {
    return new ConfigType<>(
        "a size such as 64KiB or 10GiB, " + ByteSize.text(min) + ".." + ByteSize.text(max),
        text -> within(ByteSize.parse(text), min, max));
  }

  /** A time span within bounds, both included: {@code 500ms}, {@code 30s}. */
  public static ConfigType<Duration> duration(Duration min, Duration max) {
    return new ConfigType<>(
        "a time such as 500ms, 30s or 5m, " + TimeSpan.text(min) + ".." + TimeSpan.text(max),
        text -> within(TimeSpan.parse(text), min, max));
  }

  /** One of these words, written as {@code lower-case-with-dashes}. */
  public static <E extends Enum<E>> ConfigType<E> choice(Class<E> words) {
    List<E> all = List.of(words.getEnumConstants());
    String want = String.join(", ", all.stream().map(ConfigType::word).toList());
    return new ConfigType<>(
        "one of " + want,
        text -> all.stream().filter(e -> word(e).equals(text)).findFirst().orElse(null));
  }

  /** The value of a text, or null if it is none. */
  @Nullable T parse(String text) {
    return parser.apply(text);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <C extends Comparable<C>> @Nullable C within(@Nullable C value, C min, C max) {
    return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null; // the caller names the text and what it wants
    }
  }

  private static @Nullable Boolean flag(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable Path path(String text) {
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException _) {
      return null; // the caller names the text and what it wants
    }
  }

  private static @Nullable HostPort address(String text) {
    try {
      return HostPort.parse(text);
    } catch (FsException _) {
      return null; // the caller names the text and what it wants
    }
  }

  private static @Nullable List<HostPort> addresses(String text) {
    List<HostPort> addresses = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      HostPort address = address(one.strip());
      if (address == null) {
        return null;
      }
      addresses.add(address);
    }
    return List.copyOf(addresses);
  }
}
