package io.distfs.mount.direct;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The structures of {@code linux/fuse.h} that travel on /dev/fuse, in the machine's byte order. A
 * test compares each with the header. Constants, and no more.
 */
public final class KernelStructs {
  public static final StructLayout IN_HEADER =
      struct(
          "fuse_in_header",
          u32("len"),
          u32("opcode"),
          u64("unique"),
          u64("nodeid"),
          u32("uid"),
          u32("gid"),
          u32("pid"),
          u16("total_extlen"),
          u16("padding"));

  public static final StructLayout OUT_HEADER =
      struct("fuse_out_header", u32("len"), u32("error"), u64("unique"));

  public static final StructLayout INIT_IN =
      struct(
          "fuse_init_in",
          u32("major"),
          u32("minor"),
          u32("max_readahead"),
          u32("flags"),
          u32("flags2"),
          MemoryLayout.sequenceLayout(11, ValueLayout.JAVA_INT).withName("unused"));

  public static final StructLayout INIT_OUT =
      struct(
          "fuse_init_out",
          u32("major"),
          u32("minor"),
          u32("max_readahead"),
          u32("flags"),
          u16("max_background"),
          u16("congestion_threshold"),
          u32("max_write"),
          u32("time_gran"),
          u16("max_pages"),
          u16("map_alignment"),
          u32("flags2"),
          MemoryLayout.sequenceLayout(7, ValueLayout.JAVA_INT).withName("unused"));

  public static final StructLayout ATTR =
      struct(
          "fuse_attr",
          u64("ino"),
          u64("size"),
          u64("blocks"),
          u64("atime"),
          u64("mtime"),
          u64("ctime"),
          u32("atimensec"),
          u32("mtimensec"),
          u32("ctimensec"),
          u32("mode"),
          u32("nlink"),
          u32("uid"),
          u32("gid"),
          u32("rdev"),
          u32("blksize"),
          u32("flags"));

  public static final StructLayout ATTR_OUT =
      struct(
          "fuse_attr_out",
          u64("attr_valid"),
          u32("attr_valid_nsec"),
          u32("dummy"),
          ATTR.withName("attr"));

  public static final StructLayout ENTRY_OUT =
      struct(
          "fuse_entry_out",
          u64("nodeid"),
          u64("generation"),
          u64("entry_valid"),
          u64("attr_valid"),
          u32("entry_valid_nsec"),
          u32("attr_valid_nsec"),
          ATTR.withName("attr"));

  public static final StructLayout SX_TIME =
      struct("fuse_sx_time", u64("tv_sec"), u32("tv_nsec"), u32("__reserved"));

  public static final StructLayout STATX =
      struct(
          "fuse_statx",
          u32("mask"),
          u32("blksize"),
          u64("attributes"),
          u32("nlink"),
          u32("uid"),
          u32("gid"),
          u16("mode"),
          MemoryLayout.sequenceLayout(1, ValueLayout.JAVA_SHORT).withName("__spare0"),
          u64("ino"),
          u64("size"),
          u64("blocks"),
          u64("attributes_mask"),
          SX_TIME.withName("atime"),
          SX_TIME.withName("btime"),
          SX_TIME.withName("ctime"),
          SX_TIME.withName("mtime"),
          u32("rdev_major"),
          u32("rdev_minor"),
          u32("dev_major"),
          u32("dev_minor"),
          MemoryLayout.sequenceLayout(14, ValueLayout.JAVA_LONG).withName("__spare2"));

