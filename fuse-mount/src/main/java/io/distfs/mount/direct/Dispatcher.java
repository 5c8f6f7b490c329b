package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.INTERRUPT_IN;
import static io.distfs.mount.direct.KernelStructs.at;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.mount.adapter.KilledCallers;
import io.distfs.mount.adapter.PageCachePolicy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each request carried out by who knows how; an exception becomes the answer. Thread-safe. */
final class Dispatcher implements Workers.Dispatch {
  private static final long INTERRUPT_UNIQUE = at(INTERRUPT_IN, "unique");

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final NodeOperations nodes;
  private final NameOperations names;
  private final FileOperations files;
  private final DirectoryOperations directories;
  private final XattrOperations xattrs;
  private final LockOperations locks;
  private final LockWaits waits;
  private final KilledCallers killed;
  private final UserFilter users;

  /**
   * What requests beside the Vfs need.
   *
   * @param lookups what the kernel holds
   * @param waits callers waiting for locks
   * @param users who may use the mount
   * @param notifications what the kernel is told unasked
   */
  record Parts(
      Negotiation negotiation,
      LookupCounts lookups,
      LockWaits waits,
      KilledCallers killed,
      UserFilter users,
      Notifications notifications) {}

  Dispatcher(Vfs vfs, FuseSettings settings, Parts parts) {
    Replies replies =
        new Replies(settings.attributeTimeout(), settings.entryTimeout(), parts.lookups());
    HandleTable<OpenFile> open = new HandleTable<>();
    PageCachePolicy pageCache = new PageCachePolicy(settings.directIo());
    this.nodes = new NodeOperations(vfs, replies, parts.lookups());
    this.names = new NameOperations(vfs, replies);
    this.files = new FileOperations(vfs, replies, pageCache, parts, open);
    this.directories = new DirectoryOperations(vfs, replies, parts.lookups());
    this.xattrs = new XattrOperations(vfs, parts.negotiation());
    this.waits = parts.waits();
    this.locks = new LockOperations(vfs, open, waits);
    this.killed = parts.killed();
    this.users = parts.users();
  }

  @Override
  public void handle(Exchange exchange) {
    try {
      if (!users.admits(exchange)) {
        exchange.error(Errno.EACCES);
        return;
      }
      dispatch(exchange);
    } catch (FsException e) {
      LOG.debug("request {}: {}", exchange.opcode(), e.getMessage());
      answer(exchange, e.errno());
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // The top of a request: going further would end the worker and leave the caller waiting.
      LOG.error("request {} failed unexpectedly; the caller gets EIO", exchange.opcode(), e);
      answer(exchange, Errno.EIO);
    }
  }

  /** What failed after its answer was sent has nobody left to tell. */
  private static void answer(Exchange exchange, Errno errno) {
    if (!exchange.isAnswered()) {
      exchange.error(errno);
    }
  }

  private void dispatch(Exchange exchange) {
    switch (exchange.opcode()) {
      case Opcodes.LOOKUP -> nodes.lookup(exchange);
      case Opcodes.FORGET -> nodes.forget(exchange);
      case Opcodes.BATCH_FORGET -> nodes.forgetMany(exchange);
      case Opcodes.GETATTR -> nodes.getAttributes(exchange);
      case Opcodes.STATX -> nodes.statx(exchange);
      case Opcodes.SETATTR -> nodes.setAttributes(exchange);
      case Opcodes.READLINK -> nodes.readLink(exchange);
      case Opcodes.STATFS -> nodes.statistics(exchange);
      case Opcodes.MKNOD -> names.makeNode(exchange);
      case Opcodes.MKDIR -> names.makeDirectory(exchange);
      case Opcodes.SYMLINK -> names.makeSymlink(exchange);
      case Opcodes.UNLINK -> names.unlink(exchange);
      case Opcodes.RMDIR -> names.removeDirectory(exchange);
      case Opcodes.RENAME -> names.rename(exchange);
      case Opcodes.RENAME2 -> names.renameWithFlags(exchange);
      case Opcodes.LINK -> names.link(exchange);
      case Opcodes.OPEN -> files.open(exchange);
      case Opcodes.CREATE -> files.create(exchange);
      case Opcodes.TMPFILE -> files.createUnnamed(exchange);
      case Opcodes.READ -> files.read(exchange);
      case Opcodes.WRITE -> files.write(exchange);
      case Opcodes.FLUSH -> files.flush(exchange);
      case Opcodes.RELEASE -> files.release(exchange);
      case Opcodes.FSYNC -> files.sync(exchange);
      case Opcodes.SYNCFS -> files.syncAll(exchange);
      case Opcodes.FALLOCATE -> files.allocate(exchange);
      case Opcodes.LSEEK -> files.seek(exchange);
      case Opcodes.COPY_FILE_RANGE -> files.copyRange(exchange);
      case Opcodes.OPENDIR -> directories.open(exchange);
      case Opcodes.READDIR -> directories.read(exchange);
      case Opcodes.READDIRPLUS -> directories.readWithAttributes(exchange);
      case Opcodes.RELEASEDIR -> directories.release(exchange);
      case Opcodes.FSYNCDIR -> directories.sync(exchange);
      case Opcodes.SETXATTR -> xattrs.set(exchange);
      case Opcodes.GETXATTR -> xattrs.get(exchange);
      case Opcodes.LISTXATTR -> xattrs.list(exchange);
      case Opcodes.REMOVEXATTR -> xattrs.remove(exchange);
      case Opcodes.GETLK -> locks.get(exchange);
      case Opcodes.SETLK -> locks.set(exchange);
      case Opcodes.SETLKW -> locks.setWaiting(exchange);
      case Opcodes.INTERRUPT -> interrupt(exchange);
      case Opcodes.DESTROY -> exchange.error(Errno.OK);
      default -> exchange.error(Errno.ENOSYS); // access, bmap, ioctl, poll: the kernel does without
    }
  }

  /** Not answered. */
  private void interrupt(Exchange exchange) {
    long unique = exchange.longAt(INTERRUPT_UNIQUE);
    if (!waits.interrupt(unique)) {
      killed.interrupted(unique);
    }
  }
}
