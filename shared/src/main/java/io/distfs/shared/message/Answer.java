package io.distfs.shared.message;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Query}. Immutable. */
public sealed interface Answer {
  /** The query was refused. */
  record Refused(Errno errno) implements Answer {}

  /**
   * How far a walk came.
   *
   * @param steps attributes of each name that was found, in order
   * @param stop {@link Errno#OK} if all names were found; else why the walk ended after the last
   *     step (ENOENT, ENOTDIR)
   * @param page entries of the last directory reached, each with its attributes
   */
  record Chain(List<Attributes> steps, Errno stop, List<DirectoryEntry> page) implements Answer {
    public Chain {
      steps = List.copyOf(steps);
      page = List.copyOf(page);
    }
  }

  /** One inode. */
  record Node(Attributes attributes) implements Answer {}

  /**
   * A page of a directory.
   *
   * @param directory the directory's own attributes
   * @param parent inode of the directory above (the root's is the root): ".."
   * @param end whether nothing follows the last entry
   */
  record Listing(Attributes directory, InodeId parent, List<DirectoryEntry> entries, boolean end)
      implements Answer {
    public Listing {
      entries = List.copyOf(entries);
    }
  }

  /** A link target, a value, a path. */
  record Bytes(ByteString bytes) implements Answer {}

  /** Names of extended attributes. */
  record Names(List<ByteString> names) implements Answer {
    public Names {
      names = List.copyOf(names);
    }
  }

  /** Where data lies. */
  record Map(FileMap map) implements Answer {}

  /**
   * Room for data.
   *
   * @param spareBytes nobody has reserved; {@link Long#MAX_VALUE} if the leader does not know yet
   * @param newBytes of the ranges asked about have no space yet
   */
  record Room(long spareBytes, long newBytes) implements Answer {}

  /** Space and inodes. */
  record Statistics(FilesystemStatistics statistics) implements Answer {}

  /**
   * Orphans in order.
   *
   * @param upTo the sequence the answer speaks up to
   */
  record Orphans(List<InodeId> inodes, long upTo) implements Answer {
    public Orphans {
      inodes = List.copyOf(inodes);
    }
  }

  /** A lock that is in the way, or null if none is. */
  record Lock(@Nullable HeldLock holder) implements Answer {}
}
