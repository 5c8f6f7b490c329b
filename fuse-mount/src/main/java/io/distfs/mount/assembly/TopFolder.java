package io.distfs.mount.assembly;

import io.distfs.client.vfs.Vfs;
import io.distfs.mount.point.Unmounter;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.id.InodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The top folder of an embedded filesystem. Stateless. */
final class TopFolder {
  /** Of an inode that nobody has changed since the filesystem was formatted. */
  private static final long VERSION_AT_FIRST = 1;

  private TopFolder() {}

  /**
   * A filesystem is formatted with a top folder of root's. One that an ordinary user has made in a
   * data folder of their own is theirs: without this they could not write a single file. What has
   * been used before is left as it is.
   */
  static void giveToMaker(Vfs vfs, Path data) {
    if (Unmounter.isRoot()) {
      return;
    }
    Attributes top = vfs.getAttributes(InodeId.ROOT);
    if (top.version() == VERSION_AT_FIRST) {
      Attributes _ = vfs.setAttributes(InodeId.ROOT, ownerOf(data), Credentials.ROOT);
    }
  }

  private static AttributeChange ownerOf(Path data) {
    try {
      Map<String, Object> owner = Files.readAttributes(data, "unix:uid,gid");
      return AttributeChange.ofOwner((Integer) owner.get("uid"), (Integer) owner.get("gid"));
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "owner of " + data + ": " + e.getMessage(), e);
    }
  }
}
