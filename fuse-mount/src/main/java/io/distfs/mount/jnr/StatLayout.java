package io.distfs.mount.jnr;

import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Timestamp;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * Where the fields of {@code struct stat} lie on this machine, as jnr-fuse knows it for each
 * architecture. Immutable.
 */
final class StatLayout {
  /** What st_blksize advises: one request of this protocol version. */
  private static final int IO_BYTES = 128 << 10;

  private final long bytes;
  private final NumberAt inode;
  private final NumberAt mode;
  private final NumberAt nlink;
  private final NumberAt uid;
  private final NumberAt gid;
  private final NumberAt rdev;
  private final NumberAt size;
  private final NumberAt ioBytes;
  private final NumberAt blocks;
  private final TimeAt atime;
  private final TimeAt mtime;
  private final TimeAt ctime;

  StatLayout(Runtime runtime) {
    bytes = Struct.size(new FileStat(runtime));
    Pointer memory = runtime.getMemoryManager().allocateDirect((int) bytes, true);
    FileStat stat = FileStat.of(memory);
    long at = memory.address();
    inode = NumberAt.probe(at, bytes, stat.st_ino::set);
    mode = NumberAt.probe(at, bytes, stat.st_mode::set);
    nlink = NumberAt.probe(at, bytes, stat.st_nlink::set);
    uid = NumberAt.probe(at, bytes, stat.st_uid::set);
    gid = NumberAt.probe(at, bytes, stat.st_gid::set);
    rdev = NumberAt.probe(at, bytes, stat.st_rdev::set);
    size = NumberAt.probe(at, bytes, stat.st_size::set);
    ioBytes = NumberAt.probe(at, bytes, stat.st_blksize::set);
    blocks = NumberAt.probe(at, bytes, stat.st_blocks::set);
    atime = TimeAt.probe(at, bytes, stat.st_atim);
    mtime = TimeAt.probe(at, bytes, stat.st_mtim);
    ctime = TimeAt.probe(at, bytes, stat.st_ctim);
  }

  /** Size of the struct. */
  long bytes() {
    return bytes;
  }

  /** Fills the struct at an address. */
  void write(long address, Attributes attributes) {
    Memory.clear(address, bytes);
    inode.put(address, attributes.inode().value());
    mode.put(address, attributes.mode());
    nlink.put(address, attributes.nlink());
    uid.put(address, attributes.uid());
    gid.put(address, attributes.gid());
    rdev.put(address, attributes.rdev());
    size.put(address, attributes.size());
    ioBytes.put(address, IO_BYTES);
    blocks.put(address, attributes.blocks512());
    atime.put(address, attributes.times().atime());
    mtime.put(address, attributes.times().mtime());
    ctime.put(address, attributes.times().ctime());
  }

  int mode(long address) {
    return (int) mode.get(address);
  }

  int uid(long address) {
    return (int) uid.get(address);
  }

  int gid(long address) {
    return (int) gid.get(address);
  }

  long size(long address) {
    return size.get(address);
  }

  TimeChange atime(long address) {
    return new TimeChange.At(atime.get(address));
  }

  TimeChange mtime(long address) {
    return new TimeChange.At(mtime.get(address));
  }

  /** A {@code struct timespec} within the struct. */
  private record TimeAt(NumberAt seconds, NumberAt nanos) {
    static TimeAt probe(long struct, long structBytes, Timespec time) {
      return new TimeAt(
          NumberAt.probe(struct, structBytes, time.tv_sec::set),
          NumberAt.probe(struct, structBytes, time.tv_nsec::set));
    }

    Timestamp get(long struct) {
      return new Timestamp(seconds.get(struct), (int) nanos.get(struct));
    }

    void put(long struct, Timestamp time) {
      seconds.put(struct, time.seconds());
      nanos.put(struct, time.nanos());
    }
  }
}
