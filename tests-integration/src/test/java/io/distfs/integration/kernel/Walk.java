package io.distfs.integration.kernel;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One walk along a path, path_resolution(7). Confined to its call. */
final class Walk {
  private static final int SYMLINKS_MAX = 40;
  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  /** The cookie behind ".", so that a listing begins with "..". */
  private static final long DOT_COOKIE = 1;

  private final Call call;
  private final Deque<ByteString> ahead = new ArrayDeque<>();
  private final @Nullable ProcLink link;
  private Attributes at;
  private boolean slash;
  private int links;

  Walk(Call call, InodeId base, byte[] path) {
    this.call = call;
    this.link = ProcLink.of(call, path);
    this.at = call.vfs().getAttributes(link == null ? base : link.to());
    begin(link == null ? path : link.rest().getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Where the last part of a path is looked up.
   *
   * @param last it, "." and ".." included; empty where the path is the root's
   * @param slash whether more slashes follow, so that it must be a folder
   */
  record Place(Attributes folder, ByteString last, boolean slash) {
    boolean isRoot() {
      return last.length() == 0;
    }

    boolean isDot() {
      return last.equals(DOT);
    }

    boolean isDotDot() {
      return last.equals(DOT_DOT);
    }

    boolean isName() {
      return !isRoot() && !isDot() && !isDotDot();
    }

    InodeId inode() {
      return folder.inode();
    }

    FileName name() {
      return FileName.of(last.toByteArray());
    }
  }

  private void begin(byte[] path) {
    if (path.length > 0 && path[0] == '/') {
      at = call.vfs().getAttributes(InodeId.ROOT);
    }
    int end = path.length;
    while (end > 0) {
      int slashAt = end - 1;
      while (slashAt >= 0 && path[slashAt] != '/') {
        slashAt--;
      }
      if (slashAt + 1 < end) {
        ahead.push(ByteString.wrap(Arrays.copyOfRange(path, slashAt + 1, end)));
      }
      end = slashAt;
    }
    slash |= path.length > 0 && path[path.length - 1] == '/';
  }

  /** Goes as far as the folder that the path's last part is in. */
  Place parent() {
    while (true) {
      ByteString part = ahead.isEmpty() ? ByteString.EMPTY : ahead.pop();
      if (part.length() > 0) {
        Refused.when(at.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
        call.require(at, AccessRules.EXECUTE);
      }
      Place place = new Place(at, part, slash);
      if (ahead.isEmpty()) {
        return place;
      }
      Attributes next = child(place);
      if (next == null) {
        throw new Refused(LinuxError.ENOENT);
      }
      if (next.type() == FileType.SYMLINK) {
        boolean outermost = slash;
        follow(next);
        slash = outermost;
      } else {
        at = next;
      }
    }
  }

  /** The walk goes on where a symlink points that is the last part, or on the way. */
  void follow(Attributes symlink) {
    links++;
    Refused.when(links > SYMLINKS_MAX, LinuxError.ELOOP);
    begin(call.vfs().readLink(symlink.inode()).toByteArray());
  }

  /** What is at a place, null if nothing. */
  @Nullable Attributes child(Place place) {
    if (place.isRoot() || place.isDot()) {
      return place.folder;
    }
    if (place.isDotDot()) {
      return above(call, place.folder);
    }
    FileName name = place.name();
    if (place.folder.nlink() == 0) {
      return null; // the kernel does not ask for names in a removed folder
    }
    try {
      return call.vfs().lookup(place.inode(), name);
    } catch (FsException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  /** The folder above another, as the servers tell it, which remember each folder's parent. */
  static Attributes above(Call call, Attributes folder) {
    Vfs.OpenDirectory directory = call.vfs().openDirectory(folder.inode());
    AtomicReference<@Nullable Attributes> found = new AtomicReference<>();
    call.vfs()
        .readDirectory(
            directory,
            DOT_COOKIE,
            (_, _, attributes) -> {
              found.set(attributes);
              return false;
            });
    call.vfs().releaseDirectory(directory);
    Attributes above = found.get();
    if (above == null) {
      throw new Refused(LinuxError.ENOENT);
    }
    return above;
  }

  /** What the path leads to; ENOENT if to nothing. */
  Attributes node(boolean followsLast) {
    if (link != null && link.rest().isEmpty()) {
      return at;
    }
    while (true) {
      Place place = parent();
      Attributes node = child(place);
      if (node == null) {
        throw new Refused(LinuxError.ENOENT);
      }
      if (node.type() != FileType.SYMLINK || !(followsLast || place.slash)) {
        Refused.when(place.slash && node.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
        return node;
      }
      follow(node);
    }
  }

  /**
   * The place of a name to be made: EEXIST if it is there. What is not a folder can not be made
   * with a slash behind its name.
   */
  Place vacant(boolean folder) {
    Place place = parent();
    Refused.when(!place.isName() || child(place) != null, LinuxError.EEXIST);
    Refused.when(place.slash && !folder, LinuxError.ENOENT);
    return place;
  }

  /** may_create. */
  void requireNew(Place place) {
    requireEntry(place);
    Refused.when(place.folder.nlink() == 0, LinuxError.ENOENT);
  }

  /** To make, remove or rename an entry. */
  void requireEntry(Place place) {
    call.require(place.folder, AccessRules.WRITE | AccessRules.EXECUTE);
  }
}
