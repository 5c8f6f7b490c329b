package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * setxattr(2), removexattr(2), with the rules of xattr(7) and the kernel's fs/xattr.c. Stateless.
 */
final class XattrRule {
  private static final int CREATE = 1;
  private static final int REPLACE = 2;
  private static final int STICKY = 01000;
  private static final byte[] USER = "user.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUSTED = "trusted.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SECURITY = "security.".getBytes(StandardCharsets.US_ASCII);

  private XattrRule() {}

  static Result set(Transition transition, Mutation.SetXattr wish) {
    Refusal.when((wish.flags() & ~(CREATE | REPLACE)) != 0, Errno.EINVAL);
    checkName(wish.name());
    Refusal.when(wish.value().length() > Limits.XATTR_VALUE_BYTES_MAX, Errno.E2BIG);
    Inode inode = transition.named(wish.inode());
    if (AccessListRule.isName(wish.name())) {
      boolean changes =
          AccessListRule.set(transition, inode, wish.name(), wish.value(), wish.credentials());
      return changes ? changed(transition, inode) : new Result.None();
    }
    checkAllowed(inode, wish.name(), wish.credentials());
    boolean exists = Xattrs.get(transition.records(), inode, wish.name()) != null;
    Refusal.when(exists && (wish.flags() & CREATE) != 0, Errno.EEXIST);
    Refusal.when(!exists && (wish.flags() & REPLACE) != 0, Errno.ENODATA);
    Xattrs.put(transition, inode, wish.name(), wish.value());
    return changed(transition, inode);
  }

  static Result remove(Transition transition, Mutation.RemoveXattr wish) {
    checkName(wish.name());
    Inode inode = transition.named(wish.inode());
    if (AccessListRule.isName(wish.name())) {
      boolean changes = AccessListRule.remove(transition, inode, wish.name(), wish.credentials());
      return changes ? changed(transition, inode) : new Result.None();
    }
    checkAllowed(inode, wish.name(), wish.credentials());
    Refusal.when(!Xattrs.remove(transition, inode, wish.name()), Errno.ENODATA);
    return changed(transition, inode);
  }

  /** ERANGE for a name no filesystem has, EOPNOTSUPP for a namespace this one does not have. */
  static void checkName(ByteString name) {
    int length = name.length();
    Refusal.when(length == 0 || length > Limits.XATTR_NAME_BYTES_MAX, Errno.ERANGE);
    ByteBuffer bytes = name.asBuffer();
    for (int i = 0; i < length; i++) {
      Refusal.when(bytes.get(i) == 0, Errno.EINVAL);
    }
    for (byte[] prefix : new byte[][] {USER, TRUSTED, SECURITY}) {
      if (startsWith(bytes, prefix)) {
        Refusal.when(length == prefix.length, Errno.EINVAL);
        return;
      }
    }
    Refusal.when(!AccessListRule.isName(name), Errno.EOPNOTSUPP);
  }

  private static void checkAllowed(Inode inode, ByteString name, Credentials who) {
    if (startsWith(name.asBuffer(), USER)) {
      Refusal.when(!inode.isRegular() && !inode.isDirectory(), Errno.EPERM);
      boolean sticky = inode.isDirectory() && (inode.mode & STICKY) != 0;
      Refusal.when(sticky && !who.isRoot() && who.uid() != inode.uid, Errno.EPERM);
    } else {
      Refusal.when(!who.isRoot(), Errno.EPERM);
    }
  }

  private static Result changed(Transition transition, Inode inode) {
    inode.ctime = transition.now();
    transition.touch(inode);
    return new Result.None();
  }

  private static boolean startsWith(ByteBuffer name, byte[] prefix) {
    return name.remaining() >= prefix.length
        && name.slice(name.position(), prefix.length).equals(ByteBuffer.wrap(prefix));
  }
}
