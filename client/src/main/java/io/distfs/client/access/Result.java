package io.distfs.client.access;

import io.distfs.client.vfs.Vfs.OpenDirectory;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.shared.fs.Attributes;
import java.util.List;

/** What an operation answered, in a word or two; never the user's data. Stateless. */
final class Result {
  private Result() {}

  static String of(Object result) {
    return switch (result) {
      case Attributes attributes ->
          attributes.inode()
              + " 0"
              + Integer.toOctalString(attributes.mode())
              + " "
              + attributes.size()
              + " bytes";
      case OpenFile file -> file.inode().toString();
      case OpenDirectory directory -> directory.inode().toString();
      case List<?> list -> list.size() + " names";
      default -> result.toString();
    };
  }
}
