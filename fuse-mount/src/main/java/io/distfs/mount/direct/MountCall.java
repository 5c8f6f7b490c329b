package io.distfs.mount.direct;

import io.distfs.mount.adapter.FuseSettings;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mounting by mount(2), for the superuser. Stateless. */
final class MountCall implements Mounter {
  /** MS_ flags of sys/mount.h. */
  private static final Map<String, Long> FLAGS =
      Map.of(
          "ro", 1L,
          "nosuid", 2L,
          "nodev", 4L,
          "noexec", 8L,
          "sync", 16L,
          "dirsync", 128L,
          "noatime", 1024L,
          "nodiratime", 2048L,
          "strictatime", 1L << 24);

  private static final MethodHandle MOUNT =
      LibC.function(
          "mount",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS));

  @Override
  public Device mount(FuseSettings settings) {
    Mounter.refuseUnsupported(settings);
    Device device = Device.open();
    boolean mounted = false;
    try {
      call(settings, flags(settings.options()), data(settings.options(), device));
      mounted = true;
      return device;
    } finally {
      if (!mounted) {
        device.close();
      }
    }
  }

  private static void call(FuseSettings settings, long flags, String data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      int result =
          (int)
              MOUNT.invokeExact(
                  state,
                  LibC.path(arena, settings.source()),
                  LibC.path(arena, settings.mountPoint()),
                  LibC.path(arena, "fuse." + FuseSettings.SUBTYPE),
                  flags,
                  LibC.path(arena, data));
      if (result != 0) {
        Errno errno = Errno.of(LibC.errno(state));
        throw new FsException(
            errno,
            "mount of "
                + settings.source()
                + " on "
                + settings.mountPoint()
                + " with options "
                + String.join(",", settings.options())
                + ": "
                + errno.words());
      }
    } catch (Throwable e) {
      throw Device.thrown(e);
    }
  }

  private static long flags(List<String> options) {
    long flags = 0;
    for (String option : options) {
      flags |= FLAGS.getOrDefault(option, 0L);
    }
    return flags;
  }

  /** What fuse's own mount options are: see Documentation/filesystems/fuse of the kernel. */
  private static String data(List<String> options, Device device) {
    List<String> words = new ArrayList<>();
    words.add("fd=" + device.descriptor());
    words.add("rootmode=40000");
    words.add("user_id=0");
    words.add("group_id=0");
    if (options.contains("default_permissions")) {
      words.add("default_permissions");
    }
    if (options.contains("allow_other") || options.contains("allow_root")) {
      words.add("allow_other");
    }
    return String.join(",", words);
  }
}
