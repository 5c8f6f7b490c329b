package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.COPY_FILE_RANGE_IN;
import static io.distfs.mount.direct.KernelStructs.CREATE_IN;
import static io.distfs.mount.direct.KernelStructs.FALLOCATE_IN;
import static io.distfs.mount.direct.KernelStructs.FLUSH_IN;
import static io.distfs.mount.direct.KernelStructs.FSYNC_IN;
import static io.distfs.mount.direct.KernelStructs.LSEEK_IN;
import static io.distfs.mount.direct.KernelStructs.LSEEK_OUT;
import static io.distfs.mount.direct.KernelStructs.OPEN_IN;
import static io.distfs.mount.direct.KernelStructs.READ_IN;
import static io.distfs.mount.direct.KernelStructs.RELEASE_IN;
import static io.distfs.mount.direct.KernelStructs.WRITE_IN;
import static io.distfs.mount.direct.KernelStructs.WRITE_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.mount.adapter.PageCachePolicy;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;

/**
 * open, create, tmpfile, read, write, flush, release, fsync, fallocate, lseek and copy_file_range.
 * Data passes as buffers over the memory the kernel copies from and to. Thread-safe.
 */
final class FileOperations {
  private static final int OPEN_KILL_SUIDGID = 1;
  private static final int WRITE_KILL_SUIDGID = 1 << 2;
  private static final int FSYNC_DATA_ONLY = 1;

  private static final int O_APPEND = 02000;

  /** O_DSYNC of asm-generic/fcntl.h; O_SYNC has this bit too. */
  private static final int O_DSYNC = 010000;

  /** The bit that O_SYNC has beside it: attributes are to be durable as well. */
  private static final int O_SYNC_ONLY = 04000000;

  private static final long OPEN_FLAGS = at(OPEN_IN, "flags");
  private static final long OPEN_BITS = at(OPEN_IN, "open_flags");
  private static final long FLUSH_HANDLE = at(FLUSH_IN, "fh");
  private static final long FLUSH_OWNER = at(FLUSH_IN, "lock_owner");
  private static final long RELEASE_HANDLE = at(RELEASE_IN, "fh");
  private static final long READ_HANDLE = at(READ_IN, "fh");
  private static final long READ_OFFSET = at(READ_IN, "offset");
  private static final long READ_SIZE = at(READ_IN, "size");
  private static final long WRITE_HANDLE = at(WRITE_IN, "fh");
  private static final long WRITE_OFFSET = at(WRITE_IN, "offset");
  private static final long WRITE_SIZE = at(WRITE_IN, "size");
  private static final long WRITE_FLAGS = at(WRITE_IN, "write_flags");
  private static final long WRITE_OPEN_FLAGS = at(WRITE_IN, "flags");
  private static final long CREATE_FLAGS = at(CREATE_IN, "flags");
  private static final long CREATE_MODE = at(CREATE_IN, "mode");
  private static final long CREATE_UMASK = at(CREATE_IN, "umask");
  private static final long FSYNC_FLAGS = at(FSYNC_IN, "fsync_flags");
  private static final long FSYNC_HANDLE = at(FSYNC_IN, "fh");
  private static final long FALLOCATE_HANDLE = at(FALLOCATE_IN, "fh");
  private static final long FALLOCATE_MODE = at(FALLOCATE_IN, "mode");
  private static final long FALLOCATE_OFFSET = at(FALLOCATE_IN, "offset");
  private static final long FALLOCATE_LENGTH = at(FALLOCATE_IN, "length");
  private static final long LSEEK_HANDLE = at(LSEEK_IN, "fh");
  private static final long LSEEK_OFFSET = at(LSEEK_IN, "offset");
  private static final long LSEEK_FOUND = at(LSEEK_OUT, "offset");
  private static final long LSEEK_WHENCE = at(LSEEK_IN, "whence");
  private static final long COPY_TO = at(COPY_FILE_RANGE_IN, "fh_out");
  private static final long COPY_FROM = at(COPY_FILE_RANGE_IN, "fh_in");
  private static final long COPY_FROM_OFFSET = at(COPY_FILE_RANGE_IN, "off_in");
  private static final long COPY_TO_OFFSET = at(COPY_FILE_RANGE_IN, "off_out");
  private static final long COPY_LENGTH = at(COPY_FILE_RANGE_IN, "len");

