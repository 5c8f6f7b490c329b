package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.id.InodeId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path through a thread's entries in /proc, which lead to what it has whatever its name is now:
 * {@code cwd} and {@code fd/NUMBER}, proc(5). Nothing else of /proc is there. Immutable.
 *
 * @param to what the entry leads to
 * @param rest of the path behind it, empty if there is none
 */
record ProcLink(InodeId to, String rest) {
  private static final Pattern ENTRY =
      Pattern.compile(
          "/proc/(?:thread-self|self(?:/task/([0-9]+))?)/(?:cwd|fd/([0-9]+))(?:/+(.*))?",
          Pattern.DOTALL);

  /** The entry a path begins with, null if with none. */
  static @Nullable ProcLink of(Call call, byte[] path) {
    Matcher entry = ENTRY.matcher(new String(path, StandardCharsets.ISO_8859_1));
    if (!entry.matches()) {
      return null;
    }
    String task = entry.group(1);
    VfsThread thread =
        task == null ? call.thread() : call.thread().kernel.threads.get(Long.parseLong(task));
    if (thread == null) {
      throw new Refused(LinuxError.ENOENT);
    }
    String fd = entry.group(2);
    InodeId to = fd == null ? thread.folder().inode : opened(thread, Integer.parseInt(fd));
    String rest = entry.group(3);
    return new ProcLink(to, rest == null ? "" : rest);
  }

  private static InodeId opened(VfsThread thread, int fd) {
    InodeId inode = thread.files().find(fd);
    if (inode == null) {
      throw new Refused(LinuxError.ENOENT);
    }
    return inode;
  }
}
