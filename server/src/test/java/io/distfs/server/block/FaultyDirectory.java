package io.distfs.server.block;

import io.distfs.server.block.medium.BlockFileDirectory;
import io.distfs.server.block.medium.BlockFileMedium;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Block files in memory that a test can crash. Confined to one thread. */
final class FaultyDirectory implements BlockFileDirectory {
  private final TreeMap<Integer, FaultyMedium> published = new TreeMap<>();
  private final TreeMap<Integer, FaultyMedium> drafts = new TreeMap<>();
  private final Set<Integer> sealed = new HashSet<>();
  private long usableBytes;

  FaultyDirectory(long usableBytes) {
    this.usableBytes = usableBytes;
  }

  /** The directory as the next life finds it: published files, torn; no draft, no seal. */
  FaultyDirectory crash(RandomGenerator random) {
    FaultyDirectory after = new FaultyDirectory(usableBytes);
    published.forEach((number, medium) -> after.published.put(number, medium.crash(random)));
    return after;
  }

  /** The directory after an orderly close, or as another process would see it: nothing torn. */
  FaultyDirectory reopened() {
    FaultyDirectory after = new FaultyDirectory(usableBytes);
    published.forEach(
        (number, medium) ->
            after.published.put(
                number,
                new FaultyMedium(medium.name(), medium.memory().toArray(ValueLayout.JAVA_BYTE))));
    after.sealed.addAll(sealed);
    return after;
  }

  Collection<FaultyMedium> media() {
    return published.values();
  }

  FaultyMedium medium(int number) {
    FaultyMedium medium = published.get(number);
    if (medium == null) {
      throw new IllegalArgumentException("no file " + number);
    }
    return medium;
  }

  void usableBytes(long bytes) {
    usableBytes = bytes;
  }

  @Override
  public List<Integer> numbers() {
    return new ArrayList<>(published.keySet());
  }

  @Override
  public BlockFileMedium create(int number, long bytes) {
    if (bytes > usableBytes) {
      throw new FsException(Errno.ENOSPC, "device has " + usableBytes);
    }
    usableBytes -= bytes;
    FaultyMedium medium = new FaultyMedium("memory:" + number, new byte[(int) bytes]);
    drafts.put(number, medium);
    return medium;
  }

  @Override
  public void publish(int number) {
    FaultyMedium medium = drafts.remove(number);
    if (medium == null) {
      throw new IllegalStateException("publish without create: " + number);
    }
    published.put(number, medium);
  }

  @Override
  public void discard(int number) {
    FaultyMedium medium = drafts.remove(number);
    if (medium != null) {
      usableBytes += medium.memory().byteSize();
    }
  }

  @Override
  public BlockFileMedium open(int number) {
    return medium(number);
  }

  @Override
  public @Nullable Path path(int number) {
    return null;
  }

  @Override
  public boolean isSealed(int number) {
    return sealed.contains(number);
  }

  @Override
  public void seal(int number, String reason) {
    sealed.add(number);
  }

  @Override
  public long usableBytes() {
    return usableBytes;
  }

  @Override
  public void close() {
    drafts.clear();
  }
}