  public static final StructLayout STATX_OUT =
      struct(
          "fuse_statx_out",
          u64("attr_valid"),
          u32("attr_valid_nsec"),
          u32("flags"),
          MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG).withName("spare"),
          STATX.withName("stat"));

  public static final StructLayout KSTATFS =
      struct(
          "fuse_kstatfs",
          u64("blocks"),
          u64("bfree"),
          u64("bavail"),
          u64("files"),
          u64("ffree"),
          u32("bsize"),
          u32("namelen"),
          u32("frsize"),
          u32("padding"),
          MemoryLayout.sequenceLayout(6, ValueLayout.JAVA_INT).withName("spare"));

  public static final StructLayout FORGET_IN = struct("fuse_forget_in", u64("nlookup"));

  public static final StructLayout BATCH_FORGET_IN =
      struct("fuse_batch_forget_in", u32("count"), u32("dummy"));

  public static final StructLayout FORGET_ONE =
      struct("fuse_forget_one", u64("nodeid"), u64("nlookup"));

  public static final StructLayout SETATTR_IN =
      struct(
          "fuse_setattr_in",
          u32("valid"),
          u32("padding"),
          u64("fh"),
          u64("size"),
          u64("lock_owner"),
          u64("atime"),
          u64("mtime"),
          u64("ctime"),
          u32("atimensec"),
          u32("mtimensec"),
          u32("ctimensec"),
          u32("mode"),
          u32("unused4"),
          u32("uid"),
          u32("gid"),
          u32("unused5"));

  public static final StructLayout MKNOD_IN =
      struct("fuse_mknod_in", u32("mode"), u32("rdev"), u32("umask"), u32("padding"));

  public static final StructLayout MKDIR_IN = struct("fuse_mkdir_in", u32("mode"), u32("umask"));

  public static final StructLayout RENAME_IN = struct("fuse_rename_in", u64("newdir"));

  public static final StructLayout RENAME2_IN =
      struct("fuse_rename2_in", u64("newdir"), u32("flags"), u32("padding"));

  public static final StructLayout LINK_IN = struct("fuse_link_in", u64("oldnodeid"));

  public static final StructLayout OPEN_IN =
      struct("fuse_open_in", u32("flags"), u32("open_flags"));

  public static final StructLayout CREATE_IN =
      struct("fuse_create_in", u32("flags"), u32("mode"), u32("umask"), u32("open_flags"));

  public static final StructLayout OPEN_OUT =
      struct("fuse_open_out", u64("fh"), u32("open_flags"), u32("padding"));

  public static final StructLayout RELEASE_IN =
      struct("fuse_release_in", u64("fh"), u32("flags"), u32("release_flags"), u64("lock_owner"));

  public static final StructLayout FLUSH_IN =
      struct("fuse_flush_in", u64("fh"), u32("unused"), u32("padding"), u64("lock_owner"));

  public static final StructLayout READ_IN =
      struct(
          "fuse_read_in",
          u64("fh"),
          u64("offset"),
          u32("size"),
          u32("read_flags"),
          u64("lock_owner"),
          u32("flags"),
          u32("padding"));

  public static final StructLayout WRITE_IN =
      struct(
          "fuse_write_in",
          u64("fh"),
          u64("offset"),
          u32("size"),
          u32("write_flags"),
          u64("lock_owner"),
          u32("flags"),
          u32("padding"));

  public static final StructLayout WRITE_OUT =
      struct("fuse_write_out", u32("size"), u32("padding"));

  public static final StructLayout FSYNC_IN =
      struct("fuse_fsync_in", u64("fh"), u32("fsync_flags"), u32("padding"));

  public static final StructLayout FALLOCATE_IN =
      struct(
          "fuse_fallocate_in",
          u64("fh"),
          u64("offset"),
          u64("length"),
          u32("mode"),
          u32("padding"));

  public static final StructLayout LSEEK_IN =
      struct("fuse_lseek_in", u64("fh"), u64("offset"), u32("whence"), u32("padding"));

  public static final StructLayout LSEEK_OUT = struct("fuse_lseek_out", u64("offset"));

  public static final StructLayout COPY_FILE_RANGE_IN =
      struct(
          "fuse_copy_file_range_in",
          u64("fh_in"),
          u64("off_in"),
          u64("nodeid_out"),
          u64("fh_out"),
          u64("off_out"),
          u64("len"),
          u64("flags"));

  /** The older form is the first eight bytes: size and flags. */
  public static final StructLayout SETXATTR_IN =
      struct("fuse_setxattr_in", u32("size"), u32("flags"), u32("setxattr_flags"), u32("padding"));

  public static final StructLayout GETXATTR_IN =
      struct("fuse_getxattr_in", u32("size"), u32("padding"));

  public static final StructLayout GETXATTR_OUT =
      struct("fuse_getxattr_out", u32("size"), u32("padding"));

  public static final StructLayout FILE_LOCK =
      struct("fuse_file_lock", u64("start"), u64("end"), u32("type"), u32("pid"));

  public static final StructLayout LK_IN =
      struct(
          "fuse_lk_in",
          u64("fh"),
          u64("owner"),
          FILE_LOCK.withName("lk"),
          u32("lk_flags"),
          u32("padding"));

  public static final StructLayout LK_OUT = struct("fuse_lk_out", FILE_LOCK.withName("lk"));

  public static final StructLayout INTERRUPT_IN = struct("fuse_interrupt_in", u64("unique"));

  /** Followed by the name. */
  public static final StructLayout DIRENT =
      struct("fuse_dirent", u64("ino"), u64("off"), u32("namelen"), u32("type"));

  public static final StructLayout NOTIFY_INVAL_INODE_OUT =
      struct("fuse_notify_inval_inode_out", u64("ino"), u64("off"), u64("len"));

  public static final StructLayout NOTIFY_INVAL_ENTRY_OUT =
      struct("fuse_notify_inval_entry_out", u64("parent"), u32("namelen"), u32("flags"));

  private KernelStructs() {}

  /** Every structure, for the test that compares them with the header. */
  public static List<StructLayout> all() {
    return List.of(
        IN_HEADER,
        OUT_HEADER,
        INIT_IN,
        INIT_OUT,
        ATTR,
        ATTR_OUT,
        ENTRY_OUT,
        SX_TIME,
        STATX,
        STATX_OUT,
        KSTATFS,
        FORGET_IN,
        BATCH_FORGET_IN,
        FORGET_ONE,
        SETATTR_IN,
        MKNOD_IN,
        MKDIR_IN,
        RENAME_IN,
        RENAME2_IN,
        LINK_IN,
        OPEN_IN,
        CREATE_IN,
        OPEN_OUT,
        RELEASE_IN,
        FLUSH_IN,
        READ_IN,
        WRITE_IN,
        WRITE_OUT,
        FSYNC_IN,
        FALLOCATE_IN,
        LSEEK_IN,
        LSEEK_OUT,
        COPY_FILE_RANGE_IN,
        SETXATTR_IN,
        GETXATTR_IN,
        GETXATTR_OUT,
        FILE_LOCK,
        LK_IN,
        LK_OUT,
        INTERRUPT_IN,
        DIRENT,
        NOTIFY_INVAL_INODE_OUT,
        NOTIFY_INVAL_ENTRY_OUT);
  }

  /** Where a field lies, by its name; fields of structures within by several. */
  static long at(StructLayout struct, String... path) {
    MemoryLayout.PathElement[] elements = new MemoryLayout.PathElement[path.length];
    for (int i = 0; i < path.length; i++) {
      elements[i] = MemoryLayout.PathElement.groupElement(path[i]);
    }
    return struct.byteOffset(elements);
  }

  private static StructLayout struct(String name, MemoryLayout... fields) {
    return MemoryLayout.structLayout(fields).withName(name);
  }

  private static MemoryLayout u64(String name) {
    return ValueLayout.JAVA_LONG.withName(name);
  }

  private static MemoryLayout u32(String name) {
    return ValueLayout.JAVA_INT.withName(name);
  }

  private static MemoryLayout u16(String name) {
    return ValueLayout.JAVA_SHORT.withName(name);
  }
}
