package io.distfs.client.file;

import io.distfs.shared.fs.Segment;

/**
 * The search of lseek(2) for data and holes in a file, as far as it is known where bytes lie:
 * written bytes are data wherever they are, committed or not; the rest up to the end is hole, and
 * so is what lies behind it. Confined to one call under the lock of the file.
 */
final class HoleSearch {
  private final CommittedContent content;
  private final Ranges written;
  private final long size;

  /**
   * Over a file.
   *
   * @param written what is not committed
   * @param size with that counted in
   */
  HoleSearch(CommittedContent content, Ranges written, long size) {
    this.content = content;
    this.written = written;
    this.size = size;
  }

  /**
   * How far a search came.
   *
   * @param found whether what was looked for begins there; else it is to go on from there, once it
   *     is known where the bytes from there on lie
   */
  record Step(long at, boolean found) {}

  /** First byte of data at or behind an offset; the file's size if there is none. */
  Step data(long from) {
    if (from >= size) {
      return new Step(size, true);
    }
    long unknown = content.unknownFrom(from, size);
    long data = Math.min(size, written.nextFrom(from));
    long known = Math.min(unknown, data);
    long committed = content.nextData(from, known);
    data = committed < known ? committed : data;
    return data <= unknown ? new Step(data, true) : new Step(unknown, false);
  }

  /** First byte of a hole at or behind an offset; the file's size if there is none before it. */
  Step hole(long from) {
    long at = from;
    while (at < size) {
      long end = runEnd(at);
      if (end == at) {
        return new Step(at, content.unknownFrom(at, at + 1) > at);
      }
      at = end;
    }
    return new Step(size, true);
  }

  /** End of one run of data that covers an offset; the offset itself if none is known. */
  private long runEnd(long at) {
    long end = written.endOf(at);
    for (Segment segment : content.placed(at, at + 1).segments()) {
      end = Math.max(end, segment.end());
    }
    return end;
  }
}
