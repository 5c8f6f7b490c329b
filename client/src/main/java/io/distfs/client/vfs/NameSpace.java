package io.distfs.client.vfs;

import io.distfs.client.cache.AttributeCache;
import io.distfs.client.cache.CompleteDirectories;
import io.distfs.client.cache.NameCache;
import io.distfs.client.cache.Validity;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names and attributes, from the cache or the server. Thread-safe. Own changes enter the cache
 * before the call that made them returns, so that a client always sees what it did.
 */
final class NameSpace {
  private final MetadataClient metadata;
  private final ClientClock clock;
  private final AttributeCache attributes;
  private final NameCache names;
  private final CompleteDirectories complete;
  private final PagePolicy pages = new PagePolicy();
  private final Consumer<Attributes> onLearned;

  /** Attributes learned go to the consumer too: open files take note of them. */
  NameSpace(
      MetadataClient metadata,
      ClientClock clock,
      Validity validity,
      Consumer<Attributes> onLearned) {
    this.metadata = metadata;
    this.clock = clock;
    this.attributes = new AttributeCache(clock, validity);
    this.names = new NameCache(clock, validity);
    this.complete = new CompleteDirectories(clock, validity);
    this.onLearned = onLearned;
  }

  /** The inode a name leads to. ENOENT, ENOTDIR. */
  Attributes lookup(InodeId parent, FileName name) {
    Attributes cached = cached(parent, name);
    if (cached == null) {
      return ask(parent, List.of(name));
    }
    pages.known(parent, name);
    return cached;
  }

  /** The inode at the end of a chain of names. */
  Attributes lookupPath(InodeId base, List<FileName> path) {
    InodeId at = base;
    Attributes last = null;
    for (int i = 0; i < path.size(); i++) {
      last = cached(at, path.get(i));
      if (last == null) {
        return askOn(at, path.subList(i, path.size()));
      }
      at = last.inode();
    }
    return last != null ? last : getAttributes(base);
  }

  /** Attributes of an inode. ESTALE. */
  Attributes getAttributes(InodeId inode) {
    Attributes known = attributes.get(inode);
    if (known != null) {
      return known;
    }
    long asked = clock.nanos();
    if (metadata.query(new Query.GetAttributes(inode)) instanceof Answer.Node node) {
      return learn(node.attributes(), asked);
    }
    throw new FsException(Errno.EPROTO, "unexpected answer to getattr of inode " + inode);
  }

