package io.distfs.shared.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of a configuration, declared once: its name, what its values are, what holds if nobody says
 * anything, and why one would. Immutable.
 *
 * @param name lower case with dashes, as in the file
 * @param defaultText as it would stand in the file; null if somebody has to say
 * @param sentence one sentence for people, with its full stop
 */
public record ConfigKey<T>(
    String name, ConfigType<T> type, @Nullable String defaultText, String sentence) {

  public ConfigKey {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("not a name for a key: '" + name + "'");
    }
    if (!sentence.endsWith(".")) {
      throw new IllegalArgumentException("not a sentence: '" + sentence + "' of key " + name);
    }
    if (defaultText != null && type.parse(defaultText) == null) {
      throw new IllegalArgumentException(
          "default of " + name + ": have '" + defaultText + "', want " + type.want());
    }
  }

  /** A key with a default. */
  public static <T> ConfigKey<T> of(
      String name, ConfigType<T> type, String defaultText, String sentence) {
    return new ConfigKey<>(name, type, defaultText, sentence);
  }

  /** A key that somebody has to give. */
  public static <T> ConfigKey<T> required(String name, ConfigType<T> type, String sentence) {
    return new ConfigKey<>(name, type, null, sentence);
  }
}
