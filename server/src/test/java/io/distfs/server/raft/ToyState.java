package io.distfs.server.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of words in memory, to which every entry adds one; the answer to an entry is how many
 * there are. Strict: an entry that skips or repeats an index, or says "poison", is refused.
 * Thread-safe.
 */
final class ToyState implements ReplicatedState {
  private static final String FILE = "words";

  private final List<String> words = new ArrayList<>();
  private long appliedIndex;
  private int applied;
  private int loaded;
  private int saved;
  private int began;
  private int ended;

  @Override
  public synchronized Object apply(long index, ByteBuffer entry) {
    if (index <= appliedIndex) {
      throw new IllegalStateException("entry " + index + " after " + appliedIndex);
    }
    String word = StandardCharsets.UTF_8.decode(entry.duplicate()).toString();
    if (word.equals("poison")) {
      throw new IllegalStateException("poison at " + index);
    }
    words.add(word);
    appliedIndex = index;
    applied++;
    return words.size();
  }

  @Override
  public synchronized long appliedIndex() {
    return appliedIndex;
  }

  @Override
  public synchronized void saveSnapshot(Path folder) throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(inner.resolve(FILE), appliedIndex + "\n" + String.join("\n", words));
    saved++;
  }

  @Override
  public synchronized void loadSnapshot(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("inner").resolve(FILE));
    appliedIndex = Long.parseLong(lines.getFirst());
    words.clear();
    words.addAll(lines.subList(1, lines.size()));
    loaded++;
  }

  @Override
  public synchronized void leadershipBegan(long term) {
    began++;
  }

  @Override
  public synchronized void leadershipEnded() {
    ended++;
  }

  synchronized List<String> words() {
    return List.copyOf(words);
  }

  /** How many entries came through {@link #apply}. */
  synchronized int applied() {
    return applied;
  }

  synchronized int loaded() {
    return loaded;
  }

  synchronized int saved() {
    return saved;
  }

  /** How often leadership began and has not ended: 0 or 1. */
  synchronized int leading() {
    return began - ended;
  }
}
