package io.distfs.integration.fuzz;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Mutants that do wrong to names. */
final class NameMutants {
  private static final int EXCHANGE = 2;

  private NameMutants() {}

  /** rename(2) over a folder with something in it answers success. */
  static final class OverFullFolder extends ForwardingVfs {
    OverFullFolder(Vfs inner) {
      super(inner);
    }

    @Override
    public void rename(
        InodeId parent,
        FileName name,
        InodeId newParent,
        FileName newName,
        int flags,
        Credentials credentials) {
      try {
        super.rename(parent, name, newParent, newName, flags, credentials);
      } catch (FsException e) {
        if (e.errno() != Errno.ENOTEMPTY) {
          throw e;
        }
      }
    }
  }

  /** RENAME_EXCHANGE is not seen. */
  static final class ExchangeMoves extends ForwardingVfs {
    ExchangeMoves(Vfs inner) {
      super(inner);
    }

    @Override
    public void rename(
        InodeId parent,
        FileName name,
        InodeId newParent,
        FileName newName,
        int flags,
        Credentials credentials) {
      super.rename(parent, name, newParent, newName, flags & ~EXCHANGE, credentials);
    }
  }

  /** A file with several names keeps its number of links when one goes. */
  static final class LinkCount extends ForwardingVfs {
    private final Map<InodeId, Integer> tooMany = new ConcurrentHashMap<>();

    LinkCount(Vfs inner) {
      super(inner);
    }

    @Override
    public void unlink(InodeId parent, FileName name, Credentials credentials) {
      Attributes file = inner.lookup(parent, name);
      super.unlink(parent, name, credentials);
      if (file.type() == FileType.REGULAR && file.nlink() > 1) {
        tooMany.merge(file.inode(), 1, Integer::sum);
      }
    }

    @Override
    Attributes seen(Attributes a) {
      return new Attributes(
          a.inode(),
          a.mode(),
          a.nlink() + tooMany.getOrDefault(a.inode(), 0),
          a.uid(),
          a.gid(),
          a.rdev(),
          a.size(),
          a.content(),
          a.times(),
          a.version(),
          a.bare());
    }
  }

  /** The folder a name moves into keeps its time of modification. */
  static final class FolderTimes extends ForwardingVfs {
    FolderTimes(Vfs inner) {
      super(inner);
    }

    @Override
    public void rename(
        InodeId parent,
        FileName name,
        InodeId newParent,
        FileName newName,
        int flags,
        Credentials credentials) {
      Attributes before = inner.getAttributes(newParent);
      super.rename(parent, name, newParent, newName, flags, credentials);
      TimeChange old = new TimeChange.At(before.times().mtime());
      inner.setAttributes(newParent, AttributeChange.ofTimes(null, old), Credentials.ROOT);
    }
  }
}
