package io.distfs.mount.direct;

import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.point.Unmounter;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;

/** Mounts, and gives back the device the kernel's requests come from. */
interface Mounter {
  /** FsException with what stood in the way. */
  Device mount(FuseSettings settings);

  /** The way that this user has: the system call for root, else the setuid tool fusermount3. */
  static Mounter forThisUser() {
    return Unmounter.isRoot() ? new MountCall() : new Fusermount();
  }

  /** What only libfuse's tools can do. */
  static void refuseUnsupported(FuseSettings settings) {
    if (settings.options().contains("auto_unmount")) {
      throw new FsException(
          Errno.EINVAL,
          "auto_unmount needs libfuse: mount with --adapter jnr, or without it (a mount whose"
              + " process is gone is removed by the next one)");
    }
  }
}
