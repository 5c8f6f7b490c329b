package io.distfs.integration.mount;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Ports;
import io.distfs.integration.harness.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ordinary user mounts with the direct adapter, by fusermount3. */
final class UserMountIT {
  /** nobody and nogroup of Debian. */
  private static final int NOBODY = 65534;

  @TempDir private Path folder;

  /**
   * In a mount namespace of its own, where /dev/fuse is for everybody as on a machine with udev:
   * what is tested is ours, not the machine's permissions.
   */
  @Test
  void aUserMountsUsesAndUnmounts() throws Exception {
    Shell.bash(
        """
        cd '%1$s'
        chmod 755 .
        mkdir home mnt
        chown %2$d:%2$d home mnt
        cat > as-user <<'EOF'
        export HOME='%1$s/home' DISTFS_CLASS_ARCHIVE=off
        '%3$s' '%1$s/mnt' --embedded '%1$s/home/data' --listen 127.0.0.1:%4$d \\
          --log-file '%1$s/home/log' --pid-file '%1$s/home/pid'
        findmnt -no FSTYPE,OPTIONS '%1$s/mnt' | grep -w nosuid | grep -q '^fuse.distfs'
        df '%1$s/mnt' > /dev/null
        test "$(stat -c %%F '%1$s/mnt')" = directory
        test "$(stat -c %%u:%%g '%1$s/mnt')" = %2$d:%2$d
        echo mine > '%1$s/mnt/file'
        pid=$(cat '%1$s/home/pid')
        fusermount3 -u '%1$s/mnt'
        timeout 30 tail --pid="$pid" -f /dev/null
        ! findmnt '%1$s/mnt'
        EOF
        unshare --mount --propagation private bash -euc '
          mknod -m 666 fuse c 10 229
          mount --bind fuse /dev/fuse
          setpriv --reuid %2$d --regid %2$d --clear-groups bash -euo pipefail as-user
        '
        """
            .formatted(folder, NOBODY, Checkout.bin("distfs-mount"), Ports.free(1).getFirst()));
  }
}
