package io.distfs.shared.config;

import java.util.Map;

/** A configuration that was read: a valid value for every key of its schema. Immutable. */
public final class Config {
  private final Map<String, Object> values;
  private final Map<String, ConfigValue> given;

  Config(Map<String, Object> values, Map<String, ConfigValue> given) {
    this.values = Map.copyOf(values);
    this.given = Map.copyOf(given);
  }

  /**
   * The value of a key.
   *
   * @throws IllegalArgumentException if the schema has no such key
   */
  // The schema put there what the key's own type parsed.
  @SuppressWarnings("unchecked")
  public <T> T get(ConfigKey<T> key) {
    Object value = values.get(key.name());
    if (value == null) {
      throw new IllegalArgumentException("key " + key.name() + " is not in the schema");
    }
    return (T) value;
  }

  /** Where a key's value came from: file and line, "command line" or "default". */
  public String source(ConfigKey<?> key) {
    ConfigValue value = given.get(key.name());
    return value == null ? "default" : value.source();
  }

  /** Whether somebody said something for the key. */
  public boolean isGiven(ConfigKey<?> key) {
    return given.containsKey(key.name());
  }
}
