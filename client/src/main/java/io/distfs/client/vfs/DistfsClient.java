package io.distfs.client.vfs;

import io.distfs.client.access.AccessTimes;
import io.distfs.client.block.BlockClient;
import io.distfs.client.block.Placement;
import io.distfs.client.block.RingPlacement;
import io.distfs.client.cache.BlockCache;
import io.distfs.client.cache.Validity;
import io.distfs.client.cache.XattrCache;
import io.distfs.client.call.RpcServerCalls;
import io.distfs.client.call.ServerCalls;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.file.CachedBlocks;
import io.distfs.client.file.FileParts;
import io.distfs.client.file.Files;
import io.distfs.client.lock.Locks;
import io.distfs.client.meta.MetaSession;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.transport.Identity;
import io.distfs.shared.transport.NettyRpcClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Puts a client together, top to bottom. */
public final class DistfsClient {
  private DistfsClient() {}

  /**
   * Connects to a cluster and opens a session.
   *
   * @throws FsException ETIMEDOUT, naming the servers, if none answers within 5 seconds, or none
   *     leads by the deadline of an operation
   */
  public static Vfs connect(ClientSettings settings) {
    return connect(
        settings,
        new RpcServerCalls(new NettyRpcClient(Identity.client())),
        new RingPlacement(),
        ClientClock.system());
  }

  /** As {@link #connect(ClientSettings)} over given calls, which it takes over. */
  static Vfs connect(
      ClientSettings settings, ServerCalls calls, Placement placement, ClientClock clock) {
    Duration deadline = settings.operationDeadline();
    ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    Late late = new Late();
    MetadataClient metadata =
        new MetadataClient(
            calls,
            clock,
            new MetadataClient.Settings(settings.servers(), deadline, settings.name()),
            late);
    BlockClient blocks =
        new BlockClient(calls, placement, metadata::map, clock, deadline, settings.localReads());
    BlockCache cache = new BlockCache(settings.blockCacheBytes());
    Validity validity = Validity.ofNanos(settings.cacheTimeout().toNanos());
    NameSpace space = new NameSpace(metadata, clock, validity, late::learned);
    Files files =
        new Files(
            new FileParts(
                metadata,
                blocks,
                new CachedBlocks(blocks, cache, background, deadline),
                clock,
                background,
                space::learn,
                new FileParts.Settings(
                    settings.writeBufferBytes(),
                    settings.readaheadBytesMax(),
                    InlineSegment.BYTES_MAX,
                    settings.writebackAge(),
                    deadline)));
    AccessTimes access =
        new AccessTimes(
            settings.accessTimes(),
            clock,
            new AccessTimes.Outside(
                background,
                command -> metadata.session().submitNumbered(command),
                space::invalidate),
            new AccessTimes.Limits(settings.cacheTimeout(), deadline));
    Locks locks = new Locks(metadata, files);
    late.files = files;
    late.locks = locks;
    Runnable onClosed =
        () -> {
          background.shutdownNow();
          blocks.close();
          calls.close();
        };
    try {
      metadata.connect();
    } catch (FsException e) {
      metadata.close(Duration.ZERO);
      onClosed.run();
      throw e;
    }
    metadata.onTick(
        _ -> {
          blocks.tick();
          files.tick();
          access.tick();
        });
    return new DistfsVfs(
        metadata,
        files,
        locks,
        new DistfsVfs.Caches(space, new XattrCache(clock, validity), access, late.folders),
        new DistfsVfs.ClosingParts(clock, deadline, onClosed));
  }

  /** The files, which what they are made of speaks to, but only once they are there. */
  private static final class Late implements MetadataClient.Owner {
    private final OpenFolders folders = new OpenFolders();
    private volatile @Nullable Files files;
    private volatile @Nullable Locks locks;

    @Override
    public void sessionLost(MetaSession session) {
      Files known = files;
      if (known != null) {
        known.sessionLost();
      }
      Locks held = locks;
      if (held != null) {
        held.sessionLost(session);
      }
    }

    @Override
    public boolean holds(InodeId inode) {
      Files known = files;
      return folders.holds(inode) || (known != null && known.held().holds(inode));
    }

    void learned(Attributes attributes) {
      Files known = files;
      if (known != null) {
        known.learned(attributes);
      }
    }
  }
}
