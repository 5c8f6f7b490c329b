package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.RENAME_EXCHANGE;
import static io.distfs.integration.syscall.Flags.RENAME_NOREPLACE;
import static io.distfs.integration.syscall.Flags.RENAME_WHITEOUT;
import static io.distfs.integration.syscall.Flags.S_IFCHR;
import static io.distfs.integration.syscall.Flags.S_IFIFO;
import static io.distfs.integration.syscall.Flags.S_IFREG;
import static io.distfs.integration.syscall.Flags.S_IFSOCK;
import static io.distfs.integration.syscall.LinuxError.ENOTEMPTY;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Listing;
import io.distfs.integration.syscall.Names;
import java.util.List;

/** Steps on names, and on the folder a process works in. Stateless. */
final class NameCalls {
  private static final List<Integer> TYPES = List.of(S_IFIFO, S_IFREG, S_IFSOCK, S_IFCHR);
  private static final int HOME_SHARE = 3;

  private NameCalls() {}

  static String mkdir(Actor actor, Step step) {
    Names.mkdir(step.path(), step.mode());
    return "";
  }

  static String rmdir(Actor actor, Step step) {
    Names.rmdir(step.path());
    return "";
  }

  static String unlink(Actor actor, Step step) {
    Names.unlink(step.path());
    return "";
  }

  static String link(Actor actor, Step step) {
    Names.link(step.path(), step.other());
    return "";
  }

  static String symlink(Actor actor, Step step) {
    Names.symlink(step.other(), step.path());
    return "";
  }

  static String readlink(Actor actor, Step step) {
    return Names.readlink(step.path());
  }

  static String rename(Actor actor, Step step) {
    return rename(step, 0);
  }

  static String renameNoReplace(Actor actor, Step step) {
    return rename(step, RENAME_NOREPLACE);
  }

  static String renameExchange(Actor actor, Step step) {
    return rename(step, RENAME_EXCHANGE);
  }

  static String renameWhiteout(Actor actor, Step step) {
    try {
      return rename(step, RENAME_WHITEOUT);
    } catch (FailedCall e) {
      // ext4 has made the whiteout by then, and takes it back: its folder's times have moved.
      if (e.errno() == ENOTEMPTY.number()) {
        Attributes.touch(folderOf(step.path()));
      }
      throw e;
    }
  }

  /** The folder that the last name of a path is in. */
  static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }

  private static String rename(Step step, int flags) {
    Names.rename(step.path(), step.other(), flags);
    return "";
  }

  // The device has a number no driver has: opening it fails on any filesystem.
  static String mknod(Actor actor, Step step) {
    Names.mknod(step.path(), TYPES.get(step.a() % TYPES.size()) | step.mode(), 250, step.b() % 300);
    return "";
  }

  static String list(Actor actor, Step step) {
    return Listing.list(step.path()).toString();
  }

  static String chdir(Actor actor, Step step) {
    if (step.a() % HOME_SHARE == 0) {
      actor.goHome();
    } else {
      Names.chdir(step.path());
    }
    return "";
  }

  static String getcwd(Actor actor, Step step) {
    return Names.getcwd().replace(actor.home(), "");
  }
}
