package io.distfs.mount.option;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of a mount. Immutable.
 *
 * <p>Times of access are the mount's own doing, as the kernel keeps none for FUSE: their words
 * become the key {@link #ACCESS_TIME_KEY}, and are told to the kernel for its table of mounts only.
 *
 * @param forFuse what libfuse and the kernel are told, without source and type
 * @param settings configuration keys given as {@code key=value}
 * @param directIo whether every file is opened past the page cache
 * @param nonEmpty whether the mount may hide what is in its folder
 */
public record MountOptions(
    List<String> forFuse, Map<String, String> settings, boolean directIo, boolean nonEmpty) {
  /** The key of mount.yaml that says when reading moves a time of access. */
  public static final String ACCESS_TIME_KEY = "access-time";

  /** Listings move no time of access. */
  public static final String NO_DIRECTORY_ATIME = "nodiratime";

  private static final String RELATIME = "relatime";
  private static final Set<String> ACCESS_TIME_WORDS =
      Set.of(RELATIME, "noatime", "strictatime", "atime");

  private static final Set<String> FOR_THE_KERNEL =
      Set.of(
          "rw",
          "ro",
          "suid",
          "nosuid",
          "dev",
          "nodev",
          "exec",
          "noexec",
          "sync",
          "async",
          "dirsync",
          NO_DIRECTORY_ATIME);
  private static final Set<String> FOR_FUSE =
      Set.of("allow_other", "allow_root", "default_permissions", "auto_unmount");

  /** For mount(8), fstab and systemd, or what is so anyway (diratime). */
  private static final Set<String> FOR_OTHERS =
      Set.of(
          "defaults",
          "auto",
          "noauto",
          "user",
          "nouser",
          "users",
          "owner",
          "group",
          "nofail",
          "_netdev",
          "diratime");

  private static final String ALLOW_OTHER = "allow_other";
  private static final String ALLOW_ROOT = "allow_root";
  private static final String DEFAULT_PERMISSIONS = "default_permissions";

  public MountOptions {
    forFuse = List.copyOf(forFuse);
    settings = Map.copyOf(settings);
  }

  /**
   * Reads options.
   *
   * @param texts each as after one {@code -o}: options with commas between them
   * @param keys configuration keys that may be given as options
   * @param root whether the superuser mounts, whose mounts are for everybody unless told otherwise
   * @throws FsException EINVAL naming an unknown option
   */
  public static MountOptions parse(List<String> texts, Set<String> keys, boolean root) {
    Reader reader = new Reader(keys);
    for (String text : texts) {
      for (String option : text.split(",", -1)) {
        reader.take(option);
      }
    }
    return reader.options(root);
  }

  /** Collects options one by one. Confined to one thread. */
  private static final class Reader {
    private final Set<String> keys;
    private final Set<String> forFuse = new LinkedHashSet<>();
    private final Set<String> switches = new LinkedHashSet<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    Reader(Set<String> keys) {
      this.keys = keys;
    }

    void take(String option) {
      String name = option.split("=", 2)[0];
      if (takeAccessTime(option)) {
        return;
      }
      if (FOR_THE_KERNEL.contains(option) || FOR_FUSE.contains(option)) {
        forFuse.add(option);
      } else if (option.equals("direct_io")
          || option.equals("nonempty")
          || option.equals("no_" + ALLOW_OTHER)
          || option.equals("no_" + DEFAULT_PERMISSIONS)) {
        switches.add(option);
      } else if (keys.contains(name) && option.contains("=")) {
        settings.put(name, option.substring(name.length() + 1));
      } else if (!isForOthers(option)) {
        throw new FsException(
            Errno.EINVAL,
            "unknown mount option '"
                + option
                + "'; known are those of mount(8), allow_other, no_allow_other, allow_root,"
                + " default_permissions, no_default_permissions, auto_unmount, direct_io, nonempty,"
                + " and the keys of mount.yaml as key=value");
      }
    }

    /** The last word counts; "atime" is the default's, which is relatime. */
    private boolean takeAccessTime(String option) {
      if (!ACCESS_TIME_WORDS.contains(option)) {
        return false;
      }
      forFuse.removeAll(ACCESS_TIME_WORDS);
      boolean isDefault = option.equals(RELATIME) || option.equals("atime");
      settings.put(ACCESS_TIME_KEY, isDefault ? RELATIME : option);
      if (!isDefault) {
        forFuse.add(option);
      }
      return true;
    }

    MountOptions options(boolean root) {
      List<String> fuse = new ArrayList<>(forFuse);
      if (!forFuse.contains(DEFAULT_PERMISSIONS)
          && !switches.contains("no_" + DEFAULT_PERMISSIONS)) {
        fuse.add(DEFAULT_PERMISSIONS);
      }
      if (root
          && !forFuse.contains(ALLOW_OTHER)
          && !forFuse.contains(ALLOW_ROOT)
          && !switches.contains("no_" + ALLOW_OTHER)) {
        fuse.add(ALLOW_OTHER);
      }
      if (root) {
        addUnlessDenied(fuse, "suid");
        addUnlessDenied(fuse, "dev");
      }
      boolean nonEmpty = switches.contains("nonempty");
      if (nonEmpty) {
        fuse.add("nonempty");
      }
      return new MountOptions(fuse, settings, switches.contains("direct_io"), nonEmpty);
    }

    /** libfuse denies these by default; mount(8), for the superuser, allows them. */
    private void addUnlessDenied(List<String> fuse, String option) {
      if (!forFuse.contains("no" + option) && !forFuse.contains(option)) {
        fuse.add(option);
      }
    }

    private static boolean isForOthers(String option) {
      return option.isEmpty()
          || FOR_OTHERS.contains(option)
          || option.startsWith("x-")
          || option.startsWith("X-")
          || option.startsWith("comment=");
    }
  }
}
