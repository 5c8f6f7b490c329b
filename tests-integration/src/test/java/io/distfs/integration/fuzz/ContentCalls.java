package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.FALLOC_FL_KEEP_SIZE;
import static io.distfs.integration.syscall.Flags.FALLOC_FL_PUNCH_HOLE;
import static io.distfs.integration.syscall.Flags.FALLOC_FL_ZERO_RANGE;
import static io.distfs.integration.syscall.Flags.S_IFDIR;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Data;
import java.util.Arrays;
import java.util.Random;

/** Steps on what a file holds. Stateless. */
final class ContentCalls {
  private ContentCalls() {}

  static String read(Actor actor, Step step) {
    return hash(Data.pread(actor.fd(step.slot()), step.a(), step.b()));
  }

  static String readNext(Actor actor, Step step) {
    return hash(Data.read(actor.fd(step.slot()), step.a()));
  }

  static String write(Actor actor, Step step) {
    return "" + Data.pwrite(actor.fd(step.slot()), content(step.a()), step.b());
  }

  static String writeNext(Actor actor, Step step) {
    return "" + Data.write(actor.fd(step.slot()), content(step.a()));
  }

  static String seek(Actor actor, Step step) {
    int fd = actor.fd(step.slot());
    if (isFolder(fd)) {
      return "a folder";
    }
    return "" + Data.lseek(fd, step.a() - 8L, step.b() % 3);
  }

  // A folder's offsets and size are each filesystem's own.
  private static boolean isFolder(int fd) {
    return fd != Actor.CLOSED && Attributes.fstat(fd).type() == S_IFDIR;
  }

  static String seekData(Actor actor, Step step) {
    int fd = actor.fd(step.slot());
    return isFolder(fd) ? "a folder" : Holes.data(fd, step.a());
  }

  static String seekHole(Actor actor, Step step) {
    int fd = actor.fd(step.slot());
    return isFolder(fd) ? "a folder" : Holes.hole(fd, step.a());
  }

  static String truncate(Actor actor, Step step) {
    Data.truncate(step.path(), step.a() - 1L);
    return "";
  }

  static String ftruncate(Actor actor, Step step) {
    Data.ftruncate(actor.fd(step.slot()), step.a() - 1L);
    return "";
  }

  static String allocate(Actor actor, Step step) {
    return allocate(actor, step, 0);
  }

  static String allocateKeepSize(Actor actor, Step step) {
    return allocate(actor, step, FALLOC_FL_KEEP_SIZE);
  }

  static String punch(Actor actor, Step step) {
    return allocate(actor, step, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
  }

  static String zero(Actor actor, Step step) {
    return allocate(actor, step, FALLOC_FL_ZERO_RANGE);
  }

  static String zeroKeepSize(Actor actor, Step step) {
    return allocate(actor, step, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE);
  }

  private static String allocate(Actor actor, Step step, int mode) {
    Data.fallocate(actor.fd(step.slot()), mode, step.a(), step.b());
    return "";
  }

  static String copyRange(Actor actor, Step step) {
    int from = actor.fd(step.slot());
    int to = actor.fd(step.to());
    long count = step.a() % Step.WRITE_MAX;
    return "" + Data.copyFileRange(from, step.b(), to, step.a() / 2L, count);
  }

  static String fsync(Actor actor, Step step) {
    Data.fsync(actor.fd(step.slot()));
    return "";
  }

  static String fdatasync(Actor actor, Step step) {
    Data.fdatasync(actor.fd(step.slot()));
    return "";
  }

  private static byte[] content(int number) {
    byte[] content = new byte[number % Step.WRITE_MAX];
    new Random(number).nextBytes(content);
    return content;
  }

  private static String hash(byte[] content) {
    return content.length + " bytes, hash " + Arrays.hashCode(content);
  }
}
