package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Answer;

/**
 * What data takes where it is to be written. Bytes of one replica.
 *
 * @param newBytes lie where there is neither data nor a reservation
 * @param replacedBytes lie where there is data: its blocks are free only after the new ones are
 *     written
 * @param keptBytes lie where space is reserved for them
 * @param reservedBytes reserved in all files, these among them
 */
public record SpaceNeed(long newBytes, long replacedBytes, long keptBytes, long reservedBytes) {
  /** Of the reserve for overwrites, what stays for units and pieces of blocks beyond the bytes. */
  private static final int ROUNDING_PART = 4;

  /** All that is going to be written. */
  public long bytes() {
    return newBytes + replacedBytes + keptBytes;
  }

  /**
   * What new data may take: neither what is reserved nor what is left to overwrites; {@link
   * Long#MAX_VALUE} if no server has reported.
   */
  public long spareBytes(Space space) {
    return space.totalBytes() == 0
        ? Long.MAX_VALUE
        : Math.max(0, space.spareBytes() - reservedBytes);
  }

  /** What overwrites may take until they have given back as much: not what is reserved. */
  long overwriteBytes(Space space) {
    long slack = Math.min(reservedBytes, space.copyReserveBytes() / ROUNDING_PART);
    return Math.max(0, space.freeBytes() - reservedBytes - slack);
  }

  /**
   * Whether there is room beside what others are promised; bytes with a reservation always have it.
   */
  public boolean fits(Space space, long promisedBytes) {
    // Without a report of any server nothing is known, and nothing is refused.
    if (space.totalBytes() == 0) {
      return true;
    }
    boolean beside = newBytes == 0 || newBytes <= spareBytes(space) - promisedBytes;
    boolean over =
        replacedBytes == 0 || newBytes + replacedBytes <= overwriteBytes(space) - promisedBytes;
    return beside && over;
  }

  /** What is said to who asks: ENOSPC if there is room but for what is being overwritten. */
  public Answer room(Space space) {
    long spare = spareBytes(space);
    return newBytes > spare || fits(space, 0)
        ? new Answer.Room(spare, newBytes)
        : new Answer.Refused(Errno.ENOSPC);
  }
}
