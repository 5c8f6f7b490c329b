package io.distfs.mount.direct;

/**
 * Every bit of INIT's flags that a kernel may offer, with the decision and its reason. What the
 * kernel does not offer is off.
 */
enum Feature {
  ASYNC_READ(0, true, "several reads of one file in flight: readahead"),
  POSIX_LOCKS(1, true, "fcntl locks are the cluster's, not the kernel's"),
  FILE_OPS(2, false, "obsolete"),
  ATOMIC_O_TRUNC(3, true, "open and truncate are one command"),
  EXPORT_SUPPORT(4, true, "file handles, so NFS export: lookups of . and .. by inode"),
  BIG_WRITES(5, true, "requests to write larger than a page"),
  DONT_MASK(6, true, "the umask comes apart from the mode: a default ACL takes its place"),
  SPLICE_WRITE(7, false, "data is copied into the block cache anyway; pipes cost system calls"),
  SPLICE_MOVE(8, false, "as above"),
  SPLICE_READ(9, false, "as above"),
  FLOCK_LOCKS(10, true, "flock is the cluster's too"),
  HAS_IOCTL_DIR(11, false, "there are no ioctls"),
  AUTO_INVAL_DATA(
      12, false, "would drop a file's pages after each own write; opens decide instead"),
  DO_READDIRPLUS(13, true, "a listing brings the attributes along"),
  READDIRPLUS_AUTO(14, true, "unless nobody asks for them"),
  ASYNC_DIO(15, true, "libaio and io_uring with O_DIRECT"),
  WRITEBACK_CACHE(
      16, false, "the kernel would own size and mtime; other mounts could not see them"),
  NO_OPEN_SUPPORT(17, false, "an open tells the server that a removed file is still held"),
  PARALLEL_DIROPS(18, true, "lookups and listings in one directory at once"),
  HANDLE_KILLPRIV(19, false, "its second version says when, this one leaves it to a guess"),
  POSIX_ACL(20, true, "the kernel enforces ACLs that the filesystem stores"),
  ABORT_ERROR(21, false, "an abort is an unmount here"),
  MAX_PAGES(22, true, "requests of 1 MiB"),
  CACHE_SYMLINKS(23, true, "a symlink's target never changes"),
  NO_OPENDIR_SUPPORT(24, false, "the kernel would keep listings without a time limit"),
  EXPLICIT_INVAL_DATA(25, false, "a change of size by another mount must drop the last page"),
  MAP_ALIGNMENT(26, false, "DAX only"),
  SUBMOUNTS(27, false, "one filesystem, one mount"),
  HANDLE_KILLPRIV_V2(28, true, "set-user-id bits go with a write, without a question before each"),
  SETXATTR_EXT(29, true, "says when setting an ACL drops the set-group-id bit"),
  INIT_EXT(30, true, "the bits from 32 on"),
  SECURITY_CTX(32, false, "no labels at creation: there is no security module to agree with"),
  HAS_INODE_DAX(33, false, "DAX only"),
  CREATE_SUPP_GROUP(34, false, "groups are read where a rule needs them"),
  HAS_EXPIRE_ONLY(35, false, "entries are removed, not expired"),
  DIRECT_IO_ALLOW_MMAP(36, true, "programs map files also with direct_io"),
  PASSTHROUGH(37, false, "data lies in blocks of other servers, not in a local file"),
  NO_EXPORT_SUPPORT(38, false, "file handles outlive what the kernel caches"),
  HAS_RESEND(39, false, "a restarted mount is a new session"),
  ALLOW_IDMAP(40, false, "the servers judge by the caller's ids as they are"),
  OVER_IO_URING(41, false, "off by default in kernels"),
  REQUEST_TIMEOUT(42, false, "every operation has the client's deadline");

  /** The bit, of 64: the first 32 travel in flags, the others in flags2. */
  final long bit;

  final boolean wanted;
  final String reason;

  Feature(int bit, boolean wanted, String reason) {
    this.bit = 1L << bit;
    this.wanted = wanted;
    this.reason = reason;
  }
}
