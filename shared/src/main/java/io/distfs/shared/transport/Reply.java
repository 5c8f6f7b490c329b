package io.distfs.shared.transport;

import java.nio.ByteBuffer;

/** A reply as it arrived. The caller owns the payload and closes it. */
public record Reply(ByteBuffer header, Payload payload) {}
