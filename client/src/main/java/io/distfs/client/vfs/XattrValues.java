package io.distfs.client.vfs;

import io.distfs.client.cache.XattrCache;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Query;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Values of extended attributes, out of the cache where they are known. Thread-safe. */
final class XattrValues {
  /** The namespaces there are, and the two names beside them; the servers refuse all others. */
  private static final List<ByteString> NAMESPACES =
      List.of(ByteString.of("user."), ByteString.of("trusted."), ByteString.of("security."));

  private static final Set<ByteString> NAMES =
      Set.of(ByteString.of("system.posix_acl_access"), ByteString.of("system.posix_acl_default"));

  private final MetadataClient metadata;
  private final NameSpace space;
  private final XattrCache cache;
  private final ClientClock clock;

  XattrValues(MetadataClient metadata, NameSpace space, XattrCache cache, ClientClock clock) {
    this.metadata = metadata;
    this.space = space;
    this.cache = cache;
    this.clock = clock;
  }

  /** The value, empty if there is none. */
  Optional<ByteString> get(InodeId inode, ByteString name) {
    Optional<ByteString> known = cache.get(inode, name);
    if (known != null) {
      return known;
    }
    // That an inode has none says nothing of a name that no inode can have.
    return space.isBare(inode) && isPossible(name) ? Optional.empty() : ask(inode, name);
  }

  /** Something about the inode's extended attributes changed. */
  void forget(InodeId inode) {
    cache.forget(inode);
  }

  private Optional<ByteString> ask(InodeId inode, ByteString name) {
    long asked = clock.nanos();
    Optional<ByteString> value;
    try {
      value = Optional.of(metadata.queryBytes(new Query.GetXattr(inode, name)));
    } catch (FsException e) {
      if (e.errno() != Errno.ENODATA) {
        throw e;
      }
      value = Optional.empty();
    }
    cache.learn(inode, name, value, asked);
    return value;
  }

  private static boolean isPossible(ByteString name) {
    return NAMES.contains(name)
        || NAMESPACES.stream().anyMatch(namespace -> isWithin(name, namespace));
  }

  private static boolean isWithin(ByteString name, ByteString namespace) {
    return name.length() > namespace.length()
        && name.slice(0, namespace.length()).equals(namespace);
  }
}
