package io.distfs.client.vfs;

import io.distfs.client.cache.XattrCache;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.file.Files;
import io.distfs.client.file.OpenDescriptor;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes of names and nodes: one command each, whose outcome enters the caches. Thread-safe. */
final class NodeChanges {
  private final MetadataClient metadata;
  private final Files files;
  private final NameSpace space;
  private final XattrCache xattrs;
  private final ClientClock clock;

  NodeChanges(
      MetadataClient metadata, Files files, NameSpace space, XattrCache xattrs, ClientClock clock) {
    this.metadata = metadata;
    this.files = files;
    this.space = space;
    this.xattrs = xattrs;
    this.clock = clock;
  }

  /** A file made and open, or with a null descriptor one that existed. */
  record Created(Attributes attributes, @Nullable OpenDescriptor descriptor) {}

  Attributes makeNode(InodeId parent, FileName name, int mode, long rdev, Credentials credentials) {
    return make(
        inode ->
            new Mutation.MakeNode(
                parent, name, inode, mode, rdev, ByteString.EMPTY, credentials, true),
        parent,
        name);
  }

  Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    int mode = FileType.SYMLINK.modeBits() | 0777;
    return make(
        inode -> new Mutation.MakeNode(parent, name, inode, mode, 0, target, credentials, true),
        parent,
        name);
  }

  /** The file is registered as open before the server hears of it, see {@link Files#reserve}. */
  Created create(
      InodeId parent, FileName name, int mode, boolean exclusive, Credentials credentials) {
    int typed = FileType.REGULAR.modeBits() | (mode & ~FileType.MASK);
    AtomicReference<@Nullable InodeId> reserved = new AtomicReference<>();
    long asked = clock.nanos();
    try {
      Result result =
          metadata.make(
              inode -> {
                files.reserve(inode);
                reserved.set(inode);
                return new Mutation.MakeNode(
                    parent, name, inode, typed, 0, ByteString.EMPTY, credentials, exclusive);
              });
      Result.Node node = learned(result, parent, name, asked);
      if (node.created()) {
        return new Created(node.attributes(), files.made(node.attributes(), asked));
      }
      letGo(reserved.get());
      return new Created(node.attributes(), null);
    } catch (FsException e) {
      letGo(reserved.get());
      space.doubt(parent, name);
      throw e;
    }
  }

  void remove(InodeId parent, FileName name, Mutation mutation) {
    long asked = clock.nanos();
    Result result = send(mutation, parent, name);
    if (!(result instanceof Result.Removed removed)) {
      throw unexpected(result);
    }
    space.removed(parent, name);
    space.learnParent(removed.parent(), asked);
    Attributes _ = space.learn(removed.removed(), asked);
    if (removed.removed().nlink() == 0) {
      metadata.unlinked();
    }
  }

  void rename(Mutation.Rename rename) {
    long asked = clock.nanos();
    Result result;
    try {
      result = send(rename, rename.parent(), rename.name());
    } catch (FsException e) {
      space.doubt(rename.newParent(), rename.newName());
      throw e;
    }
    if (!(result instanceof Result.Renamed renamed)) {
      throw unexpected(result);
    }
    Attributes replaced = renamed.replaced();
    boolean same = replaced != null && replaced.inode().equals(renamed.moved().inode());
    if ((rename.flags() & Mutation.Rename.EXCHANGE) != 0 && replaced != null) {
      space.added(rename.parent(), rename.name(), replaced, asked);
    } else if (same) {
      // Two names of one inode: rename(2) then does nothing, and both stay.
      space.doubt(rename.parent(), rename.name());
    } else {
      space.removed(rename.parent(), rename.name());
    }
    space.added(rename.newParent(), rename.newName(), renamed.moved(), asked);
    space.invalidate(rename.parent());
    space.invalidate(rename.newParent());
    if (replaced != null) {
      Attributes _ = space.learn(replaced, asked);
      if (replaced.nlink() == 0) {
        metadata.unlinked();
      }
    }
  }

  Attributes link(InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    long asked = clock.nanos();
    Mutation link = new Mutation.Link(inode, newParent, newName, credentials);
    return learned(send(link, newParent, newName), newParent, newName, asked).attributes();
  }

  void xattr(InodeId inode, Mutation mutation) {
    try {
      Result _ = metadata.mutate(mutation);
    } finally {
      xattrs.forget(inode);
      space.invalidate(inode);
    }
  }

  private Attributes make(Function<InodeId, Mutation> mutation, InodeId parent, FileName name) {
    long asked = clock.nanos();
    Result result;
    try {
      result = metadata.make(mutation);
    } catch (FsException e) {
      space.doubt(parent, name);
      throw e;
    }
    Attributes made = learned(result, parent, name, asked).attributes();
    if (made.type() == FileType.DIRECTORY) {
      space.madeDirectory(made, asked);
    }
    return made;
  }

  private Result.Node learned(Result result, InodeId parent, FileName name, long asked) {
    if (!(result instanceof Result.Node node)) {
      throw unexpected(result);
    }
    space.added(parent, name, node.attributes(), asked);
    space.learnParent(node.parent(), asked);
    if (node.created()) {
      xattrs.none(node.attributes().inode(), asked);
    }
    return node;
  }

  private Result send(Mutation mutation, InodeId parent, FileName name) {
    try {
      return metadata.mutate(mutation);
    } catch (FsException e) {
      space.doubt(parent, name);
      throw e;
    }
  }

  private void letGo(@Nullable InodeId reserved) {
    if (reserved != null) {
      files.letGo(reserved);
    }
  }

  private static FsException unexpected(Result result) {
    return new FsException(Errno.EPROTO, "unexpected result: " + result.getClass().getSimpleName());
  }
}
