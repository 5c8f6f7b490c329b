package io.distfs.client.vfs;

import io.distfs.client.file.OpenDescriptor;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.id.InodeId;

/** An open file as the front end holds it. Immutable. */
record OpenHandle(OpenDescriptor descriptor, int openFlags, Credentials credentials)
    implements Vfs.OpenFile {
  @Override
  public InodeId inode() {
    return descriptor.inode();
  }
}
