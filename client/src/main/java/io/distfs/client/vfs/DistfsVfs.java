package io.distfs.client.vfs;

import io.distfs.client.cache.XattrCache;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.client.file.Files;
import io.distfs.client.file.OpenDescriptor;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The filesystem as this client's front end sees it. Thread-safe. */
final class DistfsVfs implements Vfs {
  private static final Logger LOG = LoggerFactory.getLogger(DistfsVfs.class);

  private final MetadataClient metadata;
  private final Files files;
  private final NameSpace space;
  private final NodeChanges changes;
  private final XattrCache xattrs;
  private final StatisticsCache statistics;
  private final ClientClock clock;
  private final Duration deadline;
  private final Runnable onClosed;

  DistfsVfs(
      MetadataClient metadata,
      Files files,
      NameSpace space,
      XattrCache xattrs,
      ClosingParts closing) {
    this.metadata = metadata;
    this.files = files;
    this.space = space;
    this.xattrs = xattrs;
    this.clock = closing.clock();
    this.deadline = closing.deadline();
    this.onClosed = closing.onClosed();
    this.changes = new NodeChanges(metadata, files, space, xattrs, clock);
    this.statistics = new StatisticsCache(metadata, clock);
  }

  /** What is needed to end. */
  record ClosingParts(ClientClock clock, Duration deadline, Runnable onClosed) {}

  @Override
  public Attributes lookup(InodeId parent, FileName name) {
    return files.merged(space.lookup(parent, name));
  }

  @Override
  public Attributes lookupPath(InodeId base, List<FileName> names) {
    return files.merged(space.lookupPath(base, names));
  }

  @Override
  public Attributes getAttributes(InodeId inode) {
    return files.merged(space.getAttributes(inode));
  }

