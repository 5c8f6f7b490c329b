package io.distfs.client.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.access.AccessTimePolicy.Mode;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule of mount(8), on its own. */
class AccessTimePolicyTest {
  private static final long DAY = 86_400;
  private static final AccessTimePolicy RELATIME = AccessTimePolicy.DEFAULT;

  private static Timestamp at(long seconds) {
    return new Timestamp(seconds, 5);
  }

  static Attributes attributes(FileType type, long atime, long mtime, long ctime) {
    return new Attributes(
        new InodeId(7),
        type.modeBits() | 0644,
        1,
        0,
        0,
        0,
        0,
        Attributes.Content.NONE,
        new Attributes.Times(at(atime), at(mtime), at(ctime), at(0)),
        1);
  }

  private static boolean moves(long atime, long mtime, long ctime, @Nullable Timestamp lastWrite) {
    Attributes attributes = attributes(FileType.REGULAR, atime, mtime, ctime);
    return RELATIME.moves(attributes, at(atime), lastWrite, 1000);
  }

  @Test
  void readAfterAChangeMoves() {
    assertThat(moves(100, 101, 1, null)).as("written").isTrue();
    assertThat(moves(100, 1, 101, null)).as("changed").isTrue();
    assertThat(moves(100, 1, 1, at(101))).as("written, not flushed").isTrue();
  }

  @Test
  void readAtTheVeryTimeOfTheChangeMoves() {
    assertThat(moves(100, 100, 1, null)).isTrue();
    assertThat(moves(100, 1, 100, null)).isTrue();
    assertThat(moves(100, 1, 1, at(100))).isTrue();
  }

  @Test
  void anotherReadMovesNothing() {
    assertThat(moves(100, 99, 99, null)).isFalse();
    assertThat(moves(100, 99, 99, at(99))).isFalse();
  }

  @Test
  void readADayLaterMoves() {
    Attributes attributes = attributes(FileType.REGULAR, 100, 1, 1);
    assertThat(RELATIME.moves(attributes, at(100), null, 100 + DAY - 1)).isFalse();
    assertThat(RELATIME.moves(attributes, at(100), null, 100 + DAY)).isTrue();
  }

  @Test
  void newerTimeOfAccessThanTheAttributesTellCounts() {
    Attributes attributes = attributes(FileType.REGULAR, 1, 100, 100);
    assertThat(RELATIME.moves(attributes, at(101), null, 102)).isFalse();
  }

  @Test
  void noatimeNeverMovesAndStrictatimeAlways() {
    Attributes written = attributes(FileType.REGULAR, 1, 100, 100);
    Attributes read = attributes(FileType.REGULAR, 101, 100, 100);
    AccessTimePolicy never = new AccessTimePolicy(Mode.NOATIME, true);
    AccessTimePolicy always = new AccessTimePolicy(Mode.STRICTATIME, true);
    assertThat(never.moves(written, at(1), null, DAY * 9)).isFalse();
    assertThat(always.moves(read, at(101), null, 102)).isTrue();
  }

  @Test
  void nodiratimeIsForDirectoriesOnly() {
    AccessTimePolicy policy = new AccessTimePolicy(Mode.STRICTATIME, false);
    assertThat(policy.moves(attributes(FileType.DIRECTORY, 1, 2, 2), at(1), null, 3)).isFalse();
    assertThat(policy.moves(attributes(FileType.SYMLINK, 1, 2, 2), at(1), null, 3)).isTrue();
  }
}
