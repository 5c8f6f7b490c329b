package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import org.junit.jupiter.api.Test;

class PagePolicyTest {
  private static final InodeId A = new InodeId(10);
  private static final InodeId B = new InodeId(20);
  private static final FileName ASKED = FileName.of("asked");

  private final PagePolicy policy = new PagePolicy();

  @Test
  void pagesGrowWhileNamesOfOneDirectoryAreFoundAndUsed() {
    assertThat(found(A)).isZero();
    assertThat(found(A)).isZero();
    assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MIN);
    use(A, 2);
    assertThat(found(A)).isEqualTo(2 * PagePolicy.ENTRIES_MIN);
    for (int i = 0; i < 20; i++) {
      use(A, 2);
      assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MAX);
    }
  }

  @Test
  void aPageThatNobodyUsesIsTheLastForAWhile() {
    walk();
    assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MIN);
    policy.known(A, ASKED);
    policy.known(A, ASKED);
    assertThat(found(A)).isZero();
    assertThat(found(A)).isZero();
    assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MIN);
  }

  @Test
  void namesAskedForWhileAPageIsUnderWayBringNoneAndJudgeNone() {
    walk();
    assertThat(policy.entries(B, ASKED)).isEqualTo(PagePolicy.ENTRIES_MIN);
    for (int i = 0; i < 10; i++) {
      assertThat(policy.entries(B, ASKED)).isZero();
    }
    policy.answered(B, true);
    use(B, 2);
    assertThat(found(new InodeId(30))).isEqualTo(PagePolicy.ENTRIES_MIN);
  }

  @Test
  void aMissingNameEndsThem() {
    for (int i = 0; i < 5; i++) {
      int _ = found(A);
    }
    policy.answered(A, false);
    assertThat(policy.entries(A, ASKED)).isZero();
  }

  @Test
  void pathsThroughDirectoriesBringNoPages() {
    for (int directory = 100; directory < 200; directory++) {
      assertThat(found(new InodeId(directory))).isZero();
    }
  }

  @Test
  void whoWentThroughOneDirectoryGetsAPageWithTheFirstNameOfEachAfterIt() {
    walk();
    for (int directory = 100; directory < 200; directory++) {
      InodeId next = new InodeId(directory);
      assertThat(found(next)).isEqualTo(PagePolicy.ENTRIES_MIN);
      use(next, 2);
    }
  }

  @Test
  void pagesThatNobodyUsesEndSoon() {
    walk();
    int fetched = 0;
    for (int directory = 100; directory < 200; directory++) {
      fetched += found(new InodeId(directory)) > 0 ? 1 : 0;
      use(A, 2); // another directory's
    }
    assertThat(fetched).isEqualTo(3);
  }

  @Test
  void aDirectoryWithLittleInItDoesNotEndThem() {
    walk();
    for (int directory = 100; directory < 200; directory++) {
      InodeId next = new InodeId(directory);
      assertThat(found(next)).isEqualTo(PagePolicy.ENTRIES_MIN);
      use(next, directory % 3);
    }
  }

  private void walk() {
    assertThat(found(A)).isZero();
    assertThat(found(A)).isZero();
  }

  private void use(InodeId directory, int names) {
    for (int i = 0; i < names; i++) {
      policy.known(directory, FileName.of("other" + i));
    }
  }

  private int found(InodeId directory) {
    int entries = policy.entries(directory, ASKED);
    policy.answered(directory, true);
    return entries;
  }
}
