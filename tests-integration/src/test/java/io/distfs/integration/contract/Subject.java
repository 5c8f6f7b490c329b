package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Data.pwrite;
import static io.distfs.integration.syscall.Data.readText;
import static io.distfs.integration.syscall.Data.write;
import static io.distfs.integration.syscall.Descriptors.close;
import static io.distfs.integration.syscall.Descriptors.open;
import static io.distfs.integration.syscall.Flags.O_CREAT;
import static io.distfs.integration.syscall.Flags.O_EXCL;
import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.O_RDWR;
import static io.distfs.integration.syscall.Flags.O_WRONLY;
import static io.distfs.integration.syscall.Flags.S_IFIFO;
import static io.distfs.integration.syscall.Names.mknod;

import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.LinuxError;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/** A group of claims on one subject, and the words they are written in. Stateless. */
abstract class Subject {
  private static final int TEXT_BYTES_MAX = 1 << 20;

  /** Fails unless the body's call answers this error. */
  static void fails(LinuxError want, Runnable body) {
    try {
      body.run();
    } catch (FailedCall e) {
      if (e.errno() != want.number()) {
        throw new AssertionError("want " + want + ", have " + e.getMessage(), e);
      }
      return;
    }
    throw new AssertionError("want " + want + ", have success");
  }

  /** Fails unless the body's call answers one of the errors POSIX leaves the choice of. */
  static void failsWith(LinuxError one, LinuxError other, Runnable body) {
    try {
      body.run();
    } catch (FailedCall e) {
      if (e.errno() != one.number() && e.errno() != other.number()) {
        throw new AssertionError("want " + one + " or " + other + ", have " + e.getMessage(), e);
      }
      return;
    }
    throw new AssertionError("want " + one + " or " + other + ", have success");
  }

  static void same(long want, long have) {
    if (want != have) {
      throw new AssertionError("want " + want + ", have " + have);
    }
  }

  /** As {@link #same(long, long)} for modes, which are read in octal. */
  static void sameMode(int want, int have) {
    if (want != have) {
      throw new AssertionError("want 0%o, have 0%o".formatted(want, have));
    }
  }

  static void same(Object want, Object have) {
    if (!Objects.equals(want, have)) {
      throw new AssertionError("want " + shown(want) + ", have " + shown(have));
    }
  }

  static void same(byte[] want, byte[] have) {
    int at = Arrays.mismatch(want, have);
    if (at >= 0) {
      throw new AssertionError(
          "%d bytes wanted, %d there, differing from %d".formatted(want.length, have.length, at));
    }
  }

  static void holds(boolean fact, String what) {
    if (!fact) {
      throw new AssertionError("not so: " + what);
    }
  }

  /** Makes a file with a content, of mode 0644. */
  static void make(String path, String text) {
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (!text.isEmpty()) {
      same(text.length(), write(fd, text));
    }
    close(fd);
  }

  /** Makes an empty file. */
  static void make(String path) {
    make(path, "");
  }

  /** Makes a file with a content and leaves it open for reading and writing, offset 0. */
  static int makeOpen(String path, String text) {
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0644);
    if (!text.isEmpty()) {
      same(text.length(), pwrite(fd, text, 0));
    }
    return fd;
  }

  /** The content of a short file. */
  static String text(String path) {
    int fd = open(path, O_RDONLY);
    String text = readText(fd, TEXT_BYTES_MAX);
    close(fd);
    return text;
  }

  /** Bytes that differ from their neighbours near and far, the same for the same count. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  static void mkfifo(String path) {
    mknod(path, S_IFIFO | 0644);
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 200 ? text : text.substring(0, 200) + "... of " + text.length();
  }
}
