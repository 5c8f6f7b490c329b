package io.distfs.integration.fuzz;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Mutants that do wrong to what files hold. */
final class ContentMutants {
  private static final int O_RDWR = 2;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;

  private ContentMutants() {}

  /** write(2) does not move the time of modification. */
  static final class WriteTime extends ForwardingVfs {
    WriteTime(Vfs inner) {
      super(inner);
    }

    @Override
    public int write(OpenFile file, long offset, ByteBuffer source) {
      Attributes before = inner.getAttributes(file.inode());
      int count = super.write(file, offset, source);
      TimeChange old = new TimeChange.At(before.times().mtime());
      inner.setAttributes(file.inode(), AttributeChange.ofTimes(null, old), Credentials.ROOT);
      return count;
    }
  }

  /** Bytes cut off show again when the file grows. */
  static final class OldBytes extends ForwardingVfs {
    private static final int KEPT_MAX = 4096;

    private final Map<InodeId, Tail> tails = new ConcurrentHashMap<>();

    private record Tail(long offset, ByteString bytes) {}

    OldBytes(Vfs inner) {
      super(inner);
    }

    @Override
    public Attributes setAttributes(
        InodeId inode, AttributeChange change, Credentials credentials) {
      Long size = change.size();
      if (size == null) {
        return super.setAttributes(inode, change, credentials);
      }
      long before = inner.getAttributes(inode).size();
      OpenFile file = inner.open(inode, O_RDWR, Credentials.ROOT);
      try {
        if (size < before) {
          ByteBuffer cut = ByteBuffer.allocate((int) Math.min(KEPT_MAX, before - size));
          inner.read(file, size, cut);
          tails.put(inode, new Tail(size, ByteString.copyOf(cut.flip())));
        }
        Attributes after = super.setAttributes(inode, change, credentials);
        Tail tail = tails.get(inode);
        if (tail != null && size >= tail.offset() + tail.bytes().length()) {
          inner.write(file, tail.offset(), tail.bytes().asBuffer());
        }
        return after;
      } finally {
        inner.flush(file);
        inner.release(file);
      }
    }
  }

  /** O_APPEND writes where the file ended when it was opened, and on from there. */
  static final class StaleEnd extends ForwardingVfs {
    private final Map<OpenFile, Long> ends = new ConcurrentHashMap<>();

    StaleEnd(Vfs inner) {
      super(inner);
    }

    @Override
    public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
      return remembered(super.open(inode, openFlags & ~O_APPEND, credentials));
    }

    @Override
    public OpenFile create(
        InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
      return remembered(super.create(parent, name, mode, openFlags & ~O_APPEND, credentials));
    }

    private OpenFile remembered(OpenFile file) {
      ends.put(file, inner.getAttributes(file.inode()).size());
      return file;
    }

    @Override
    public int write(OpenFile file, long offset, ByteBuffer source) {
      Long end = ends.get(file);
      if (offset != AT_END || end == null) {
        return super.write(file, offset, source);
      }
      int count = super.write(file, end, source);
      ends.put(file, end + count);
      return count;
    }

    @Override
    public void release(OpenFile file) {
      ends.remove(file);
      super.release(file);
    }
  }

  /** O_TRUNC is not seen. */
  static final class OpenTruncate extends ForwardingVfs {
    OpenTruncate(Vfs inner) {
      super(inner);
    }

    @Override
    public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
      return super.open(inode, openFlags & ~O_TRUNC, credentials);
    }
  }

  /** FALLOC_FL_PUNCH_HOLE does nothing. */
  static final class Punch extends ForwardingVfs {
    Punch(Vfs inner) {
      super(inner);
    }

    @Override
    public void allocate(OpenFile file, int mode, long offset, long length) {
      if ((mode & PUNCH_HOLE) == 0) {
        super.allocate(file, mode, offset, length);
      }
    }
  }

  /** FALLOC_FL_KEEP_SIZE is not seen where something is reserved. */
  static final class KeepSize extends ForwardingVfs {
    KeepSize(Vfs inner) {
      super(inner);
    }

    @Override
    public void allocate(OpenFile file, int mode, long offset, long length) {
      super.allocate(file, mode == KEEP_SIZE ? 0 : mode, offset, length);
    }
  }
}
