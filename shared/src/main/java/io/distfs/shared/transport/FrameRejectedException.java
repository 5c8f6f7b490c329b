package io.distfs.shared.transport;

/** Bytes that are no frame we accept; the connection they came over is closed. */
final class FrameRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;
  private final String values;

  FrameRejectedException(RejectReason reason, String values) {
    super(reason + ": " + values);
    this.reason = reason;
    this.values = values;
  }

  RejectReason reason() {
    return reason;
  }

  /** What was wrong, with want and have. */
  String reasonAndValues() {
    return reason + ": " + values;
  }
}
