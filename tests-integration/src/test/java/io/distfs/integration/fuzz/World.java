package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.FALLOC_FL_KEEP_SIZE;
import static io.distfs.integration.syscall.Flags.FALLOC_FL_PUNCH_HOLE;
import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.O_CREAT;
import static io.distfs.integration.syscall.Flags.O_DIRECTORY;
import static io.distfs.integration.syscall.Flags.O_EXCL;
import static io.distfs.integration.syscall.Flags.O_NOFOLLOW;
import static io.distfs.integration.syscall.Flags.O_NONBLOCK;
import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.O_TRUNC;
import static io.distfs.integration.syscall.Flags.S_IFDIR;
import static io.distfs.integration.syscall.Flags.S_IFIFO;
import static io.distfs.integration.syscall.Flags.S_IFREG;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.integration.syscall.Listing;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Stat;
import io.distfs.integration.syscall.Time;
import io.distfs.integration.syscall.User;
import io.distfs.integration.syscall.Xattrs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One of the two folders, and the descriptors open in it. Confined to its thread. */
final class World {
  private static final List<User> USERS = List.of(User.ALICE, User.BOB);
  private static final List<Integer> MODES =
      List.of(0777, 0777, 0755, 0700, 0644, 0666, 01777, 0, 0070, 0604);
  private static final int CLOSED = -1;

  private final int folder;
  private final int[] slots = {CLOSED, CLOSED, CLOSED};

  /** Makes the folder. */
  World(String path) {
    Names.mkdir(path, 0777);
    folder = Descriptors.open(path, O_RDONLY | O_DIRECTORY);
  }

  /** Does the step; returns the error's name, or what was seen. */
  String apply(Step step) {
    Names.fchdir(folder);
    String[] answer = {""};
    try {
      Runnable call = () -> answer[0] = call(step);
      if (step.who() == 0) {
        call.run();
      } else {
        USERS.get(step.who() - 1).act(call);
      }
    } catch (FailedCall e) {
      return LinuxError.name(e.errno());
    }
    return "ok " + answer[0];
  }

  /** All that is seen below the folder, as root. */
  String snapshot() {
    Names.fchdir(folder);
    try {
      return Snapshot.of(".");
    } catch (FailedCall e) {
      return "a tree that contradicts itself: " + e.getMessage() + "\n";
    }
  }

  void close() {
    for (int slot : slots) {
      if (slot != CLOSED) {
        Descriptors.close(slot);
      }
    }
    Descriptors.close(folder);
  }

  private String call(Step step) {
    String path = step.path();
    int a = step.a();
    return switch (step.operation()) {
      case OPEN -> open(step);
      case CLOSE -> close(step.slot());
      case READ -> hash(Data.pread(slots[step.slot()], a, step.b()));
      case WRITE -> "" + Data.pwrite(slots[step.slot()], content(a), step.b());
      case APPEND -> "" + Data.write(slots[step.slot()], content(a));
      case SEEK -> seek(step);
      case TRUNCATE -> done(() -> Data.truncate(path, a));
      case FTRUNCATE -> done(() -> Data.ftruncate(slots[step.slot()], a));
      case PUNCH -> done(() -> punch(step));
      case MKDIR -> done(() -> Names.mkdir(path, mode(a)));
      case RMDIR -> done(() -> Names.rmdir(path));
      case UNLINK -> done(() -> Names.unlink(path));
      case LINK -> done(() -> Names.link(path, step.other()));
      case SYMLINK -> done(() -> Names.symlink(step.other(), path));
      case READLINK -> Names.readlink(path);
      case RENAME -> done(() -> Names.rename(path, step.other()));
      case MKNOD ->
          done(() -> Names.mknod(path, (a % 2 == 0 ? S_IFIFO : S_IFREG) | mode(step.b())));
      case CHMOD -> done(() -> Attributes.chmod(path, mode(a)));
      case CHOWN -> done(() -> Attributes.lchown(path, id(a), id(step.b())));
      case UTIMENS -> done(() -> Attributes.utimens(path, new Time(a, 1), new Time(step.b(), 2)));
      case ACCESS -> done(() -> Attributes.access(path, a % 8));
      case STAT -> shown(a % 2 == 0 ? Attributes.stat(path) : Attributes.lstat(path));
      case LIST -> Listing.list(path).toString();
      case SETXATTR -> done(() -> Xattrs.setxattr(path, xattr(a), "v" + step.b(), step.b() % 3));
      case GETXATTR -> Xattrs.getxattr(path, xattr(a));
      case REMOVEXATTR -> done(() -> Xattrs.removexattr(path, xattr(a)));
      case FSYNC -> done(() -> Data.fsync(slots[step.slot()]));
    };
  }

  // Never waits for the other end of a fifo.
  private String open(Step step) {
    int flags = step.a() % 4 | O_NONBLOCK;
    int[] more = {O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NOFOLLOW};
    for (int i = 0; i < more.length; i++) {
      if ((step.b() >> i & 1) != 0) {
        flags |= more[i];
      }
    }
    int fd = Descriptors.open(step.path(), flags, mode(step.b()));
    if (slots[step.slot()] != CLOSED) {
      Descriptors.close(slots[step.slot()]);
    }
    slots[step.slot()] = fd;
    return "";
  }

  private String close(int slot) {
    int fd = slots[slot];
    slots[slot] = CLOSED;
    Descriptors.close(fd);
    return "";
  }

  // A folder's offsets and size are each filesystem's own.
  private String seek(Step step) {
    int fd = slots[step.slot()];
    if (fd != CLOSED && Attributes.fstat(fd).type() == S_IFDIR) {
      return "a folder";
    }
    return "" + Data.lseek(fd, step.a() - 8L, step.b() % 3);
  }

  private void punch(Step step) {
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    Data.fallocate(slots[step.slot()], mode, step.a(), step.b());
  }

  private static String done(Runnable call) {
    call.run();
    return "";
  }

  private static String shown(Stat stat) {
    return Snapshot.attributes(stat);
  }

  private static int mode(int number) {
    return MODES.get(number % MODES.size());
  }

  private static int id(int number) {
    return List.of(-1, 0, User.ALICE.uid(), User.BOB.gid()).get(number % 4);
  }

  private static String xattr(int number) {
    return "user.x" + number % 3;
  }

  private static byte[] content(int count) {
    byte[] content = new byte[count];
    new Random(count).nextBytes(content);
    return content;
  }

  private static String hash(byte[] content) {
    return content.length + " bytes, hash " + Arrays.hashCode(content);
  }
}
