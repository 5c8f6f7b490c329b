package io.distfs.server.namespace;

/**
 * The stored state contradicts its format or itself. A broken invariant: in {@code apply} it stops
 * the node, the verifier reports it.
 */
public final class CorruptStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With the values in the message. */
  public CorruptStateException(String message) {
    super(message);
  }
}
