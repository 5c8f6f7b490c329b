package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.IN_HEADER;
import static io.distfs.mount.direct.KernelStructs.OUT_HEADER;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at a time, and the memory its answer is laid out in. Confined to its worker; nothing
 * is allocated for a request.
 *
 * <pre>
 *   request:  fuse_in_header | body, up to 1 MiB of data
 *   answer:   ... | fuse_out_header | body, at a page's beginning, up to 1 MiB of data
 * </pre>
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Room for a request of the greatest size and what stands before its data. */
  static final int REQUEST_BYTES = Negotiation.REQUEST_BYTES_MAX + 4096;

  /** Greatest body of an answer. */
  static final int BODY_BYTES_MAX = Negotiation.REQUEST_BYTES_MAX;

  private static final long PAGE_BYTES = 4096;
  private static final long HEADER_BYTES = OUT_HEADER.byteSize();

  private static final long LENGTH = at(IN_HEADER, "len");
  private static final long OPCODE = at(IN_HEADER, "opcode");
  private static final long UNIQUE = at(IN_HEADER, "unique");
  private static final long NODE = at(IN_HEADER, "nodeid");
  private static final long UID = at(IN_HEADER, "uid");
  private static final long GID = at(IN_HEADER, "gid");
  private static final long PID = at(IN_HEADER, "pid");
  private static final long BODY = IN_HEADER.byteSize();

  private static final long OUT_ERROR = at(OUT_HEADER, "error");
  private static final long OUT_UNIQUE = at(OUT_HEADER, "unique");

  private final Device device;
  private final MemorySegment state;
  private final MemorySegment request;
  private final MemorySegment answer;
  private final MemorySegment body;
  private final ByteBuffer requestBytes;
  private final ByteBuffer bodyBytes;

  /** {@link #callerWithGroups}, for who decides whether it is needed; no object per request. */
  private final Supplier<Credentials> groups = this::callerWithGroups;

  private boolean answered;

  /** Memory lives as long as the arena. */
  Exchange(Device device, Arena arena) {
    this.device = device;
    this.state = LibC.state(arena);
    this.request = arena.allocate(REQUEST_BYTES, PAGE_BYTES);
    MemorySegment pages = arena.allocate(PAGE_BYTES + BODY_BYTES_MAX, PAGE_BYTES);
    this.answer = pages.asSlice(PAGE_BYTES - HEADER_BYTES);
    this.body = pages.asSlice(PAGE_BYTES);
    this.requestBytes = request.asByteBuffer();
    this.bodyBytes = body.asByteBuffer();
  }

  /** Waits for a request; a negative errno if none came. */
  int receive() {
    answered = false;
    int count = device.read(state, request);
    if (count >= 0 && (count < BODY || count != request.get(JAVA_INT, LENGTH))) {
      LOG.error("a request of {} bytes says it has {}", count, request.get(JAVA_INT, LENGTH));
      return -Errno.EPROTO.number();
    }
    return count;
  }

  int opcode() {
    return request.get(JAVA_INT, OPCODE);
  }

  long unique() {
    return request.get(JAVA_LONG, UNIQUE);
  }

  /** The thread that waits for the answer; 0 if it is in another pid namespace. */
  int pid() {
    return request.get(JAVA_INT, PID);
  }

  int uid() {
    return request.get(JAVA_INT, UID);
  }

  /** The inode the request is about. */
  InodeId node() {
    return new InodeId(request.get(JAVA_LONG, NODE));
  }

  /** User and group of the caller. */
  Credentials caller() {
    return new Credentials(uid(), request.get(JAVA_INT, GID), List.of());
  }

  /** User, group and, unless it is the superuser, supplementary groups. */
  Credentials callerWithGroups() {
    Credentials caller = caller();
    return caller.isRoot()
        ? caller
        : new Credentials(caller.uid(), caller.gid(), CallerGroups.of(pid()));
  }

  /** Asks for {@link #callerWithGroups} where it matters; to be used before the answer. */
  Supplier<Credentials> groups() {
    return groups;
  }

  /** Bytes behind the header. */
  int bodyBytes() {
    return (int) (request.get(JAVA_INT, LENGTH) - BODY);
  }

  /** What stands behind the header, as long as it came. */
  MemorySegment requestBody() {
    return request.asSlice(BODY, bodyBytes());
  }

  int intAt(long offset) {
    return request.get(JAVA_INT, BODY + offset);
  }

  long longAt(long offset) {
    return request.get(JAVA_LONG, BODY + offset);
  }

  /** The data behind a structure of that size, to be used before the next request. */
  ByteBuffer dataAt(long offset, int bytes) {
    int begin = (int) (BODY + offset);
    if (bytes < 0 || bytes > bodyBytes() - offset) {
      throw new io.distfs.shared.error.FsException(
          Errno.EINVAL, "request with " + bytes + " bytes of data in " + bodyBytes());
    }
    requestBytes.limit(begin + bytes).position(begin);
    return requestBytes;
  }

  /** The bytes of a string that begins there, without its NUL. */
  byte[] stringAt(long offset) {
    long begin = BODY + offset;
    long end = begin;
    long limit = request.get(JAVA_INT, LENGTH);
    while (end < limit && request.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return request.asSlice(begin, end - begin).toArray(JAVA_BYTE);
  }

  /** A file name that begins there. ENAMETOOLONG, EINVAL. */
  FileName nameAt(long offset) {
    return FileName.of(stringAt(offset));
  }

  /** Bytes from there on, copied. */
  ByteString bytesAt(long offset, int bytes) {
    byte[] copy = new byte[bytes];
    dataAt(offset, bytes).get(copy);
    return ByteString.wrap(copy);
  }

  /** Where the body of the answer is laid out. */
  MemorySegment body() {
    return body;
  }

  /** Room for data of the answer: so many bytes from the body's beginning. */
  ByteBuffer bodyRoom(int bytes) {
    bodyBytes.limit(Math.min(bytes, BODY_BYTES_MAX)).position(0);
    return bodyBytes;
  }

  /** Answers with what lies in the body; false if the kernel does not want it any more. */
  boolean reply(long bytes) {
    return send(0, bytes);
  }

  boolean ok() {
    return send(0, 0);
  }

  void error(Errno errno) {
    boolean _ = send(-errno.number(), 0);
  }

  /** Whether something was answered. */
  boolean isAnswered() {
    return answered;
  }

  /**
   * The kernel may not take the answer: ENOENT says that the caller was killed and answered
   * already, anything else that the mount is going away. Neither leaves anything to be done here.
   */
  private boolean send(int error, long bytes) {
    answered = true;
    long length = HEADER_BYTES + bytes;
    answer.set(JAVA_INT, 0, (int) length);
    answer.set(JAVA_INT, OUT_ERROR, error);
    answer.set(JAVA_LONG, OUT_UNIQUE, unique());
    int refused = device.write(state, answer, length);
    if (refused != 0) {
      LOG.debug("the kernel did not take an answer: {}", Errno.of(refused));
    }
    return refused == 0;
  }
}
