package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What queries tell of a small tree: /a/b/{c, d, e → target} and /a/z. */
class QueryTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private final Scenario scenario = new Scenario();
  private final InodeId a = scenario.mkdir(ROOT, "a");
  private final InodeId b = scenario.mkdir(a, "b");
  private final InodeId d = scenario.create(b, "d");
  private final InodeId c = scenario.create(b, "c");
  private final InodeId e = scenario.symlink(b, "e");

  @Test
  void walkTellsEachStepAndAPageInNameOrderFromTheLastName() {
    Answer.Chain chain = lookup(ROOT, 2, "a", "b", "c");
    assertThat(chain.stop()).isEqualTo(Errno.OK);
    assertThat(chain.steps().stream().map(Attributes::inode)).containsExactly(a, b, c);
    assertThat(chain.page().stream().map(DirectoryEntry::inode)).containsExactly(c, d);
    assertThat(chain.page().getFirst().attributes()).isEqualTo(scenario.stat(c));
  }

  @Test
  void walkToAMissingNameTellsWhatStandsBehindIt() {
    Answer.Chain chain = lookup(ROOT, 10, "a", "b", "cc");
    assertThat(chain.stop()).isEqualTo(Errno.ENOENT);
    assertThat(chain.steps()).hasSize(2);
    assertThat(chain.page().stream().map(DirectoryEntry::inode)).containsExactly(d, e, c);
  }

  @Test
  void aPageGoesOnFromTheFirstNameAndTellsNoneTwice() {
    assertThat(lookup(ROOT, 10, "a", "b", "e").page())
        .extracting(DirectoryEntry::inode)
        .containsExactly(e, c, d);
    assertThat(lookup(ROOT, 2, "a", "b", "e").page())
        .extracting(DirectoryEntry::inode)
        .containsExactly(e, c);
    assertThat(lookup(ROOT, 10, "a").page()).extracting(DirectoryEntry::inode).containsExactly(a);
  }

  @Test
  void walkEndsWhereItCannotGoOn() {
    Answer.Chain missing = lookup(ROOT, 10, "x", "b", "c");
    assertThat(missing.stop()).isEqualTo(Errno.ENOENT);
    assertThat(missing.page()).isEmpty();
    Answer.Chain throughFile = lookup(b, 10, "c", "x");
    assertThat(throughFile.stop()).isEqualTo(Errno.ENOTDIR);
    assertThat(throughFile.steps()).hasSize(1);
    Answer.Chain throughLink = lookup(b, 0, "e", "x");
    assertThat(throughLink.stop()).isEqualTo(Errno.ENOTDIR);
    assertThat(ask(new Query.Lookup(new InodeId(999), List.of(FileName.of("x")), 0)))
        .isEqualTo(new Answer.Refused(Errno.ESTALE));
  }

  @Test
  void walksAreBounded() {
    List<FileName> names = new ArrayList<>();
    for (int i = 0; i <= Query.CHAIN_MAX; i++) {
      names.add(FileName.of("x"));
    }
    assertThat(ask(new Query.Lookup(ROOT, names, 0))).isEqualTo(new Answer.Refused(Errno.EINVAL));
    assertThat(ask(new Query.Lookup(ROOT, List.of(), 0)))
        .isEqualTo(new Answer.Refused(Errno.EINVAL));
    assertThat(ask(new Query.Lookup(ROOT, names.subList(0, 1), Query.PAGE_MAX + 1)))
        .isEqualTo(new Answer.Refused(Errno.EINVAL));
  }

  @Test
  void listingGoesOnBehindItsCookieAndSaysWhenItEnds() {
    Answer.Listing first = (Answer.Listing) ask(new Query.ReadDirectory(b, 0, 2, true));
    assertThat(first.entries().stream().map(DirectoryEntry::inode)).containsExactly(d, c);
    assertThat(first.entries().getFirst().attributes()).isEqualTo(scenario.stat(d));
    assertThat(first.end()).isFalse();
    assertThat(first.parent()).isEqualTo(a);
    long cookie = first.entries().getLast().cookie();
    Answer.Listing rest = (Answer.Listing) ask(new Query.ReadDirectory(b, cookie, 2, false));
    assertThat(rest.entries().stream().map(DirectoryEntry::inode)).containsExactly(e);
    assertThat(rest.entries().getFirst().attributes()).isNull();
    assertThat(rest.end()).isTrue();
    Answer.Listing behind =
        (Answer.Listing) ask(new Query.ReadDirectory(b, Long.MAX_VALUE, 2, false));
    assertThat(behind.entries()).isEmpty();
    assertThat(ask(new Query.ReadDirectory(c, 0, 2, false)))
        .isEqualTo(new Answer.Refused(Errno.ENOTDIR));
  }

  @Test
  void rootIsItsOwnParent() {
    Answer.Listing listing = (Answer.Listing) ask(new Query.ReadDirectory(ROOT, 0, 9, false));
    assertThat(listing.parent()).isEqualTo(ROOT);
  }

  @Test
  void linkTargetsAndStatisticsAreTold() {
    assertThat(ask(new Query.ReadLink(e))).isEqualTo(new Answer.Bytes(ByteString.of("target")));
    assertThat(ask(new Query.ReadLink(c))).isEqualTo(new Answer.Refused(Errno.EINVAL));
    Answer.Statistics statistics = (Answer.Statistics) ask(new Query.StatFilesystem());
    // A sixteenth of all 1000 is kept for overwrites: it is not counted.
    assertThat(statistics.statistics().totalBytes()).isEqualTo(1000 - 62);
    assertThat(statistics.statistics().freeBytes()).isEqualTo(400 - 62);
    assertThat(statistics.statistics().inodesUsed()).isEqualTo(6);
  }

  @Test
  void mapsAreForRegularFilesAndSaneRanges() {
    assertThat(ask(new Query.GetFileMap(b, 0, 1))).isEqualTo(new Answer.Refused(Errno.EISDIR));
    assertThat(ask(new Query.GetFileMap(e, 0, 1))).isEqualTo(new Answer.Refused(Errno.EINVAL));
    assertThat(ask(new Query.GetFileMap(c, -1, 1))).isEqualTo(new Answer.Refused(Errno.EINVAL));
    assertThat(ask(new Query.GetFileMap(c, 0, 0))).isEqualTo(new Answer.Refused(Errno.EINVAL));
  }

  @Test
  void orphansAreToldInOrderAndPieces() {
    scenario.ok(scenario.unlink(b, "d"));
    scenario.ok(scenario.unlink(b, "c"));
    assertThat(ask(new Query.OrphansAfter(0, 1))).isEqualTo(new Answer.Orphans(List.of(d), 1));
    assertThat(ask(new Query.OrphansAfter(1, 5))).isEqualTo(new Answer.Orphans(List.of(c), 2));
    assertThat(ask(new Query.OrphansAfter(2, 5))).isEqualTo(new Answer.Orphans(List.of(), 2));
  }

  @Test
  void snapshotDoesNotSeeLaterEntries() {
    try (MetaStore.Snapshot snapshot = scenario.store().snapshot()) {
      scenario.create(b, "later");
      assertThat(new NamespaceReader(snapshot).answer(new Query.GetAttributes(b), new Space(0, 0)))
          .isNotEqualTo(ask(new Query.GetAttributes(b)));
    }
  }

  private Answer.Chain lookup(InodeId base, int page, String... names) {
    List<FileName> path = new ArrayList<>();
    for (String name : names) {
      path.add(FileName.of(name));
    }
    return (Answer.Chain) ask(new Query.Lookup(base, path, page));
  }

  private Answer ask(Query query) {
    return scenario.ask(query);
  }
}
