package io.distfs.client.vfs;

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
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import io.distfs.shared.wire.WireLimits;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes of names and nodes: one command each, whose outcome enters the caches. Thread-safe. */
final class NodeChanges {
  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;
  private static final int GROUP_EXECUTE = 0010;
  private static final ByteString CAPABILITY = ByteString.of("security.capability");

  private final MetadataClient metadata;
  private final Files files;
  private final NameSpace space;
  private final XattrValues xattrs;
  private final ClientClock clock;

  NodeChanges(
      MetadataClient metadata,
      Files files,
      NameSpace space,
      XattrValues xattrs,
      ClientClock clock) {
    this.metadata = metadata;
    this.files = files;
    this.space = space;
    this.xattrs = xattrs;
    this.clock = clock;
  }

  /** A file made and open, or with a null descriptor one that existed. */
  record Created(Attributes attributes, @Nullable OpenDescriptor descriptor) {}

  Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
    return make(
        inode ->
            new Mutation.MakeNode(
                parent,
                name,
                inode,
                mode.mode(),
                rdev,
                ByteString.EMPTY,
                credentials,
                true,
                mode.umask()),
        parent,
        name);
  }

  Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    if (target.length() > WireLimits.TARGET_BYTES_MAX) {
      throw new FsException(Errno.ENAMETOOLONG, "link target of " + target);
    }
    int mode = FileType.SYMLINK.modeBits() | 0777;
    return make(
        inode -> new Mutation.MakeNode(parent, name, inode, mode, 0, target, credentials, true),
        parent,
        name);
  }

  /** The file is registered as open before the server hears of it, see {@link Files#reserve}. */
  Created create(
      InodeId parent, FileName name, NewMode mode, boolean exclusive, Credentials credentials) {
    int typed = FileType.REGULAR.modeBits() | (mode.mode() & ~FileType.MASK);
    Reservation reservation = new Reservation();
    long asked = clock.nanos();
    try {
      Result.Node node =
          node(
              metadata.make(
                  inode ->
                      new Mutation.MakeNode(
                          parent,
                          name,
                          reservation.of(inode),
                          typed,
                          0,
                          ByteString.EMPTY,
                          credentials,
                          exclusive,
                          mode.umask())));
      learn(node, parent, name, asked);
      if (node.created()) {
        return new Created(node.attributes(), files.made(node.attributes(), asked));
      }
      reservation.end();
      return new Created(node.attributes(), null);
    } catch (FsException e) {
      reservation.end();
      space.doubt(parent, name);
      throw e;
    }
  }

  /** A file without a name, open. */
  OpenDescriptor createUnnamed(
      InodeId directory, NewMode mode, boolean linkable, Credentials credentials) {
    Reservation reservation = new Reservation();
    long asked = clock.nanos();
    try {
      Result.Node node =
          node(
              metadata.make(
                  inode ->
                      new Mutation.MakeUnnamed(
                          directory,
                          reservation.of(inode),
                          mode.mode() & ~FileType.MASK,
                          mode.umask(),
                          credentials,
                          linkable)));
      Attributes _ = space.learn(node.attributes(), asked);
      return files.made(node.attributes(), asked);
    } catch (FsException e) {
      reservation.end();
      throw e;
    }
  }

  /** A file registered as open under the id that its command carries. */
  private final class Reservation {
    private final AtomicReference<@Nullable InodeId> reserved = new AtomicReference<>();

    InodeId of(InodeId inode) {
      files.reserve(inode);
      reserved.set(inode);
      return inode;
    }

    void end() {
      InodeId inode = reserved.get();
      if (inode != null) {
        files.letGo(inode);
      }
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
      unlinked();
    }
  }

  void rename(Mutation.Rename rename) {
    boolean whiteout = (rename.flags() & Mutation.Rename.WHITEOUT) != 0;
    long asked = clock.nanos();
    Result result;
    try {
      result =
          whiteout ? metadata.make(inode -> withWhiteout(rename, inode)) : metadata.mutate(rename);
    } catch (FsException e) {
      space.doubt(rename.parent(), rename.name());
      space.doubt(rename.newParent(), rename.newName());
      throw e;
    }
    if (!(result instanceof Result.Renamed renamed)) {
      throw unexpected(result);
    }
    Attributes replaced = renamed.replaced();
    // Two names of one inode: rename(2) then does nothing, and both stay.
    boolean maybeSame =
        replaced == null
            && renamed.moved().type() != FileType.DIRECTORY
            && renamed.moved().nlink() > 1;
    if ((rename.flags() & Mutation.Rename.EXCHANGE) != 0 && replaced != null) {
      space.added(rename.parent(), rename.name(), replaced, asked);
    } else if (maybeSame || whiteout) {
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
        unlinked();
      }
    }
  }

  private static Mutation withWhiteout(Mutation.Rename rename, InodeId whiteout) {
    return new Mutation.RenameWithWhiteout(
        rename.parent(),
        rename.name(),
        rename.newParent(),
        rename.newName(),
        whiteout,
        rename.flags() & ~Mutation.Rename.WHITEOUT,
        rename.credentials());
  }

  Attributes link(InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    long asked = clock.nanos();
    Mutation link = new Mutation.Link(inode, newParent, newName, credentials);
    Result.Node node = node(send(link, newParent, newName));
    learn(node, newParent, newName, asked);
    return node.attributes();
  }

  void xattr(InodeId inode, Mutation mutation) {
    try {
      Result _ = metadata.mutate(mutation);
    } finally {
      xattrs.forget(inode);
      space.xattrsChanged(inode);
    }
  }

  /**
   * Takes set-id bits and capabilities from a file somebody without CAP_FSETID writes to. The
   * kernel says so of every write(2) by ordinary users: what is known not to be there costs
   * nothing. It has asked for capabilities just before, another front end may not have.
   *
   * @return false where there was nothing to take
   */
  boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
    Attributes inUse = files.known(inode);
    Attributes known = inUse != null ? inUse : space.known(inode);
    if (known != null && !loses(known, writer) && xattrs.get(inode, CAPABILITY).isEmpty()) {
      return false;
    }
    long asked = clock.nanos();
    Result result = metadata.mutate(new Mutation.DropPrivileges(inode, writer.get()));
    xattrs.forget(inode);
    if (!(result instanceof Result.Changed changed)) {
      throw unexpected(result);
    }
    Attributes _ = space.learn(changed.attributes(), asked);
    return true;
  }

  /** The groups of the writer are looked at only where they decide. */
  private static boolean loses(Attributes attributes, Supplier<Credentials> writer) {
    int mode = attributes.mode();
    if ((mode & SET_UID) != 0) {
      return true;
    }
    if ((mode & SET_GID) == 0) {
      return false;
    }
    return (mode & GROUP_EXECUTE) != 0 || !writer.get().inGroupOrRoot(attributes.gid());
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
    Result.Node node = node(result);
    Attributes made = node.attributes();
    learn(node, parent, name, asked);
    if (made.type() == FileType.DIRECTORY) {
      space.madeDirectory(made, asked);
    }
    return made;
  }

  private void unlinked() {
    metadata.unlinked();
    files.removed();
  }

  private void learn(Result.Node node, InodeId parent, FileName name, long asked) {
    space.added(parent, name, node.attributes(), asked);
    space.learnParent(node.parent(), asked);
  }

  private static Result.Node node(Result result) {
    if (result instanceof Result.Node node) {
      return node;
    }
    throw unexpected(result);
  }

  private Result send(Mutation mutation, InodeId parent, FileName name) {
    try {
      return metadata.mutate(mutation);
    } catch (FsException e) {
      space.doubt(parent, name);
      throw e;
    }
  }

  private static FsException unexpected(Result result) {
    return new FsException(Errno.EPROTO, "unexpected result: " + result.getClass().getSimpleName());
  }
}
