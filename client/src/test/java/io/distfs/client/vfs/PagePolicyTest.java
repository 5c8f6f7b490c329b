package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.id.InodeId;
import org.junit.jupiter.api.Test;

class PagePolicyTest {
  private static final InodeId A = new InodeId(10);

  private final PagePolicy policy = new PagePolicy();

  @Test
  void pagesGrowWhileNamesOfOneDirectoryAreFound() {
    assertThat(found(A)).isZero();
    assertThat(found(A)).isZero();
    assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MIN);
    assertThat(found(A)).isEqualTo(2 * PagePolicy.ENTRIES_MIN);
    for (int i = 0; i < 20; i++) {
      assertThat(found(A)).isEqualTo(PagePolicy.ENTRIES_MAX);
    }
  }

  @Test
  void aMissingNameEndsThem() {
    for (int i = 0; i < 5; i++) {
      int _ = found(A);
    }
    policy.answered(A, false);
    assertThat(policy.entries(A)).isZero();
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
      policy.known(next);
      policy.known(next);
    }
  }

  @Test
  void pagesThatNobodyUsesEndSoon() {
    walk();
    int fetched = 0;
    for (int directory = 100; directory < 200; directory++) {
      fetched += found(new InodeId(directory)) > 0 ? 1 : 0;
      policy.known(A); // another directory's
    }
    assertThat(fetched).isEqualTo(3);
  }

  @Test
  void aDirectoryWithLittleInItDoesNotEndThem() {
    walk();
    for (int directory = 100; directory < 200; directory++) {
      InodeId next = new InodeId(directory);
      assertThat(found(next)).isEqualTo(PagePolicy.ENTRIES_MIN);
      for (int used = 0; used < directory % 3; used++) {
        policy.known(next);
      }
    }
  }

  private void walk() {
    assertThat(found(A)).isZero();
    assertThat(found(A)).isZero();
  }

  private int found(InodeId directory) {
    int entries = policy.entries(directory);
    policy.answered(directory, true);
    return entries;
  }
}
