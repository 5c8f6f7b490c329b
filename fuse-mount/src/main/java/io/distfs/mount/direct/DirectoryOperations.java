package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.READ_IN;
import static io.distfs.mount.direct.KernelStructs.RELEASE_IN;
import static io.distfs.mount.direct.KernelStructs.at;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenDirectory;
import io.distfs.mount.adapter.HandleTable;

/**
 * opendir, readdir with and without attributes, releasedir and fsyncdir. Offsets are the Vfs's
 * cookies. Thread-safe.
 */
final class DirectoryOperations {
  private static final long READ_HANDLE = at(READ_IN, "fh");
  private static final long READ_SIZE = at(READ_IN, "size");
  private static final long READ_OFFSET = at(READ_IN, "offset");
  private static final long RELEASE_HANDLE = at(RELEASE_IN, "fh");

  private final Vfs vfs;
  private final Replies replies;
  private final LookupCounts lookups;
  private final HandleTable<OpenDirectory> directories = new HandleTable<>();

  DirectoryOperations(Vfs vfs, Replies replies, LookupCounts lookups) {
    this.vfs = vfs;
    this.replies = replies;
    this.lookups = lookups;
  }

  void open(Exchange exchange) {
    long handle = directories.add(vfs.openDirectory(exchange.node()));
    if (!replies.opened(exchange, handle, 0)) {
      vfs.releaseDirectory(directories.remove(handle));
    }
  }

  void read(Exchange exchange) {
    OpenDirectory directory = directories.get(exchange.longAt(READ_HANDLE));
    DirectoryPage page = new DirectoryPage(exchange.body(), exchange.intAt(READ_SIZE));
    vfs.readDirectory(directory, exchange.longAt(READ_OFFSET), page::add);
    boolean _ = exchange.reply(page.used());
  }

  /** Each entry but "." and ".." is one the kernel holds from then on, as after a lookup. */
  void readWithAttributes(Exchange exchange) {
    OpenDirectory directory = directories.get(exchange.longAt(READ_HANDLE));
    DirectoryPlusPage page =
        new DirectoryPlusPage(exchange.body(), exchange.intAt(READ_SIZE), replies, lookups);
    boolean taken = false;
    try {
      vfs.readDirectory(directory, exchange.longAt(READ_OFFSET), page::add);
      taken = exchange.reply(page.used());
    } finally {
      if (!taken) {
        page.forgetAll();
      }
    }
  }

  void release(Exchange exchange) {
    vfs.releaseDirectory(directories.remove(exchange.longAt(RELEASE_HANDLE)));
    boolean _ = exchange.ok();
  }

  void sync(Exchange exchange) {
    vfs.syncDirectory(exchange.node());
    boolean _ = exchange.ok();
  }
}
