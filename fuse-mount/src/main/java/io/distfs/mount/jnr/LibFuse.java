package io.distfs.mount.jnr;

/**
 * The functions of libfuse 2 that this adapter calls, by their C names ({@code fuse_lowlevel.h},
 * {@code fuse_common.h} of 2.9). Thread-safe as libfuse is: a session may be processed by several
 * threads, a request is answered once.
 *
 * <p>Pointers are plain addresses: upcalls and answers are the hot path, and a wrapper object for
 * each would only be garbage. Methods are looked up by their names, hence C's.
 */
public interface LibFuse {
  long fuse_mount(long mountPoint, long args);

  void fuse_unmount(long mountPoint, long channel);

  long fuse_lowlevel_new(long args, long operations, long operationsBytes, long userData);

  void fuse_opt_free_args(long args);

  void fuse_session_add_chan(long session, long channel);

  void fuse_session_remove_chan(long channel);

  void fuse_session_destroy(long session);

  void fuse_session_exit(long session);

  int fuse_session_exited(long session);

  void fuse_session_process(long session, long request, long bytes, long channel);

  int fuse_chan_recv(long channelPointer, long buffer, long bytes);

  int fuse_chan_send(long channel, long vectors, long count);

  long fuse_chan_bufsize(long channel);

  long fuse_req_ctx(long request);

  int fuse_req_getgroups(long request, int count, long list);

  int fuse_reply_err(long request, int errno);

  int fuse_reply_entry(long request, long entry);

  int fuse_reply_create(long request, long entry, long fileInfo);

  int fuse_reply_attr(long request, long stat, double timeoutSeconds);

  int fuse_reply_readlink(long request, long target);

  int fuse_reply_open(long request, long fileInfo);

  int fuse_reply_write(long request, long bytes);

  int fuse_reply_buf(long request, long data, long bytes);

  int fuse_reply_statfs(long request, long statistics);

  int fuse_reply_xattr(long request, long bytes);

  int fuse_reply_lock(long request, long lock);

  int fuse_lowlevel_notify_inval_inode(long channel, long inode, long offset, long length);
}
