package io.distfs.shared.transport;

import java.nio.ByteBuffer;

/**
 * A frame as it arrived, checked. Whoever holds it owns the payload.
 *
 * @param kind the number of a {@link MessageKind}, perhaps one of a later version
 * @param header the message header, its own copy, little-endian
 */
record Frame(FrameType type, int kind, long requestId, ByteBuffer header, Payload payload) {}
