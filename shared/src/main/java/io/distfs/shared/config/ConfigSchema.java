package io.distfs.shared.config;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All keys of one program's configuration. Immutable. */
public final class ConfigSchema {
  private final Map<String, ConfigKey<?>> keys = new LinkedHashMap<>();

  private ConfigSchema(List<ConfigKey<?>> keys) {
    for (ConfigKey<?> key : keys) {
      if (this.keys.put(key.name(), key) != null) {
        throw new IllegalArgumentException("key " + key.name() + " is declared twice");
      }
    }
  }

  /** A schema of these keys, in the order of the page. */
  public static ConfigSchema of(ConfigKey<?>... keys) {
    return new ConfigSchema(List.of(keys));
  }

  /**
   * Reads a configuration. What the command line says goes before the file, the file before the
   * defaults.
   *
   * @param file YAML, or null for none
   * @param commandLine values by key
   * @throws FsException EINVAL for an unknown key, a bad or missing value, naming file, line, key,
   *     value and what is wanted; ENOENT, EACCES or EIO if the file cannot be read
   */
  public Config load(@Nullable Path file, Map<String, String> commandLine) {
    Map<String, ConfigValue> given = new LinkedHashMap<>();
    if (file != null) {
      YamlFile.read(file).forEach((name, value) -> given.put(known(name, value), value));
    }
    commandLine.forEach(
        (name, text) -> {
          ConfigValue value = new ConfigValue(text, "command line");
          given.put(known(name, value), value);
        });
    Map<String, Object> values = new LinkedHashMap<>();
    for (ConfigKey<?> key : keys.values()) {
      values.put(key.name(), valueOf(key, given.get(key.name()), file));
    }
    return new Config(values, given);
  }

  /** Every key in order. */
  public List<ConfigKey<?>> keys() {
    return List.copyOf(keys.values());
  }

  /**
   * The configuration file as it is shipped: every key with its sentence, commented out at its
   * default.
   *
   * @param heading comment lines at the top, without the marks
   */
  public String page(String heading) {
    StringBuilder page = new StringBuilder();
    heading.lines().forEach(line -> page.append(("# " + line).strip()).append('\n'));
    for (ConfigKey<?> key : keys.values()) {
      String text = key.defaultText();
      page.append("\n# ").append(key.sentence()).append(text == null ? " Required." : "");
      page.append("\n#").append(key.name()).append(": ").append(text == null ? "" : text);
      page.append('\n');
    }
    return page.toString().replaceAll(" +\n", "\n");
  }

  private String known(String name, ConfigValue value) {
    if (!keys.containsKey(name)) {
      Set<String> names = keys.keySet();
      throw new FsException(
          Errno.EINVAL,
          value.source()
              + ": unknown key '"
              + name
              + "'; did you mean '"
              + NearestWord.to(name, names)
              + "'?");
    }
    return name;
  }

  private static Object valueOf(
      ConfigKey<?> key, @Nullable ConfigValue given, @Nullable Path file) {
    String text = given == null ? key.defaultText() : given.text();
    if (text == null) {
      throw new FsException(
          Errno.EINVAL,
          "key '"
              + key.name()
              + "' is missing"
              + (file == null ? "" : " in " + file)
              + ", want "
              + key.type().want()
              + ": "
              + key.sentence());
    }
    Object value = key.type().parse(text);
    if (value == null) {
      String source = given == null ? "default" : given.source();
      throw new FsException(
          Errno.EINVAL,
          source + ": " + key.name() + ": have '" + text + "', want " + key.type().want());
    }
    return value;
  }
}
