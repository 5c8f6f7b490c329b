package io.distfs.client.file;

import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.HeldInodes;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The regular files of this client: opening, reading, writing, flushing, closing. Thread-safe;
 * blocks its callers, each call within the operation deadline.
 */
public final class Files {
  /** Flags of fallocate(2), linux/falloc.h. */
  private static final int KEEP_SIZE = 0x01;

  private static final int PUNCH_HOLE = 0x02;
  private static final int ZERO_RANGE = 0x10;

  private static final Logger LOG = LoggerFactory.getLogger(Files.class);

  /**
   * Data ends here at the latest, so that the end of the block that holds it is still an offset.
   */
  private static final long DATA_END_MAX = Long.MAX_VALUE - Extent.BLOCK_BYTES_MAX;

  private static final int WRITE_BYTES_MAX = 1 << 20;

  private final FileParts parts;
  private final ChunkPool pool;
  private final OpenInodes open;
  private final FileReader reader;
  private final FileChanges changes;
  private final RangeCopy copies;
  private final Unsaved unsaved = new Unsaved();
  private final SpaceWait space;

  public Files(FileParts parts) {
    this.parts = parts;
    this.pool = new ChunkPool(parts.settings().writeBufferBytes());
    this.space = new SpaceWait(parts.clock());
    BatchCommitter committer = new BatchCommitter(parts, space);
    this.open = new OpenInodes(inode -> new OpenInode(inode, parts, pool, committer));
    this.reader = new FileReader(parts);
    this.changes = new FileChanges(parts, space);
    this.copies = new RangeCopy(parts, changes, reader);
  }

  /** Which inodes are open here. */
  public HeldInodes held() {
    return open;
  }

  /** Opens a file with one question to the server. ESTALE if it has no name any more; EISDIR. */
  public OpenDescriptor open(InodeId inode) {
    OpenInode file = open.acquire(inode);
    try {
      long asked = parts.clock().nanos();
      Answer answer = parts.metadata().query(new Query.GetFileMap(inode, 0, Long.MAX_VALUE));
      if (!(answer instanceof Answer.Map found)) {
        throw new FsException(Errno.EPROTO, "unexpected answer about a file map: " + answer);
      }
      file.learned(found.map(), 0);
      return opened(file, found.map().attributes(), asked);
    } catch (FsException e) {
      letGo(inode);
      throw e;
    }
  }

  /** Opens a file and truncates it, with one command to the server. */
  public OpenDescriptor openTruncated(InodeId inode, Credentials credentials) {
    OpenInode file = open.acquire(inode);
    try {
      long asked = parts.clock().nanos();
      Attributes attributes =
          changes.setAttributes(inode, file, AttributeChange.ofSize(0), credentials);
      return opened(file, attributes, asked);
    } catch (FsException e) {
      letGo(inode);
      throw e;
    }
  }

  /** This client has removed a file: who finds no space waits for it to be deleted. */
  public void removed() {
    space.freed();
  }

  /** Registers a file about to be made; ends with {@link #made} or {@link #letGo}. */
  public void reserve(InodeId inode) {
    OpenInode _ = open.acquire(inode);
  }

  /** A reserved file was made: it is open and empty, nothing needs to be asked. */
  public OpenDescriptor made(Attributes attributes, long askedNanos) {
    OpenInode file = Objects.requireNonNull(open.find(attributes.inode()), "file not reserved");
    file.empty(attributes);
    // Held since before it was made: it may be opened, and opened again, without ever a name.
    boolean _ = open.validate(file.inode(), 1);
    return opened(file, attributes, askedNanos);
  }

  /** Ends a registration or an open without looking at what was written. */
  public void letGo(InodeId inode) {
    if (open.release(inode)) {
      parts.metadata().released(inode);
    }
  }

  /** pread(2); 0 at the end of the file. */
  public int read(OpenDescriptor descriptor, long offset, ByteBuffer destination) {
    if (offset < 0) {
      throw new FsException(Errno.EINVAL, "offset " + offset);
    }
    OpenInode file = descriptor.file();
    if (!destination.hasRemaining() || offset >= file.size()) {
      return 0;
    }
    return reader.read(
        file, offset, destination, descriptor.onRead(offset, destination.remaining()));
  }

