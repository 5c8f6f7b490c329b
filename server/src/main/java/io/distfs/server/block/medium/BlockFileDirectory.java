package io.distfs.server.block.medium;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of a store's block files: the seam behind which files are mapped, and which tests
 * replace to lose and tear what was not forced. Thread-safe, but one creation at a time.
 *
 * <p>Life of a file: create (a draft: whole, zero, without a name that counts) → contents and force
 * → publish (durable) → open after a restart. A draft is gone after a crash.
 */
public interface BlockFileDirectory extends AutoCloseable {
  /** Numbers of the published files, ascending. */
  List<Integer> numbers();

  /**
   * Makes a draft of zeros, every byte of it allocated.
   *
   * @throws io.distfs.shared.error.FsException ENOSPC when it does not fit; nothing is left of it
   */
  BlockFileMedium create(int number, long bytes);

  /** Makes a draft a file, durably. */
  void publish(int number);

  /** Removes a draft, closed before. */
  void discard(int number);

  /** Opens a published file. */
  BlockFileMedium open(int number);

  /** Absolute path of a published file; null when it is no file of a filesystem. */
  @Nullable Path path(int number);

  /** Whether the file was sealed in this or an earlier life. */
  boolean isSealed(int number);

  /** Remembers, as durably as a failing device allows, that the file must not be written. */
  void seal(int number, String reason);

  /** Bytes of the device that files could still take. */
  long usableBytes();

  /** Lets another process use the directory. */
  @Override
  void close();
}
