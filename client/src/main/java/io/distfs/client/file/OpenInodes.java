package io.distfs.client.file;

import io.distfs.client.meta.HeldInodes;
import io.distfs.shared.id.InodeId;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The regular files in use on this client, each with the number of its opens. Thread-safe.
 *
 * <p>An open registers here before it asks the server; what it then learns decides whether it may
 * stay: an inode without a name may be opened again only while somebody here has held it all the
 * time since it was known to have one.
 */
final class OpenInodes implements HeldInodes {
  private final ConcurrentHashMap<InodeId, Held> held = new ConcurrentHashMap<>();
  private final Function<InodeId, OpenInode> make;

  private record Held(OpenInode file, int opens, boolean validated) {}

  OpenInodes(Function<InodeId, OpenInode> make) {
    this.make = make;
  }

  @Override
  public boolean holds(InodeId inode) {
    return held.containsKey(inode);
  }

  /** Registers an open. */
  OpenInode acquire(InodeId inode) {
    Held now =
        held.compute(
            inode,
            (id, before) ->
                before == null
                    ? new Held(make.apply(id), 1, false)
                    : new Held(before.file, before.opens + 1, before.validated));
    return now.file;
  }

  /**
   * The server answered about a registered inode; false if it has no name any more and was not held
   * before, so that the open is to be refused.
   */
  boolean validate(InodeId inode, int nlink) {
    Held now =
        held.computeIfPresent(
            inode,
            (_, before) -> new Held(before.file, before.opens, before.validated || nlink > 0));
    return now != null && now.validated;
  }

  /** Ends an open; true if it was the last. */
  boolean release(InodeId inode) {
    return held.computeIfPresent(
            inode,
            (_, before) ->
                before.opens == 1
                    ? null
                    : new Held(before.file, before.opens - 1, before.validated))
        == null;
  }

  /** The file if it is in use, else null. */
  @Nullable OpenInode find(InodeId inode) {
    Held found = held.get(inode);
    return found == null ? null : found.file;
  }

  /** All files in use. */
  Collection<OpenInode> all() {
    return held.values().stream().map(Held::file).toList();
  }
}
