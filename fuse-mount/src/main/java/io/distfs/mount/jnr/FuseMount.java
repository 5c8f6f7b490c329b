package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.mount.adapter.PageCachePolicy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mounted filesystem. Thread-safe.
 *
 * <p>Life: {@link #open} mounts and starts the workers; whoever unmounts (umount(8), fusermount -u)
 * ends them, which {@link #awaitEnd()} tells; {@link #close} then gives back what libfuse holds.
 */
public final class FuseMount implements FuseAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(FuseMount.class);

  private final LibFuse fuse;
  private final Arena arena = Arena.ofAuto();
  private final long mountPoint;
  private final long channel;
  private final long session;
  private final LockThreads locks = new LockThreads();
  private final SessionLoop loop;

  private FuseMount(FuseSettings settings, Vfs vfs) {
    fuse = FuseLibrary.load();
    Runtime runtime = Runtime.getRuntime(fuse);
    OperationTable operations = operations(fuse, runtime, settings, vfs, locks);
    mountPoint = Arguments.string(arena, settings.mountPoint());
    long arguments = Arguments.of(arena, options(settings));
    channel = mounted(fuse.fuse_mount(mountPoint, arguments), settings);
    session = fuse.fuse_lowlevel_new(arguments, operations.address(), Operation.TABLE_BYTES, 0);
    fuse.fuse_opt_free_args(arguments);
    if (session == 0) {
      fuse.fuse_unmount(mountPoint, channel);
      throw new FsException(
          Errno.EINVAL, "libfuse refuses the options " + String.join(",", settings.options()));
    }
    fuse.fuse_session_add_chan(session, channel);
    loop =
        new SessionLoop(
            new SessionLoop.Session(fuse, session, channel, List.of(arena, operations)),
            locks,
            settings.threads());
    vfs.onInvalidate(new KernelPages(fuse, channel));
  }

  /**
   * Mounts.
   *
   * @throws FsException with what went wrong; libfuse's own words are on standard error
   */
  public static FuseMount open(FuseSettings settings, Vfs vfs) {
    FuseMount mount = new FuseMount(settings, vfs);
    mount.loop.start();
    return mount;
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    loop.awaitEnd();
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return loop.awaitEnd(atMost);
  }

  /** Gives back what libfuse holds. Only after the end: a worker would use freed memory. */
  @Override
  public void close() {
    if (!locksEnded()) {
      LOG.error("a lock is still being asked for; what libfuse holds stays until the end");
      return;
    }
    fuse.fuse_session_remove_chan(channel);
    fuse.fuse_session_destroy(session);
    fuse.fuse_unmount(mountPoint, channel);
  }

  /** Commas within an option's value are escaped, or libfuse would take them for separators. */
  private static List<String> options(FuseSettings settings) {
    List<String> options = new ArrayList<>(settings.optionsForLibfuse());
    options.add("fsname=" + settings.source().replace(",", "\\,"));
    options.add("subtype=" + FuseSettings.SUBTYPE);
    return options;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private boolean locksEnded() {
    try {
      return locks.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long mounted(long channel, FuseSettings settings) {
    if (channel == 0) {
      throw new FsException(
          Errno.EIO,
          "mounting on "
              + settings.mountPoint()
              + " with options "
              + String.join(",", settings.options())
              + " failed; the reason is in the lines of fuse or fusermount above");
    }
    return channel;
  }

  private static OperationTable operations(
      LibFuse fuse, Runtime runtime, FuseSettings settings, Vfs vfs, LockThreads locks) {
    EntryLayout.Timeouts timeouts =
        new EntryLayout.Timeouts(
            seconds(settings.attributeTimeout()), seconds(settings.entryTimeout()));
    Replies replies = new Replies(fuse, runtime, timeouts);
    Callers callers = new Callers(fuse);
    PageCachePolicy pageCache = new PageCachePolicy(settings.directIo());
    HandleTable<OpenFile> files = new HandleTable<>();
    OperationTable table = new OperationTable(runtime);
    new InodeOperations(vfs, replies, callers).register(table);
    new NamespaceOperations(vfs, replies, callers).register(table);
    new FileOperations(vfs, replies, callers, files, pageCache).register(table);
    new LockOperations(vfs, replies, files, locks).register(table);
    new DirectoryOperations(vfs, replies).register(table);
    new XattrOperations(vfs, replies, callers).register(table);
    return table;
  }
}
