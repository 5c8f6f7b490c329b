package io.distfs.shared.transport;

import org.jspecify.annotations.Nullable;

/** What a frame is in the exchange; the number is one byte on the wire. */
enum FrameType {
  /** Wants exactly one reply with its request id. */
  REQUEST(1),
  /** Wants no reply. */
  ONE_WAY(2),
  /** The answer to a request. */
  REPLY_OK(3),
  /** An operating error: errno and message, see {@link FailureCodec}. */
  REPLY_ERROR(4),
  /** The server asked does not lead; carries who does, see {@link FailureCodec}. */
  REPLY_REDIRECT(5);

  private final int number;

  FrameType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  boolean isReply() {
    return switch (this) {
      case REQUEST, ONE_WAY -> false;
      case REPLY_OK, REPLY_ERROR, REPLY_REDIRECT -> true;
    };
  }

  /** The type of a number, or null. */
  static @Nullable FrameType of(int number) {
    for (FrameType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }
}
