package io.distfs.shared.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML file of one level, {@code key: value}, where a value is one word or a list of them.
 * Confined to one thread.
 */
final class YamlFile {
  /** Greatest size of a configuration file. */
  static final long BYTES_MAX = 1L << 20;

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final Path file;
  private final JsonParser parser;
  private final Map<String, ConfigValue> values = new LinkedHashMap<>();

  private YamlFile(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** The values of a file by key, as they stand there; lists with commas between their words. */
  static Map<String, ConfigValue> read(Path file) {
    try (JsonParser parser = FACTORY.createParser(bytesOf(file))) {
      return new YamlFile(file, parser).all();
    } catch (JacksonException e) {
      throw new FsException(
          Errno.EINVAL,
          file + " line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
          e);
    } catch (NoSuchFileException e) {
      throw new FsException(Errno.ENOENT, "no configuration file " + file, e);
    } catch (AccessDeniedException e) {
      throw new FsException(Errno.EACCES, "configuration file " + file + " is not readable", e);
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "reading configuration file " + file + ": " + e, e);
    }
  }

  private static byte[] bytesOf(Path file) throws IOException {
    long size = Files.size(file);
    if (size > BYTES_MAX) {
      throw new FsException(Errno.EINVAL, file + " has " + size + " bytes, limit " + BYTES_MAX);
    }
    return Files.readAllBytes(file);
  }

  private Map<String, ConfigValue> all() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return values; // nothing but comments
    }
    if (first != JsonToken.START_OBJECT) {
      throw bad("want 'key: value'", parser.getText());
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String source = place();
      String text = value(key, parser.nextToken());
      if (values.put(key, new ConfigValue(text, source)) != null) {
        throw bad("key is given twice", key);
      }
    }
    if (parser.nextToken() != null) {
      throw bad("want one document", "more");
    }
    return values;
  }

  private String value(String key, @Nullable JsonToken token) throws IOException {
    if (token == JsonToken.START_ARRAY) {
      List<String> words = new ArrayList<>();
      for (JsonToken word = parser.nextToken();
          word != JsonToken.END_ARRAY;
          word = parser.nextToken()) {
        words.add(word(key, word));
      }
      return String.join(",", words);
    }
    return word(key, token);
  }

  private String word(String key, @Nullable JsonToken token) throws IOException {
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw bad("want a value or a list of values, leave the key out for its default", key);
    }
    return parser.getText();
  }

  private FsException bad(String why, String what) {
    return new FsException(Errno.EINVAL, place() + ": " + why + ", have '" + what + "'");
  }

  private String place() {
    return file + " line " + parser.currentTokenLocation().getLineNr();
  }
}