  /** pwrite(2): takes all remaining bytes; a negative offset means the end of the file. */
  public int write(OpenDescriptor descriptor, long offset, ByteBuffer source) {
    int length = source.remaining();
    if (offset > DATA_END_MAX - length) {
      throw new FsException(Errno.EFBIG, "write of " + length + " bytes at " + offset);
    }
    descriptor.tellFull();
    OpenInode file = descriptor.file();
    Deadline deadline = Deadline.in(parts.clock(), parts.settings().deadline());
    Lock shared = changes.acquire(file.order().readLock());
    try {
      long at = offset;
      while (source.hasRemaining()) {
        int take = Math.min(WRITE_BYTES_MAX, source.remaining());
        ByteBuffer part = source.slice(source.position(), take);
        file.write(at, part, deadline, this::flushEverythingSoon);
        source.position(source.position() + take);
        at = at < 0 ? at : at + take;
      }
      return length;
    } finally {
      shared.unlock();
    }
  }

  /** lseek(2) with SEEK_DATA, or with SEEK_HOLE. */
  public long seek(OpenDescriptor descriptor, long offset, boolean forData) {
    if (offset < 0) {
      throw new FsException(Errno.ENXIO, "offset " + offset);
    }
    Deadline deadline = Deadline.in(parts.clock(), parts.settings().deadline());
    return reader.seek(descriptor.file(), offset, forData, deadline);
  }

  /** copy_file_range(2); how many bytes, which may be fewer than asked for. */
  public long copyRange(
      OpenDescriptor source,
      long sourceOffset,
      OpenDescriptor target,
      long targetOffset,
      long length) {
    // Nobody holds so much; but the sum of offset and length must be a number.
    long within = Math.min(length, Long.MAX_VALUE - Math.max(0, sourceOffset));
    RangeCopy.Range range = new RangeCopy.Range(source.file(), sourceOffset, within);
    return copies.copy(range, target.file(), targetOffset, this::flushEverythingSoon);
  }

  /** syncfs(2): everything written before is durable; throws the first failure there is. */
  public void syncAll() {
    Deadline deadline = Deadline.in(parts.clock(), parts.settings().deadline());
    List<CompletableFuture<WriteErrors.News>> flushes = new ArrayList<>();
    for (OpenInode file : open.all()) {
      long before = file.errors().now();
      flushes.add(
          CompletableFuture.supplyAsync(
              () -> {
                file.flush();
                return file.errors().newsSince(before);
              },
              parts.background()));
    }
    FsException first = null;
    for (CompletableFuture<WriteErrors.News> flush : flushes) {
      Duration left = deadline.leftAtMost(parts.settings().deadline());
      FsException error = Waiting.on(flush, left, "flush of all files").error();
      first = first == null ? error : first;
    }
    if (first != null) {
      throw new FsException(first.errno(), "not everything written is durable", first);
    }
  }

  /** fsync(2): returns when everything written before is durable; throws what failed, once. */
  public void sync(OpenDescriptor descriptor) {
    descriptor.file().flush();
    descriptor.reportErrors();
  }

  /** close(2): as {@link #sync}, but what failed is still told to the next fsync(2). */
  public void flush(OpenDescriptor descriptor) {
    descriptor.file().flush();
    descriptor.tellErrors();
  }

  /** Returns when all written before is committed or has failed, which others are told. */
  public void flushUnreported(OpenDescriptor descriptor) {
    descriptor.file().flush();
  }

  /** Asks for the file anew: what others committed before this call is seen after it. */
  public void revalidate(OpenDescriptor descriptor) {
    OpenInode file = descriptor.file();
    long asked = parts.clock().nanos();
    Query query = new Query.GetFileMap(file.inode(), 0, Long.MAX_VALUE);
    if (!(parts.metadata().query(query) instanceof Answer.Map found)) {
      throw new FsException(Errno.EPROTO, "unexpected answer about a file map");
    }
    file.learned(found.map(), 0);
    parts.attributes().learned(found.map().attributes(), asked);
  }

