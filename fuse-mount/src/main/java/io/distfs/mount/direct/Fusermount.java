package io.distfs.mount.direct;

import io.distfs.mount.adapter.FuseSettings;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Mounting by fusermount3(1), the setuid tool, for users who may not call mount(2): it mounts and
 * passes the open device back over a socket. Stateless.
 */
final class Fusermount implements Mounter {
  private static final Path TOOL = Path.of("/usr/bin/fusermount3");

  /** How the tool is told which of its descriptors is the socket. */
  private static final String SOCKET_VARIABLE = "_FUSE_COMMFD";

  @Override
  public Device mount(FuseSettings settings) {
    Mounter.refuseUnsupported(settings);
    if (!Files.isExecutable(TOOL)) {
      throw new FsException(
          Errno.ENOENT, TOOL + " is missing; install the package fuse3, or mount as root");
    }
    try (DescriptorSocket socket = DescriptorSocket.open()) {
      List<String> command =
          List.of(
              TOOL.toString(),
              "-o",
              String.join(",", options(settings)),
              "--",
              settings.mountPoint());
      ChildProcess child =
          ChildProcess.start(command, SOCKET_VARIABLE + "=" + socket.childDescriptor());
      socket.closeChildEnd();
      int descriptor = socket.receive();
      int exit = child.await();
      if (descriptor < 0) {
        throw new FsException(
            Errno.EPERM,
            TOOL
                + " did not mount on "
                + settings.mountPoint()
                + " (exit code "
                + exit
                + "); its reason is in the lines above. allow_other needs user_allow_other in"
                + " /etc/fuse.conf");
      }
      return new Device(descriptor);
    }
  }

  /** Commas and backslashes within the source are escaped, as the tool reads them. */
  private static List<String> options(FuseSettings settings) {
    List<String> options = new ArrayList<>();
    for (String option : settings.optionsForLibfuse()) {
      options.add(option.equals("allow_root") ? "allow_other" : option);
    }
    options.remove("nonempty"); // libfuse 2's; version 3 mounts over anything
    options.add("fsname=" + settings.source().replace("\\", "\\\\").replace(",", "\\,"));
    options.add("subtype=" + FuseSettings.SUBTYPE);
    return options;
  }
}
