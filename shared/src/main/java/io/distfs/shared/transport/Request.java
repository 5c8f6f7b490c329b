package io.distfs.shared.transport;

import java.nio.ByteBuffer;

/**
 * A request as it arrived. The handler owns the payload and closes it; the header is its own copy.
 *
 * @param kind which request, see {@link MessageKind}
 * @param header the message's fields, little-endian, position at the first
 */
public record Request(MessageKind kind, ByteBuffer header, Payload payload) {}
