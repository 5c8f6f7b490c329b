package io.distfs.client.vfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An open directory: gives out entries in the order of their cookies, fetched in pages with their
 * attributes. Thread-safe. The page fetched last is kept, since the kernel reads it in parts; a
 * rewind fetches anew.
 *
 * <p>New names get cookies behind all others, so a reader that renames what it is given could
 * follow its own new names for ever. A pass that takes many pages therefore ends where the
 * directory ended when it became long: POSIX leaves open whether names that come meanwhile are
 * seen.
 */
final class DirectoryStream implements Vfs.OpenDirectory {
  private static final byte[] DOT = ".".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOT_DOT = "..".getBytes(StandardCharsets.US_ASCII);
  private static final long DOT_COOKIE = 1;
  private static final long DOT_DOT_COOKIE = 2;

  /** Entries of a pass's first page, of the page after a seek, and how much each next one grows. */
  private static final int ENTRIES_FIRST = 256;

  private static final int ENTRIES_AFTER_SEEK = 64;
  private static final int GROWTH = 4;

  /** Pages of a pass before its end is looked for: the search is for nothing in most folders. */
  private static final int PAGES_BEFORE_END = 4;

  private static final long END_UNKNOWN = Long.MAX_VALUE;

  private final InodeId inode;
  private final MetadataClient metadata;
  private final NameSpace space;
  private final ClientClock clock;
  private final UnaryOperator<Attributes> merge;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable Page last;

  /**
   * A part of a pass.
   *
   * @param number of the page within its pass, from 1; seeks do not count
   * @param asked entries it had room for
   * @param lastCookie where the pass ends
   */
  private record Page(long after, Answer.Listing listing, int number, int asked, long lastCookie) {
    /** Whether what follows the cookie is the page after this one. */
    boolean endsAt(long cookie) {
      return !listing.entries().isEmpty() && cookie == listing.entries().getLast().cookie();
    }

    /** Whether entries behind that cookie are here, or known not to exist. */
    boolean reaches(long cookie) {
      return cookie >= after
          && (listing.end()
              || cookie == lastCookie
              || (!listing.entries().isEmpty() && cookie < listing.entries().getLast().cookie()));
    }
  }

  DirectoryStream(
      InodeId inode,
      MetadataClient metadata,
      NameSpace space,
      ClientClock clock,
      UnaryOperator<Attributes> merge) {
    this.inode = inode;
    this.metadata = metadata;
    this.space = space;
    this.clock = clock;
    this.merge = merge;
  }

  @Override
  public InodeId inode() {
    return inode;
  }

  /** Gives entries behind the cookie to the sink until it refuses one or none are left. */
  void read(long cookie, Vfs.EntrySink sink) {
    long at = cookie;
    Page page = page(at, cookie == 0);
    if (at < DOT_COOKIE) {
      if (!sink.accept(DOT, DOT_COOKIE, page.listing.directory())) {
        return;
      }
      at = DOT_COOKIE;
    }
    if (at < DOT_DOT_COOKIE) {
      InodeId parent = page.listing.parent();
      Attributes above =
          parent.equals(inode) ? page.listing.directory() : space.getAttributes(parent);
      if (!sink.accept(DOT_DOT, DOT_DOT_COOKIE, above)) {
        return;
      }
      at = DOT_DOT_COOKIE;
    }
    while (true) {
      for (DirectoryEntry entry : page.listing.entries()) {
        if (entry.cookie() <= at) {
          continue;
        }
        if (entry.cookie() > page.lastCookie) {
          return;
        }
        if (!sink.accept(entry.name().bytes(), entry.cookie(), merge.apply(attributes(entry)))) {
          return;
        }
        at = entry.cookie();
      }
      if (page.listing.end() || at == page.lastCookie) {
        return;
      }
      page = page(at, false);
    }
  }

  /** The directory's attributes as they came with the page fetched last, null before that. */
  @Nullable Attributes listed() {
    lock.lock();
    try {
      return last == null ? null : last.listing.directory();
    } finally {
      lock.unlock();
    }
  }

  private Attributes attributes(DirectoryEntry entry) {
    Attributes known = space.known(entry.inode());
    Attributes listed = entry.attributes();
    if (listed == null) {
      return known != null ? known : space.getAttributes(entry.inode());
    }
    return known != null && known.version() > listed.version() ? known : listed;
  }

  private Page page(long cookie, boolean fresh) {
    Page kept;
    lock.lock();
    try {
      kept = last;
      if (!fresh && kept != null && kept.reaches(cookie)) {
        return kept;
      }
    } finally {
      lock.unlock();
    }
    boolean samePass = !fresh && kept != null && cookie <= kept.lastCookie;
    Page fetched = fetch(cookie, samePass ? kept : null);
    lock.lock();
    try {
      last = fetched;
    } finally {
      lock.unlock();
    }
    return fetched;
  }

  private Page fetch(long cookie, @Nullable Page before) {
    int number = before == null ? 1 : before.number;
    int entries = cookie <= DOT_DOT_COOKIE ? ENTRIES_FIRST : ENTRIES_AFTER_SEEK;
    if (before != null && before.endsAt(cookie)) {
      number++;
      // Who reads on gets more at a time; who seeks may want just one.
      entries = Math.min(before.asked * GROWTH, Query.PAGE_MAX);
    }
    long lastCookie = before == null ? END_UNKNOWN : before.lastCookie;
    if (lastCookie == END_UNKNOWN && number >= PAGES_BEFORE_END) {
      lastCookie = LastCookie.search(cookie, this::isFollowed);
    }
    long asked = clock.nanos();
    int stamp = space.stamp(inode);
    Answer answer = metadata.query(new Query.ReadDirectory(inode, cookie, entries, true));
    if (!(answer instanceof Answer.Listing listing)) {
      throw new FsException(Errno.EPROTO, "unexpected answer to a listing of inode " + inode);
    }
    if (!listing.end() && listing.entries().isEmpty()) {
      throw new FsException(Errno.EPROTO, "empty page of inode " + inode + " that is not the last");
    }
    Attributes _ = space.learn(listing.directory(), asked);
    space.learnEntries(inode, List.copyOf(listing.entries()), stamp, asked);
    return new Page(cookie, listing, number, entries, lastCookie);
  }

  private boolean isFollowed(long cookie) {
    Answer answer = metadata.query(new Query.ReadDirectory(inode, cookie, 1, false));
    return answer instanceof Answer.Listing listing && !listing.entries().isEmpty();
  }
}