  /** The last use of a descriptor: flushes; what fails is named in the log. */
  public void release(OpenDescriptor descriptor) {
    OpenInode file = descriptor.file();
    file.flush();
    FsException untold = descriptor.untoldError();
    if (untold != null) {
      unsaved.add(file.inode(), 0, String.valueOf(untold.getMessage()));
    }
    letGo(file.inode());
  }

  /** chmod, chown, truncate, utimens of any inode. */
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials) {
    return merged(changes.setAttributes(inode, open.find(inode), change, credentials));
  }

  /** fallocate(2). */
  public void allocate(OpenDescriptor descriptor, int mode, long offset, long length) {
    if (offset < 0 || length <= 0) {
      throw new FsException(Errno.EINVAL, "fallocate of " + length + " bytes at " + offset);
    }
    if (offset > Long.MAX_VALUE - length) {
      throw new FsException(Errno.EFBIG, "fallocate of " + length + " bytes at " + offset);
    }
    boolean known = (mode & ~(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE)) == 0;
    boolean both = (mode & PUNCH_HOLE) != 0 && (mode & ZERO_RANGE) != 0;
    if (!known || both || mode == PUNCH_HOLE) {
      throw new FsException(Errno.EOPNOTSUPP, "fallocate mode " + mode);
    }
    changes.allocate(descriptor.file(), mode, offset, length);
  }

  /** Attributes with what is written here and not committed counted in. */
  public Attributes merged(Attributes attributes) {
    OpenInode file = attributes.type() == FileType.REGULAR ? open.find(attributes.inode()) : null;
    return file == null ? attributes : file.merged(attributes);
  }

  /** Attributes of a file in use as they were told last, however long ago; null of others. */
  public @Nullable Attributes known(InodeId inode) {
    OpenInode file = open.find(inode);
    return file == null ? null : file.known();
  }

  /** Attributes a server told: an open file takes note. */
  public void learned(Attributes attributes) {
    OpenInode file = open.find(attributes.inode());
    if (file != null) {
      file.learned(attributes);
    }
  }

  /** A session is lost, and with it what it wrote and did not commit. */
  public void sessionLost() {
    open.all().forEach(OpenInode::sessionLost);
  }

  /** Begins to flush what lies in buffers for long. Does not block. */
  public void tick() {
    long age = parts.settings().writebackAge().toNanos();
    open.all().forEach(file -> file.flushOlderThan(age));
  }

  /** Flushes all files, waiting at most for the deadline; what fails is named. */
  public void flushAll(Deadline deadline) {
    List<CompletableFuture<Void>> flushes = new ArrayList<>();
    for (OpenInode file : open.all()) {
      flushes.add(CompletableFuture.runAsync(file::flush, parts.background()));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(flushes.toArray(CompletableFuture[]::new));
    try {
      Void _ =
          Waiting.on(
              all, Duration.ofNanos(Math.max(1, deadline.leftNanos())), "flush of all files");
    } catch (FsException e) {
      LOG.error("not everything flushed in time: {}", e.getMessage());
    }
    for (OpenInode file : open.all()) {
      file.errors().nameUnreported(file.inode(), unsaved);
      long left = file.uncommitted();
      if (left > 0) {
        unsaved.add(file.inode(), left, "not committed when the client closed");
      }
    }
  }

  /** Lost data, a line each. */
  public List<String> unsaved() {
    return unsaved.lines();
  }

  /** Memory of all write buffers. */
  public long writeBufferBytes() {
    return pool.allocatedBytes();
  }

  private OpenDescriptor opened(OpenInode file, Attributes attributes, long askedNanos) {
    if (attributes.type() != FileType.REGULAR) {
      throw new FsException(
          attributes.type() == FileType.DIRECTORY ? Errno.EISDIR : Errno.EINVAL,
          "inode " + attributes.inode() + " is a " + attributes.type());
    }
    if (!open.validate(file.inode(), attributes.nlink())) {
      throw new FsException(Errno.ESTALE, "inode " + file.inode() + " has no name any more");
    }
    parts.attributes().learned(attributes, askedNanos);
    return new OpenDescriptor(file, parts.settings().readaheadBytesMax());
  }

  private void flushEverythingSoon() {
    open.all().forEach(OpenInode::flushSoon);
  }

  /** The file if it is in use, for tests. */
  @Nullable OpenInode find(InodeId inode) {
    return open.find(inode);
  }
}
