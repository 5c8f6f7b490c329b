package io.distfs.mount.jnr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;

/**
 * {@code struct fuse_lowlevel_ops}: the C entry points of the upcalls, which live as long as this
 * object is reachable. A slot left empty is answered ENOSYS by libfuse, so that the kernel does the
 * work itself (access) or goes without.
 */
final class OperationTable {
  private static final long CONNECTION_CAPABLE = 20;
  private static final long CONNECTION_WANT = 24;
  private static final long CONNECTION_MAX_BACKGROUND = 28;
  private static final long CONNECTION_CONGESTION = 32;

  /** FUSE_CAP_: open carries O_TRUNC; requests to write are larger than a page. */
  private static final int CAPABILITY_ATOMIC_O_TRUNC = 1 << 3;

  private static final int CAPABILITY_BIG_WRITES = 1 << 5;

  /** Readahead and asynchronous requests that the kernel keeps in flight. */
  private static final int BACKGROUND_MAX = 64;

  private final Runtime runtime;
  private final MemorySegment table = Arena.ofAuto().allocate(Operation.TABLE_BYTES);
  private final List<Object> upcalls = new ArrayList<>();

  OperationTable(Runtime runtime) {
    this.runtime = runtime;
    set(Operation.INIT, OperationTable::init);
  }

  long address() {
    return table.address();
  }

  void set(Operation operation, Upcalls.With1 upcall) {
    install(operation, Upcalls.With1.class, upcall);
  }

  void set(Operation operation, Upcalls.With2 upcall) {
    install(operation, Upcalls.With2.class, upcall);
  }

  void set(Operation operation, Upcalls.With3 upcall) {
    install(operation, Upcalls.With3.class, upcall);
  }

  void set(Operation operation, Upcalls.With4 upcall) {
    install(operation, Upcalls.With4.class, upcall);
  }

  void set(Operation operation, Upcalls.With5 upcall) {
    install(operation, Upcalls.With5.class, upcall);
  }

  private <T> void install(Operation operation, Class<T> shape, T upcall) {
    upcalls.add(upcall);
    long entry = runtime.getClosureManager().getClosurePointer(shape, upcall).address();
    Memory.putLong(table.address() + operation.offset(), entry);
  }

  /**
   * {@code init(void *userdata, struct fuse_conn_info *conn)}: what the connection shall be able.
   */
  private static void init(long userData, long connection) {
    int wanted = CAPABILITY_ATOMIC_O_TRUNC | CAPABILITY_BIG_WRITES;
    int capable = Memory.getInt(connection + CONNECTION_CAPABLE);
    int want = Memory.getInt(connection + CONNECTION_WANT);
    Memory.putInt(connection + CONNECTION_WANT, want | (capable & wanted));
    Memory.putInt(connection + CONNECTION_MAX_BACKGROUND, BACKGROUND_MAX);
    Memory.putInt(connection + CONNECTION_CONGESTION, BACKGROUND_MAX * 3 / 4);
  }
}
