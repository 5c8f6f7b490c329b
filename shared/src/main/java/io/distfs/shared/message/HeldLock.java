package io.distfs.shared.message;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.SessionId;

/** A granted lock and the session it was granted to; it ends with that session. Immutable. */
public record HeldLock(SessionId session, FileLock lock) {}
