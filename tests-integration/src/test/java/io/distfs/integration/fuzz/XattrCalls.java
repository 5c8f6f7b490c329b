package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.User;
import io.distfs.integration.syscall.Xattrs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/** Steps on extended attributes and on the POSIX ACLs among them. Stateless. */
final class XattrCalls {
  private static final List<String> ACLS =
      List.of("system.posix_acl_access", "system.posix_acl_default");
  private static final int ACL_VERSION = 2;
  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private XattrCalls() {}

  static String set(Actor actor, Step step) {
    Xattrs.setxattr(step.path(), name(step), "v" + step.b(), step.b() % 3);
    return "";
  }

  static String get(Actor actor, Step step) {
    return Xattrs.getxattr(step.path(), name(step));
  }

  static String list(Actor actor, Step step) {
    return Xattrs.listxattr(step.path()).toString();
  }

  static String remove(Actor actor, Step step) {
    Xattrs.removexattr(step.path(), name(step));
    return "";
  }

  private static String name(Step step) {
    return "user.x" + step.a() % 3;
  }

  static String setAcl(Actor actor, Step step) {
    Xattrs.setxattr(step.path(), acl(step), list(step.b()), 0);
    return "";
  }

  static String getAcl(Actor actor, Step step) {
    return HexFormat.of().formatHex(Xattrs.getxattrBytes(step.path(), acl(step)));
  }

  static String removeAcl(Actor actor, Step step) {
    Xattrs.removexattr(step.path(), acl(step));
    return "";
  }

  private static String acl(Step step) {
    return ACLS.get(step.a() % ACLS.size());
  }

  // In the order of tags and ids: others are each filesystem's own (docs/KNOWN_FAILURES.md). The
  // bits of the number say which entries there are, so that some lists lack what they need.
  private static byte[] list(int number) {
    ByteBuffer list = ByteBuffer.allocate(4 + 6 * 8).order(ByteOrder.LITTLE_ENDIAN);
    list.putInt(ACL_VERSION);
    entry(list, USER_OBJ, 6 + number % 2, -1);
    if ((number & 2) != 0) {
      entry(list, USER, number % 8, User.ALICE.uid());
    }
    entry(list, GROUP_OBJ, number / 2 % 8, -1);
    if ((number & 4) != 0) {
      entry(list, GROUP, number / 3 % 8, User.BOB.gid());
    }
    if ((number & 8) == 0) {
      entry(list, MASK, number / 5 % 8, -1);
    }
    entry(list, OTHER, number / 7 % 8, -1);
    byte[] bytes = new byte[list.position()];
    list.flip().get(bytes);
    return bytes;
  }

  private static void entry(ByteBuffer list, int tag, int permissions, int id) {
    list.putShort((short) tag).putShort((short) permissions).putInt(id);
  }
}