  private final Vfs vfs;
  private final Replies replies;
  private final PageCachePolicy pageCache;
  private final HandleTable<OpenFile> files;
  private final Notifications notifications;

  /** Whether writes past the page cache drop what is cached, and such files can be mapped. */
  private final boolean passesCache;

  FileOperations(
      Vfs vfs,
      Replies replies,
      PageCachePolicy pageCache,
      Dispatcher.Parts parts,
      HandleTable<OpenFile> files) {
    this.vfs = vfs;
    this.replies = replies;
    this.pageCache = pageCache;
    this.files = files;
    this.notifications = parts.notifications();
    this.passesCache = parts.negotiation().has(Feature.DIRECT_IO_ALLOW_MMAP);
  }

  void open(Exchange exchange) {
    int flags = exchange.intAt(OPEN_FLAGS);
    if ((exchange.intAt(OPEN_BITS) & OPEN_KILL_SUIDGID) != 0) {
      dropPrivileges(exchange, exchange.node());
    }
    OpenFile file = vfs.open(exchange.node(), flags, exchange.caller());
    handOut(
        file,
        flags,
        (handle, opened, bits) -> {
          if (!opened.sameContent()) {
            // With the pages goes the size: a file that another mount has let grow would be cut
            // where it ended before. An answer to open has no attributes in it.
            notifications.attributesChanged(file.inode());
          }
          return replies.opened(exchange, handle, bits);
        });
  }

  void create(Exchange exchange) {
    FileName name = exchange.nameAt(CREATE_IN.byteSize());
    int flags = exchange.intAt(CREATE_FLAGS);
    NewMode mode = newMode(exchange);
    OpenFile file =
        vfs.create(exchange.node(), name, mode, flags, NameOperations.creator(exchange, mode));
    handOut(
        file,
        flags,
        (handle, opened, bits) -> replies.created(exchange, opened.attributes(), handle, bits));
  }

  void createUnnamed(Exchange exchange) {
    int flags = exchange.intAt(CREATE_FLAGS);
    NewMode mode = newMode(exchange);
    OpenFile file =
        vfs.createUnnamed(exchange.node(), mode, flags, NameOperations.creator(exchange, mode));
    handOut(
        file,
        flags,
        (handle, opened, bits) -> replies.created(exchange, opened.attributes(), handle, bits));
  }

  private static NewMode newMode(Exchange exchange) {
    return new NewMode(exchange.intAt(CREATE_MODE), exchange.intAt(CREATE_UMASK));
  }

  /** Answers an open or create; false if the caller is gone. */
  private interface OpenAnswer {
    boolean send(long handle, Opened opened, int openFlags);
  }

  /** An open file's attributes, and whether its content is that of the last open here. */
  private record Opened(Attributes attributes, boolean sameContent) {}

  /** Gives the kernel a handle of an open file; what it does not take is released at once. */
  private void handOut(OpenFile file, int flags, OpenAnswer answer) {
    long handle = files.add(file);
    boolean taken = false;
    try {
      Attributes attributes = vfs.getAttributes(file.inode());
      int bits = Replies.FOPEN_PARALLEL_DIRECT_WRITES;
      // Through the page cache the kernel would cut a record in two where a page begins, and what
      // another mount appends could come between; it would also keep the record where it believes
      // the file to end.
      if (pageCache.bypassed() || (passesCache && (flags & O_APPEND) != 0)) {
        bits |= Replies.FOPEN_DIRECT_IO;
      }
      Opened opened = new Opened(attributes, pageCache.keepAtOpen(attributes));
      // A read that is to move the time of access has to be seen here.
      if (opened.sameContent && !vfs.awaitsRead(file)) {
        bits |= Replies.FOPEN_KEEP_CACHE;
      }
      taken = answer.send(handle, opened, bits);
    } finally {
      if (!taken) {
        vfs.release(files.remove(handle));
      }
    }
  }

  void read(Exchange exchange) {
    OpenFile file = files.get(exchange.longAt(READ_HANDLE));
    ByteBuffer room = exchange.bodyRoom(exchange.intAt(READ_SIZE));
    int count = vfs.read(file, exchange.longAt(READ_OFFSET), room);
    boolean _ = exchange.reply(count);
  }

