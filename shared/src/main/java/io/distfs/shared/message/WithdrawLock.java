package io.distfs.shared.message;

import io.distfs.shared.id.SessionId;

/** A session no longer waits under this number of {@link AwaitLock}; the reply has no fields. */
public record WithdrawLock(SessionId session, long number) {}
