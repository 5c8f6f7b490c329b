package io.distfs.mount.direct;

import io.distfs.client.vfs.Vfs;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.adapter.KilledCallers;
import io.distfs.mount.point.Unmounter;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A filesystem mounted by the direct adapter. Thread-safe. */
public final class DirectMount implements FuseAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(DirectMount.class);

  private final Device device;
  private final Workers workers;
  private final KilledCallers killed;
  private final LockWaits waits;
  private final LookupCounts lookups = new LookupCounts();
  private final Notifications notifications;

  private DirectMount(Device device, Negotiation negotiation, FuseSettings settings, Vfs vfs) {
    this.device = device;
    ShortReplies shortReplies = new ShortReplies(device);
    this.killed = new KilledCallers(unique -> shortReplies.send(unique, Errno.EINTR));
    this.waits = new LockWaits(shortReplies);
    this.notifications = new Notifications(device, lookups);
    vfs.onInvalidate(notifications);
    UserFilter users = new UserFilter(settings.options().contains("allow_root"), ownUid());
    Dispatcher dispatcher =
        new Dispatcher(
            vfs,
            settings,
            new Dispatcher.Parts(negotiation, lookups, waits, killed, users, notifications));
    this.workers = new Workers(device, dispatcher, killed, settings.threads());
  }

  /**
   * Mounts; requests are answered when this returns.
   *
   * @throws FsException with what stood in the way
   */
  public static DirectMount open(FuseSettings settings, Vfs vfs) {
    Device device = Mounter.forThisUser().mount(settings);
    boolean agreed = false;
    try {
      Negotiation negotiation = negotiate(device);
      LOG.info(
          "FUSE 7.{}, requests of {} KiB, {}",
          negotiation.minor(),
          negotiation.requestBytes() >> 10,
          negotiation.features());
      DirectMount mount = new DirectMount(device, negotiation, settings, vfs);
      mount.workers.start();
      agreed = true;
      return mount;
    } finally {
      if (!agreed) {
        Unmounter.of(Path.of(settings.mountPoint())).detach();
        device.close();
      }
    }
  }

  /** INIT is the first request; nothing else comes before it is answered. */
  private static Negotiation negotiate(Device device) {
    try (Arena arena = Arena.ofConfined()) {
      Exchange exchange = new Exchange(device, arena);
      int received;
      do {
        received = exchange.receive();
      } while (received == -Errno.EINTR.number());
      if (received < 0) {
        Errno errno = Errno.of(-received);
        throw new FsException(errno, "the kernel's INIT cannot be read: " + errno.words());
      }
      if (exchange.opcode() != Opcodes.INIT) {
        throw new FsException(Errno.EPROTO, "request " + exchange.opcode() + " came before INIT");
      }
      try {
        Negotiation negotiation = Negotiation.with(exchange.requestBody());
        negotiation.write(exchange.body(), Negotiation.readaheadOf(exchange.requestBody()));
        boolean _ = exchange.reply(KernelStructs.INIT_OUT.byteSize());
        return negotiation;
      } catch (FsException e) {
        exchange.error(e.errno());
        throw e;
      }
    }
  }

  /** How many inodes the kernel holds and will forget one day; the root is not counted. */
  public long inodesHeld() {
    return lookups.inodes();
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    workers.awaitEnd();
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return workers.awaitEnd(atMost);
  }

  @Override
  public void close() {
    waits.interruptAll();
    notifications.close();
    killed.close();
    device.close();
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (java.io.IOException e) {
      throw new FsException(Errno.EIO, "/proc is needed and cannot be read: " + e, e);
    }
  }
}
