package io.distfs.shared.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A record in a small file as JSON, replaced as a whole. Stateless. Unknown and missing fields are
 * errors: such a file is written by a program, never by hand.
 */
public final class JsonFile {
  /** Greatest size of a file that is read. */
  public static final long BYTES_MAX = 1L << 20;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private JsonFile() {}

  /**
   * Reads a record.
   *
   * @throws FsException EINVAL if the file does not hold such a record, naming file and place; EIO
   *     if it cannot be read
   */
  public static <T> T read(Path file, Class<T> type) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new FsException(
            Errno.EINVAL, file + " has " + Files.size(file) + " bytes, limit " + BYTES_MAX);
      }
      return MAPPER.readValue(Files.readAllBytes(file), type);
    } catch (JacksonException e) {
      throw new FsException(Errno.EINVAL, file + " is damaged: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "reading " + file + ": " + e, e);
    }
  }

  /** Writes a record: a crash leaves the old file or the new one, and the new one stays. */
  public static void write(Path file, Object value) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(MAPPER.writeValueAsBytes(value));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE); // the commit
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