  /** The directory above a directory. ENOTDIR, ESTALE. */
  InodeId parentOf(InodeId directory) {
    Query query = new Query.ReadDirectory(directory, 0, 1, false);
    if (metadata.query(query) instanceof Answer.Listing listing) {
      return listing.parent();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer to a listing of inode " + directory);
  }

  /** Attributes that may still be believed, or null. */
  @Nullable Attributes known(InodeId inode) {
    return attributes.get(inode);
  }

  /** Takes attributes in; gives back the newest known. */
  Attributes learn(Attributes learned, long askedNanos) {
    Attributes newest = attributes.put(learned, askedNanos);
    onLearned.accept(newest);
    return newest;
  }

  /** An own change of a directory, whose attributes after it are known. */
  void learnParent(Attributes parent, long askedNanos) {
    complete.changed(parent, askedNanos);
    Attributes _ = learn(parent, askedNanos);
  }

  /** Grows with every own change in a directory; to be read before asking for its entries. */
  int stamp(InodeId directory) {
    return names.stamp(directory);
  }

  /** Takes in entries of a directory, asked for at that time with that stamp. */
  void learnEntries(InodeId directory, List<DirectoryEntry> entries, int stamp, long askedNanos) {
    for (DirectoryEntry entry : entries) {
      names.learn(directory, entry.name(), entry.inode(), stamp, askedNanos);
      if (entry.attributes() != null) {
        Attributes _ = learn(entry.attributes(), askedNanos);
      }
    }
  }

  /** An own command made a name. */
  void added(InodeId parent, FileName name, Attributes made, long askedNanos) {
    names.change(parent, name, made.inode());
    complete.change(parent, name, true);
    Attributes _ = learn(made, askedNanos);
  }

  /** An own command made an empty directory. */
  void madeDirectory(Attributes made, long askedNanos) {
    complete.made(made, askedNanos);
  }

  /** An own command removed a name. */
  void removed(InodeId parent, FileName name) {
    names.change(parent, name, null);
    complete.change(parent, name, false);
  }

  /** An own command about this name failed: whatever was believed of it is in doubt. */
  void doubt(InodeId parent, FileName name) {
    names.forget(parent, name);
    complete.forget(parent);
    attributes.invalidate(parent);
  }

  /** The inode changed in a way not known here. */
  void invalidate(InodeId inode) {
    attributes.invalidate(inode);
  }

  /** An own command may have changed the inode's extended attributes. */
  void xattrsChanged(InodeId inode) {
    attributes.xattrsChanged(inode);
  }

  /** Whether the inode is known to have no extended attributes. */
  boolean isBare(InodeId inode) {
    return attributes.isBare(inode);
  }

  /** Which names exist has to be asked for again. */
  void forgetNames() {
    names.forgetAll();
    complete.forgetAll();
  }

  private @Nullable Attributes cached(InodeId parent, FileName name) {
    return switch (names.get(parent, name)) {
      case NameCache.Known.Found found -> attributes.get(found.inode());
      case NameCache.Known.Absent _ -> throw absent(parent, name);
      case NameCache.Known.Unknown _ -> {
        if (complete.isAbsent(parent, name)) {
          throw absent(parent, name);
        }
        yield null;
      }
    };
  }

  private Attributes askOn(InodeId base, List<FileName> path) {
    InodeId at = base;
    Attributes last = null;
    for (int i = 0; i < path.size(); i += Query.CHAIN_MAX) {
      last = ask(at, path.subList(i, Math.min(path.size(), i + Query.CHAIN_MAX)));
      at = last.inode();
    }
    if (last == null) {
      throw new IllegalArgumentException("no names to look up");
    }
    return last;
  }

  private Attributes ask(InodeId base, List<FileName> path) {
    long asked = clock.nanos();
    int[] stamps = new int[path.size()];
    stamps[0] = names.stamp(base);
    int page = path.size() == 1 ? pages.entries(base, path.getFirst()) : 0;
    if (!(metadata.query(new Query.Lookup(base, path, page)) instanceof Answer.Chain chain)) {
      throw new FsException(Errno.EPROTO, "unexpected answer to lookup of " + path);
    }
    InodeId at = base;
    for (int i = 0; i < chain.steps().size(); i++) {
      Attributes step = learn(chain.steps().get(i), asked);
      // Directories further down were not known before: only the first step can be out of date.
      int stamp = i == 0 ? stamps[0] : names.stamp(at);
      names.learn(at, path.get(i), step.inode(), stamp, asked);
      at = step.inode();
    }
    boolean found = chain.stop() == Errno.OK;
    if (path.size() == 1) {
      pages.answered(base, found);
      learnEntries(base, chain.page(), stamps[0], asked);
    }
    if (found) {
      Attributes last = chain.steps().getLast();
      Attributes newest = attributes.get(last.inode());
      return newest == null ? last : newest;
    }
    FileName missing = path.get(chain.steps().size());
    if (chain.stop() == Errno.ENOENT && chain.steps().isEmpty()) {
      names.learn(base, missing, null, stamps[0], asked);
    }
    throw new FsException(chain.stop(), "'" + missing + "' in inode " + at);
  }

  private static FsException absent(InodeId parent, FileName name) {
    return new FsException(Errno.ENOENT, "'" + name + "' in inode " + parent);
  }
}
