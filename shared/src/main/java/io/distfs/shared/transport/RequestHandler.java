package io.distfs.shared.transport;

/**
 * Takes requests. Called on an event loop, for one connection in the order of arrival; must not
 * block: what waits is handed on.
 */
@FunctionalInterface
public interface RequestHandler {
  /** Handles one request; owns its payload. */
  void handle(Request request, Responder responder);
}
