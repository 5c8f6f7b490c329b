package io.distfs.integration.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a step does; see {@link World}. */
enum Operation {
  OPEN,
  CLOSE,
  READ,
  WRITE,
  APPEND,
  SEEK,
  TRUNCATE,
  FTRUNCATE,
  PUNCH,
  MKDIR,
  RMDIR,
  UNLINK,
  LINK,
  SYMLINK,
  READLINK,
  RENAME,
  MKNOD,
  CHMOD,
  CHOWN,
  UTIMENS,
  ACCESS,
  STAT,
  LIST,
  SETXATTR,
  GETXATTR,
  REMOVEXATTR,
  FSYNC;

  /** All, and those that make something to work on more often than the others. */
  static List<Operation> usual() {
    List<Operation> operations = new ArrayList<>(Arrays.asList(values()));
    operations.addAll(List.of(OPEN, OPEN, OPEN, MKDIR, WRITE, WRITE, READ, RENAME, RENAME, LINK));
    return List.copyOf(operations);
  }

  /** The usual ones without these. */
  static List<Operation> usualBut(Operation... others) {
    return usual().stream().filter(each -> !Arrays.asList(others).contains(each)).toList();
  }
}
