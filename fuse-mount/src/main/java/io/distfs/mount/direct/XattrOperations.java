package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.GETXATTR_IN;
import static io.distfs.mount.direct.KernelStructs.GETXATTR_OUT;
import static io.distfs.mount.direct.KernelStructs.SETXATTR_IN;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.client.vfs.Vfs;
import io.distfs.mount.adapter.XattrNames;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** setxattr, getxattr, listxattr and removexattr. Thread-safe. */
final class XattrOperations {
  /** Without SETXATTR_EXT only size and flags are sent. */
  private static final long PLAIN_BYTES = at(SETXATTR_IN, "setxattr_flags");

  private static final long SETXATTR_SIZE = at(SETXATTR_IN, "size");
  private static final long SETXATTR_FLAGS = at(SETXATTR_IN, "flags");
  private static final long GETXATTR_ROOM = at(GETXATTR_IN, "size");
  private static final long GETXATTR_SIZE = at(GETXATTR_OUT, "size");

  private static final byte[] ACL_PREFIX = "system.posix_acl_".getBytes(StandardCharsets.US_ASCII);

  private static final ByteString CAPABILITY = ByteString.of("security.capability");

  private final Vfs vfs;
  private final boolean enforcesAcls;
  private final long setBytes;

  XattrOperations(Vfs vfs, Negotiation negotiation) {
    this.vfs = vfs;
    this.enforcesAcls = negotiation.has(Feature.POSIX_ACL);
    this.setBytes = negotiation.has(Feature.SETXATTR_EXT) ? SETXATTR_IN.byteSize() : PLAIN_BYTES;
  }

  /** The name, a NUL, the value. */
  void set(Exchange exchange) {
    byte[] name = supported(exchange.stringAt(setBytes));
    ByteString value = exchange.bytesAt(setBytes + name.length + 1, exchange.intAt(SETXATTR_SIZE));
    vfs.setXattr(
        exchange.node(),
        ByteString.wrap(name),
        value,
        exchange.intAt(SETXATTR_FLAGS),
        exchange.callerWithGroups());
    boolean _ = exchange.ok();
  }

  void get(Exchange exchange) {
    ByteString name = ByteString.wrap(supported(exchange.stringAt(GETXATTR_IN.byteSize())));
    answer(exchange, vfs.getXattr(exchange.node(), name).toByteArray());
  }

  /** The answer is the names, each with a NUL behind it. */
  void list(Exchange exchange) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean root = exchange.uid() == 0;
    for (ByteString name : vfs.listXattrs(exchange.node())) {
      if (!root && XattrNames.isTrusted(name)) {
        continue;
      }
      bytes.writeBytes(name.toByteArray());
      bytes.write(0);
    }
    answer(exchange, bytes.toByteArray());
  }

  /**
   * Whoever changes a file takes its capabilities, which the kernel then has removed in his name. A
   * removexattr(2) by somebody who may not do so never gets here.
   */
  void remove(Exchange exchange) {
    ByteString name = ByteString.wrap(supported(exchange.stringAt(0)));
    Credentials remover = name.equals(CAPABILITY) ? Credentials.ROOT : exchange.callerWithGroups();
    vfs.removeXattr(exchange.node(), name, remover);
    boolean _ = exchange.ok();
  }

  /** An ACL that is stored and not enforced would be a lie. */
  private byte[] supported(byte[] name) {
    if (!enforcesAcls
        && name.length >= ACL_PREFIX.length
        && Arrays.equals(name, 0, ACL_PREFIX.length, ACL_PREFIX, 0, ACL_PREFIX.length)) {
      throw new FsException(Errno.EOPNOTSUPP, "the kernel does not enforce ACLs on this mount");
    }
    return name;
  }

  /** Room of 0 asks for the size only. */
  private static void answer(Exchange exchange, byte[] value) {
    int room = exchange.intAt(GETXATTR_ROOM);
    if (room == 0) {
      exchange.body().set(JAVA_LONG, 0, 0);
      exchange.body().set(JAVA_INT, GETXATTR_SIZE, value.length);
      boolean _ = exchange.reply(GETXATTR_OUT.byteSize());
    } else if (Integer.compareUnsigned(room, value.length) < 0) {
      exchange.error(Errno.ERANGE);
    } else {
      exchange.bodyRoom(value.length).put(value);
      boolean _ = exchange.reply(value.length);
    }
  }
}
