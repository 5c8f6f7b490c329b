package io.distfs.client.vfs;

import io.distfs.client.clock.ClientClock;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filesystem that writes one line per operation: what was asked, what came of it, how many
 * microseconds it took; never the contents of files. Thread-safe.
 *
 * <pre>
 *   lookup(1, notes.txt) = 4097 &lt;312&gt;
 *   write(4097, 131072, 4096 bytes) = 4096 &lt;18&gt;
 *   open(4097, 0x8000) = ESTALE &lt;905&gt;
 * </pre>
 */
public final class AccessLoggedVfs implements Vfs {
  /** Name of the logger the lines go to unless a sink is given. */
  public static final String LOGGER_NAME = "io.distfs.access";

  private static final String DONE = "ok";

  private final Vfs inner;
  private final ClientClock clock;
  private final Consumer<String> sink;

  /** Lines go to the logger {@link #LOGGER_NAME}, at level info. */
  public AccessLoggedVfs(Vfs inner) {
    this(inner, ClientClock.system(), toLogger());
  }

  /** Lines go to the sink, which is called from any thread. */
  public AccessLoggedVfs(Vfs inner, ClientClock clock, Consumer<String> sink) {
    this.inner = inner;
    this.clock = clock;
    this.sink = sink;
  }

  private static Consumer<String> toLogger() {
    Logger logger = LoggerFactory.getLogger(LOGGER_NAME);
    return logger::info;
  }

  @Override
  public Attributes lookup(InodeId parent, FileName name) {
    return node(() -> inner.lookup(parent, name), "lookup", parent, name);
  }

  @Override
  public Attributes lookupPath(InodeId base, List<FileName> names) {
    return node(() -> inner.lookupPath(base, names), "lookupPath", base, names);
  }

  @Override
  public Attributes getAttributes(InodeId inode) {
    return logged(
        () -> inner.getAttributes(inode),
        found -> "0" + Integer.toOctalString(found.mode()) + " " + found.size() + " bytes",
        "getattr",
        inode);
  }

  @Override
  public Attributes parentOf(InodeId directory) {
    return node(() -> inner.parentOf(directory), "parentof", directory);
  }