  void write(Exchange exchange) {
    OpenFile file = files.get(exchange.longAt(WRITE_HANDLE));
    if ((exchange.intAt(WRITE_FLAGS) & WRITE_KILL_SUIDGID) != 0) {
      dropPrivileges(exchange, file.inode());
    }
    ByteBuffer data = exchange.dataAt(WRITE_IN.byteSize(), exchange.intAt(WRITE_SIZE));
    int openFlags = exchange.intAt(WRITE_OPEN_FLAGS);
    // The kernel's idea of where the file ends is not asked: another mount may have appended.
    long offset = (openFlags & O_APPEND) != 0 ? Vfs.AT_END : exchange.longAt(WRITE_OFFSET);
    int count = vfs.write(file, offset, data);
    if ((openFlags & O_DSYNC) != 0) {
      vfs.sync(file, (openFlags & O_SYNC_ONLY) == 0);
    }
    exchange.body().set(JAVA_LONG, 0, 0);
    exchange.body().set(JAVA_INT, 0, count);
    boolean _ = exchange.reply(WRITE_OUT.byteSize());
  }

  void flush(Exchange exchange) {
    OpenFile file = files.get(exchange.longAt(FLUSH_HANDLE));
    vfs.unlockAll(file, exchange.longAt(FLUSH_OWNER));
    vfs.flush(file);
    boolean _ = exchange.ok();
  }

  void release(Exchange exchange) {
    vfs.release(files.remove(exchange.longAt(RELEASE_HANDLE)));
    boolean _ = exchange.ok();
  }

  void sync(Exchange exchange) {
    boolean dataOnly = (exchange.intAt(FSYNC_FLAGS) & FSYNC_DATA_ONLY) != 0;
    vfs.sync(files.get(exchange.longAt(FSYNC_HANDLE)), dataOnly);
    boolean _ = exchange.ok();
  }

  void syncAll(Exchange exchange) {
    vfs.syncAll();
    boolean _ = exchange.ok();
  }

  void allocate(Exchange exchange) {
    dropPrivilegesUnlessRoot(exchange, exchange.node());
    vfs.allocate(
        files.get(exchange.longAt(FALLOCATE_HANDLE)),
        exchange.intAt(FALLOCATE_MODE),
        exchange.longAt(FALLOCATE_OFFSET),
        exchange.longAt(FALLOCATE_LENGTH));
    boolean _ = exchange.ok();
  }

  void seek(Exchange exchange) {
    long found =
        vfs.seek(
            files.get(exchange.longAt(LSEEK_HANDLE)),
            exchange.longAt(LSEEK_OFFSET),
            exchange.intAt(LSEEK_WHENCE));
    exchange.body().set(JAVA_LONG, LSEEK_FOUND, found);
    boolean _ = exchange.reply(LSEEK_OUT.byteSize());
  }

  /**
   * These requests say nothing of set-id bits, and by FUSE_HANDLE_KILLPRIV_V2 the kernel leaves
   * them to the daemon as it does with a write. Who has CAP_FSETID is not told: the superuser, it
   * is taken to be.
   */
  private void dropPrivilegesUnlessRoot(Exchange exchange, InodeId inode) {
    if (!exchange.caller().isRoot()) {
      dropPrivileges(exchange, inode);
    }
  }

  /**
   * After a request that changes content the kernel asks again for size and times, and goes on
   * believing the mode it knows.
   */
  private void dropPrivileges(Exchange exchange, InodeId inode) {
    if (vfs.dropPrivileges(inode, exchange.groups())) {
      notifications.attributesChanged(inode);
    }
  }

  void copyRange(Exchange exchange) {
    OpenFile target = files.get(exchange.longAt(COPY_TO));
    dropPrivilegesUnlessRoot(exchange, target.inode());
    OpenFile source = files.get(exchange.longAt(COPY_FROM));
    boolean isRead = vfs.awaitsRead(source);
    long count =
        vfs.copyRange(
            source,
            exchange.longAt(COPY_FROM_OFFSET),
            target,
            exchange.longAt(COPY_TO_OFFSET),
            // The answer has 32 bits for the count, and the kernel asks again for the rest.
            Math.min(exchange.longAt(COPY_LENGTH), Integer.MAX_VALUE & ~0xFFFL));
    if (isRead && count > 0) {
      // After a read the kernel asks for the time of access again, after a copy it does not.
      notifications.attributesChanged(source.inode());
    }
    exchange.body().set(JAVA_LONG, 0, 0);
    exchange.body().set(JAVA_INT, 0, (int) count);
    boolean _ = exchange.reply(WRITE_OUT.byteSize());
  }
}
