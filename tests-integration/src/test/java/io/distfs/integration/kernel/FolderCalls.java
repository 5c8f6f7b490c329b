package io.distfs.integration.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** getdents64(2), readlinkat(2), chdir(2), getcwd(2). Thread-safe. */
final class FolderCalls {
  private static final int NAME_AT = 19;
  private static final long ALIGNMENT = Long.BYTES;

  /** The cookie behind the two dots. */
  private static final long DOT_DOT_COOKIE = 2;

  long list(Call call) {
    if (!(call.opened(0) instanceof Description.OfFolder folder)) {
      throw new Refused(LinuxError.ENOTDIR);
    }
    MemorySegment room = call.memory(1, call.at(2));
    InodeId inode = folder.directory.inode();
    Refused.when(call.vfs().getAttributes(inode).nlink() == 0, LinuxError.ENOENT);
    folder.position.lock();
    try {
      Page page = new Page(room, folder.offset);
      call.vfs().readDirectory(folder.directory, folder.offset, page);
      Refused.when(page.used == 0 && page.full, LinuxError.EINVAL);
      folder.offset = page.cookie;
      return page.used;
    } finally {
      folder.position.unlock();
    }
  }

  /** struct linux_dirent64, one after the other. Confined to its call. */
  private static final class Page implements Vfs.EntrySink {
    private final MemorySegment room;
    private long cookie;
    private long used;
    private boolean full;

    Page(MemorySegment room, long cookie) {
      this.room = room;
      this.cookie = cookie;
    }

    @Override
    public boolean accept(byte[] name, long next, Attributes attributes) {
      long bytes = (NAME_AT + name.length + ALIGNMENT) & -ALIGNMENT;
      if (used + bytes > room.byteSize()) {
        full = true;
        return false;
      }
      MemorySegment entry = room.asSlice(used, bytes);
      entry.fill((byte) 0);
      entry.set(UserMemory.LONG, 0, attributes.inode().value());
      entry.set(UserMemory.LONG, 8, next);
      entry.set(UserMemory.SHORT, 16, (short) bytes);
      entry.set(JAVA_BYTE, 18, (byte) attributes.type().directoryType());
      UserMemory.put(entry.asSlice(NAME_AT), name, name.length);
      used += bytes;
      cookie = next;
      return true;
    }
  }

  /** An empty path is the symlink a descriptor stands for. */
  long readLink(Call call) {
    long room = call.number(3);
    Refused.when(room <= 0, LinuxError.EINVAL);
    byte[] path = call.pathOrEmpty(1);
    Attributes node =
        path.length > 0
            ? call.walk(0, 1).node(false)
            : call.vfs().getAttributes(call.inode(call.description(0)));
    Refused.when(
        node.type() != FileType.SYMLINK, path.length > 0 ? LinuxError.EINVAL : LinuxError.ENOENT);
    byte[] target = call.vfs().readLink(node.inode()).toByteArray();
    int count = (int) Math.min(target.length, room);
    UserMemory.put(call.memory(2, room), target, count);
    return count;
  }

  long change(Call call) {
    return change(call, call.walk(0).node(true));
  }

  long changeToDescriptor(Call call) {
    return change(call, call.vfs().getAttributes(call.inode(call.description(0))));
  }

  private static long change(Call call, Attributes node) {
    Refused.when(node.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
    call.require(node, AccessRules.EXECUTE);
    call.thread().folder().inode = node.inode();
    return 0;
  }

  /** The way up to the root by "..", and each folder's name by its parent's listing. */
  long current(Call call) {
    StringBuilder path = new StringBuilder();
    Attributes at = call.vfs().getAttributes(call.thread().folder().inode);
    while (!at.inode().equals(InodeId.ROOT)) {
      Refused.when(at.nlink() == 0, LinuxError.ENOENT);
      Attributes above = Walk.above(call, at);
      path.insert(0, "/" + name(call, above.inode(), at.inode()));
      at = above;
    }
    byte[] text = ((path.isEmpty() ? "/" : path) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    Refused.when(text.length > call.at(1), LinuxError.ERANGE);
    UserMemory.put(call.memory(0, call.at(1)), text, text.length);
    return text.length;
  }

  private static String name(Call call, InodeId parent, InodeId child) {
    AtomicReference<@Nullable String> found = new AtomicReference<>();
    Vfs.OpenDirectory directory = call.vfs().openDirectory(parent);
    call.vfs()
        .readDirectory(
            directory,
            DOT_DOT_COOKIE,
            (name, _, attributes) -> {
              if (!attributes.inode().equals(child)) {
                return true;
              }
              found.set(new String(name, StandardCharsets.ISO_8859_1));
              return false;
            });
    call.vfs().releaseDirectory(directory);
    String name = found.get();
    if (name == null) {
      throw new Refused(LinuxError.ENOENT);
    }
    return name;
  }
}