  @Override
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials) {
    return files.setAttributes(inode, change, credentials);
  }

  @Override
  public ByteString readLink(InodeId inode) {
    return bytes(metadata.query(new Query.ReadLink(inode)));
  }

  @Override
  public Attributes makeNode(
      InodeId parent, FileName name, int mode, long rdev, Credentials credentials) {
    return changes.makeNode(parent, name, mode, rdev, credentials);
  }

  @Override
  public Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    return changes.makeSymlink(parent, name, target, credentials);
  }

  @Override
  public void unlink(InodeId parent, FileName name, Credentials credentials) {
    changes.remove(parent, name, new Mutation.Unlink(parent, name, credentials));
  }

  @Override
  public void removeDirectory(InodeId parent, FileName name, Credentials credentials) {
    changes.remove(parent, name, new Mutation.RemoveDirectory(parent, name, credentials));
  }

  @Override
  public void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials) {
    changes.rename(new Mutation.Rename(parent, name, newParent, newName, flags, credentials));
  }

  @Override
  public Attributes link(
      InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    return files.merged(changes.link(inode, newParent, newName, credentials));
  }

  @Override
  public OpenFile create(
      InodeId parent, FileName name, int mode, int openFlags, Credentials credentials) {
    boolean exclusive = OpenFlags.has(openFlags, OpenFlags.EXCLUSIVE);
    NodeChanges.Created created = changes.create(parent, name, mode, exclusive, credentials);
    OpenDescriptor descriptor = created.descriptor();
    return descriptor != null
        ? new OpenHandle(descriptor, openFlags, credentials)
        : open(created.attributes().inode(), openFlags, credentials);
  }

  @Override
  public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
    OpenDescriptor descriptor =
        OpenFlags.has(openFlags, OpenFlags.TRUNCATE)
            ? files.openTruncated(inode, credentials)
            : files.open(inode);
    return new OpenHandle(descriptor, openFlags, credentials);
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    return files.read(handle(file).descriptor(), offset, destination);
  }

  @Override
  public int write(OpenFile file, long offset, ByteBuffer source) {
    OpenHandle handle = handle(file);
    boolean append = OpenFlags.has(handle.openFlags(), OpenFlags.APPEND);
    if (offset < 0 && !append) {
      throw new FsException(Errno.EINVAL, "offset " + offset);
    }
    return files.write(handle.descriptor(), append ? -1 : offset, source);
  }

  @Override
  public void allocate(OpenFile file, int mode, long offset, long length) {
    files.allocate(handle(file).descriptor(), mode, offset, length);
  }

  @Override
  public long seek(OpenFile file, long offset, int whence) {
    if (whence != SEEK_DATA && whence != SEEK_HOLE) {
      throw new FsException(Errno.EINVAL, "whence " + whence);
    }
    return files.seek(handle(file).descriptor(), offset, whence == SEEK_DATA);
  }

  @Override
  public long copyRange(
      OpenFile source, long sourceOffset, OpenFile target, long targetOffset, long length) {
    return files.copyRange(
        handle(source).descriptor(),
        sourceOffset,
        handle(target).descriptor(),
        targetOffset,
        length);
  }

  @Override
  public void syncAll() {
    files.syncAll();
  }

  @Override
  public void flush(OpenFile file) {
    files.flush(handle(file).descriptor());
  }

  @Override
  public void sync(OpenFile file, boolean dataOnly) {
    files.sync(handle(file).descriptor());
  }

  @Override
  public void release(OpenFile file) {
    files.release(handle(file).descriptor());
  }

  @Override
  public OpenDirectory openDirectory(InodeId inode) {
    Attributes attributes = space.getAttributes(inode);
    if (attributes.type() != FileType.DIRECTORY) {
      throw new FsException(Errno.ENOTDIR, "inode " + inode + " is a " + attributes.type());
    }
    return new DirectoryStream(inode, metadata, space, clock, files::merged);
  }

  @Override
  public void readDirectory(OpenDirectory directory, long cookie, EntrySink sink) {
    if (!(directory instanceof DirectoryStream stream)) {
      throw new IllegalArgumentException("not a directory opened here: " + directory);
    }
    stream.read(cookie, sink);
  }

  @Override
  public void syncDirectory(InodeId inode) {
    // Every change of a directory was committed before the call that made it returned.
  }

  @Override
  public void releaseDirectory(OpenDirectory directory) {
    // Nothing is held.
  }

  @Override
  public ByteString getXattr(InodeId inode, ByteString name) {
    Optional<ByteString> known = xattrs.get(inode, name);
    if (known == null) {
      known = askXattr(inode, name);
    }
    return known.orElseThrow(
        () -> new FsException(Errno.ENODATA, "no such attribute of inode " + inode));
  }

  @Override
  public List<ByteString> listXattrs(InodeId inode) {
    if (metadata.query(new Query.ListXattrs(inode)) instanceof Answer.Names names) {
      return names.names();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer to listxattr of inode " + inode);
  }

  @Override
  public void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials) {
    changes.xattr(inode, new Mutation.SetXattr(inode, name, value, flags, credentials));
  }

  @Override
  public void removeXattr(InodeId inode, ByteString name, Credentials credentials) {
    changes.xattr(inode, new Mutation.RemoveXattr(inode, name, credentials));
  }

  @Override
  public FilesystemStatistics statistics() {
    return statistics.get();
  }

  @Override
  public void close(Duration within) {
    Deadline end = Deadline.in(clock, within);
    files.flushAll(end);
    Duration left = end.leftAtMost(within);
    metadata.close(left);
    onClosed.run();
    LOG.info("closed; {} files with unsaved data", unsavedFiles().size());
  }

  @Override
  public List<String> unsavedFiles() {
    return files.unsaved();
  }

  @Override
  public void close() {
    close(deadline);
  }

  private Optional<ByteString> askXattr(InodeId inode, ByteString name) {
    long asked = clock.nanos();
    Optional<ByteString> value;
    try {
      value = Optional.of(bytes(metadata.query(new Query.GetXattr(inode, name))));
    } catch (FsException e) {
      if (e.errno() != Errno.ENODATA) {
        throw e;
      }
      value = Optional.empty();
    }
    xattrs.learn(inode, name, value, asked);
    return value;
  }

  private static ByteString bytes(Answer answer) {
    if (answer instanceof Answer.Bytes bytes) {
      return bytes.bytes();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer: " + answer.getClass().getSimpleName());
  }

  private static OpenHandle handle(OpenFile file) {
    if (file instanceof OpenHandle handle) {
      return handle;
    }
    throw new IllegalArgumentException("not a file opened here: " + file);
  }
}
