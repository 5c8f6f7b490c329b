package io.distfs.client.fake;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Renames, links and files without a name of the fake; naive. Guarded by its cluster's lock. */
final class FakeNames {
  private final FakeNamespace namespace;

  FakeNames(FakeNamespace namespace) {
    this.namespace = namespace;
  }

  Result rename(Mutation.Rename rename) {
    return rename(rename, null);
  }

  Result rename(Mutation.RenameWithWhiteout rename) {
    Mutation.Rename plain =
        new Mutation.Rename(
            rename.parent(),
            rename.name(),
            rename.newParent(),
            rename.newName(),
            rename.flags(),
            rename.credentials());
    return rename(plain, rename.whiteout());
  }

  private Result rename(Mutation.Rename rename, @Nullable InodeId whiteout) {
    NavigableMap<FileName, InodeId> from = namespace.directory(rename.parent());
    NavigableMap<FileName, InodeId> to = namespace.directory(rename.newParent());
    InodeId moved = from.get(rename.name());
    InodeId other = to.get(rename.newName());
    if (moved == null) {
      throw new FsException(Errno.ENOENT, rename.name().toString());
    }
    if (other != null && rename.flags() == Mutation.Rename.NO_REPLACE) {
      throw new FsException(Errno.EEXIST, rename.newName().toString());
    }
    FakeFile file = namespace.file(moved);
    if (moved.equals(other)) {
      return new Result.Renamed(file.attributes(), null, 0);
    }
    from.remove(rename.name());
    to.put(rename.newName(), moved);
    file.version++;
    if (whiteout != null) {
      namespace.files.put(whiteout, new FakeFile(whiteout, FileType.CHARACTER_DEVICE.modeBits()));
      from.put(rename.name(), whiteout);
    }
    return new Result.Renamed(file.attributes(), replaced(rename, from, other), 0);
  }

  private @Nullable Attributes replaced(
      Mutation.Rename rename, NavigableMap<FileName, InodeId> from, @Nullable InodeId other) {
    if (other == null) {
      return null;
    }
    FakeFile replaced = namespace.file(other);
    replaced.version++;
    if (rename.flags() == Mutation.Rename.EXCHANGE) {
      from.put(rename.name(), other);
    } else {
      replaced.nlink--;
      if (replaced.nlink == 0) {
        namespace.orphans.add(other);
      }
    }
    return replaced.attributes();
  }

  Result link(Mutation.Link link) {
    NavigableMap<FileName, InodeId> directory = namespace.directory(link.newParent());
    FakeFile file = namespace.file(link.inode());
    if (directory.putIfAbsent(link.newName(), link.inode()) != null) {
      throw new FsException(Errno.EEXIST, link.newName().toString());
    }
    file.nlink++;
    file.version++;
    namespace.file(link.newParent()).version++;
    return new Result.Node(file.attributes(), namespace.file(link.newParent()).attributes(), true);
  }

  Result makeUnnamed(Mutation.MakeUnnamed make) {
    int mode = FileType.REGULAR.modeBits() | (make.mode() & ~make.umask());
    FakeFile file = new FakeFile(make.inode(), mode);
    file.nlink = 0;
    namespace.files.put(make.inode(), file);
    namespace.orphans.add(make.inode());
    return new Result.Node(file.attributes(), namespace.file(make.directory()).attributes(), true);
  }
}