  @Override
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials) {
    return node(() -> inner.setAttributes(inode, change, credentials), "setattr", inode, change);
  }

  @Override
  public ByteString readLink(InodeId inode) {
    return logged(() -> inner.readLink(inode), ByteString::toString, "readlink", inode);
  }

  @Override
  public Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
    return node(
        () -> inner.makeNode(parent, name, mode, rdev, credentials),
        "mknod",
        parent,
        name,
        octal(mode),
        rdev);
  }

  @Override
  public Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    return node(
        () -> inner.makeSymlink(parent, name, target, credentials), "symlink", parent, name);
  }

  @Override
  public void unlink(InodeId parent, FileName name, Credentials credentials) {
    done(() -> inner.unlink(parent, name, credentials), "unlink", parent, name);
  }

  @Override
  public void removeDirectory(InodeId parent, FileName name, Credentials credentials) {
    done(() -> inner.removeDirectory(parent, name, credentials), "rmdir", parent, name);
  }

  @Override
  public void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials) {
    done(
        () -> inner.rename(parent, name, newParent, newName, flags, credentials),
        "rename",
        parent,
        name,
        newParent,
        newName,
        flags);
  }

  @Override
  public Attributes link(
      InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    return node(
        () -> inner.link(inode, newParent, newName, credentials),
        "link",
        inode,
        newParent,
        newName);
  }

  @Override
  public OpenFile create(
      InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
    return logged(
        () -> inner.create(parent, name, mode, openFlags, credentials),
        file -> file.inode().toString(),
        "create",
        parent,
        name,
        octal(mode),
        hex(openFlags));
  }

  @Override
  public OpenFile createUnnamed(
      InodeId directory, NewMode mode, int openFlags, Credentials credentials) {
    return logged(
        () -> inner.createUnnamed(directory, mode, openFlags, credentials),
        file -> file.inode().toString(),
        "tmpfile",
        directory,
        octal(mode),
        hex(openFlags));
  }

  @Override
  public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
    return logged(
        () -> inner.open(inode, openFlags, credentials),
        file -> DONE,
        "open",
        inode,
        hex(openFlags));
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    int wanted = destination.remaining();
    return logged(
        () -> inner.read(file, offset, destination),
        String::valueOf,
        "read",
        file.inode(),
        offset,
        wanted + " bytes");
  }

  @Override
  public int write(OpenFile file, long offset, ByteBuffer source) {
    int given = source.remaining();
    return logged(
        () -> inner.write(file, offset, source),
        String::valueOf,
        "write",
        file.inode(),
        offset,
        given + " bytes");
  }

  @Override
  public boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
    return logged(
        () -> inner.dropPrivileges(inode, writer), String::valueOf, "dropprivileges", inode);
  }

  @Override
  public long seek(OpenFile file, long offset, int whence) {
    return logged(
        () -> inner.seek(file, offset, whence),
        String::valueOf,
        "lseek",
        file.inode(),
        offset,
        whence == SEEK_DATA ? "SEEK_DATA" : "SEEK_HOLE");
  }

  @Override
  public long copyRange(
      OpenFile source, long sourceOffset, OpenFile target, long targetOffset, long length) {
    return logged(
        () -> inner.copyRange(source, sourceOffset, target, targetOffset, length),
        String::valueOf,
        "copy_file_range",
        source.inode(),
        sourceOffset,
        target.inode(),
        targetOffset,
        length + " bytes");
  }

  @Override
  public void lock(OpenFile file, FileLock lock, boolean wait) {
    done(() -> inner.lock(file, lock, wait), wait ? "setlkw" : "setlk", file.inode(), lock);
  }

  @Override
  public @Nullable FileLock conflictingLock(OpenFile file, FileLock lock) {
    AtomicReference<@Nullable FileLock> found = new AtomicReference<>();
    String _ =
        logged(
            () -> {
              found.set(inner.conflictingLock(file, lock));
              return String.valueOf(found.get());
            },
            result -> result,
            "getlk",
            file.inode(),
            lock);
    return found.get();
  }

  @Override
  public boolean awaitsRead(OpenFile file) {
    return inner.awaitsRead(file);
  }

  @Override
  public void onInvalidate(InvalidationListener listener) {
    inner.onInvalidate(listener);
  }

  @Override
  public void unlockAll(OpenFile file, long lockOwner) {
    done(
        () -> inner.unlockAll(file, lockOwner),
        "unlock",
        file.inode(),
        Long.toHexString(lockOwner));
  }

  @Override
  public void allocate(OpenFile file, int mode, long offset, long length) {
    done(
        () -> inner.allocate(file, mode, offset, length),
        "fallocate",
        file.inode(),
        hex(mode),
        offset,
        length);
  }

  @Override
  public void flush(OpenFile file) {
    done(() -> inner.flush(file), "flush", file.inode());
  }

  @Override
  public void sync(OpenFile file, boolean dataOnly) {
    done(() -> inner.sync(file, dataOnly), dataOnly ? "fdatasync" : "fsync", file.inode());
  }

  @Override
  public void release(OpenFile file) {
    done(() -> inner.release(file), "release", file.inode());
  }

  @Override
  public OpenDirectory openDirectory(InodeId inode) {
    return logged(() -> inner.openDirectory(inode), directory -> DONE, "opendir", inode);
  }

  @Override
  public void readDirectory(OpenDirectory directory, long cookie, EntrySink entries) {
    AtomicInteger taken = new AtomicInteger();
    EntrySink counting =
        (name, at, attributes) -> {
          boolean accepted = entries.accept(name, at, attributes);
          if (accepted) {
            taken.incrementAndGet();
          }
          return accepted;
        };
    String _ =
        logged(
            () -> {
              inner.readDirectory(directory, cookie, counting);
              return taken + " entries";
            },
            result -> result,
            "readdir",
            directory.inode(),
            cookie);
  }

  @Override
  public void syncAll() {
    done(inner::syncAll, "syncfs");
  }

  @Override
  public void syncDirectory(InodeId inode) {
    done(() -> inner.syncDirectory(inode), "fsyncdir", inode);
  }

  @Override
  public void releaseDirectory(OpenDirectory directory) {
    done(() -> inner.releaseDirectory(directory), "releasedir", directory.inode());
  }

  @Override
  public ByteString getXattr(InodeId inode, ByteString name) {
    return logged(
        () -> inner.getXattr(inode, name), ByteString::toString, "getxattr", inode, text(name));
  }

  @Override
  public List<ByteString> listXattrs(InodeId inode) {
    return logged(
        () -> inner.listXattrs(inode), names -> names.size() + " names", "listxattr", inode);
  }

  @Override
  public void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials) {
    done(
        () -> inner.setXattr(inode, name, value, flags, credentials),
        "setxattr",
        inode,
        text(name),
        value,
        flags);
  }

  @Override
  public void removeXattr(InodeId inode, ByteString name, Credentials credentials) {
    done(() -> inner.removeXattr(inode, name, credentials), "removexattr", inode, text(name));
  }

  @Override
  public FilesystemStatistics statistics() {
    return logged(inner::statistics, FilesystemStatistics::toString, "statfs");
  }

  @Override
  public void close(Duration within) {
    done(() -> inner.close(within), "close", within);
  }

  @Override
  public List<String> unsavedFiles() {
    return inner.unsavedFiles();
  }

  @Override
  public void close() {
    done(inner::close, "close");
  }

  private Attributes node(Supplier<Attributes> call, String name, Object... arguments) {
    return logged(call, found -> found.inode().toString(), name, arguments);
  }

  private void done(Runnable call, String name, Object... arguments) {
    String _ =
        logged(
            () -> {
              call.run();
              return DONE;
            },
            result -> result,
            name,
            arguments);
  }

  private <T> T logged(
      Supplier<T> call, Function<T, String> words, String name, Object... arguments) {
    long begin = clock.nanos();
    String result = "exception";
    try {
      T value = call.get();
      result = words.apply(value);
      return value;
    } catch (FsException e) {
      result = e.errno().name();
      throw e;
    } finally {
      sink.accept(line(name, arguments, result, (clock.nanos() - begin) / 1000));
    }
  }

  private static String line(String name, Object[] arguments, String result, long micros) {
    StringBuilder line = new StringBuilder(name).append('(');
    for (int i = 0; i < arguments.length; i++) {
      line.append(i == 0 ? "" : ", ").append(arguments[i]);
    }
    return line.append(") = ").append(result).append(" <").append(micros).append('>').toString();
  }

  private static String octal(NewMode mode) {
    String octal = "0" + Integer.toOctalString(mode.mode());
    return mode.umask() == 0 ? octal : octal + " umask 0" + Integer.toOctalString(mode.umask());
  }

  private static String hex(int flags) {
    return "0x" + Integer.toHexString(flags);
  }

  /** Names of attributes are bytes; odd ones are shown as question marks. */
  private static String text(ByteString name) {
    StringBuilder text = new StringBuilder(name.length());
    for (byte b : name.toByteArray()) {
      text.append(b > 0x20 && b < 0x7F ? (char) b : '?');
    }
    return text.toString();
  }
}
