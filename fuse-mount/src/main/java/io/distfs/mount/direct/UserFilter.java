package io.distfs.mount.direct;

/**
 * Who may use a mount, where that is not for the kernel to say: with {@code allow_root} the kernel
 * lets everybody in, and only the owner of the mount and the superuser are meant. Immutable.
 *
 * @param ownerOnly whether others are refused
 * @param owner the uid of who mounted
 */
record UserFilter(boolean ownerOnly, int owner) {
  boolean admits(Exchange exchange) {
    if (!ownerOnly) {
      return true;
    }
    int uid = exchange.uid();
    return uid == 0
        || uid == owner
        || switch (exchange.opcode()) {
          // On behalf of the kernel, whoever runs: the same that libfuse lets pass.
          case Opcodes.READ,
              Opcodes.WRITE,
              Opcodes.FSYNC,
              Opcodes.RELEASE,
              Opcodes.READDIR,
              Opcodes.FSYNCDIR,
              Opcodes.RELEASEDIR,
              Opcodes.FLUSH,
              Opcodes.FORGET,
              Opcodes.BATCH_FORGET,
              Opcodes.INTERRUPT,
              Opcodes.DESTROY ->
              true;
          default -> false;
        };
  }
}
