package io.distfs.server.metadata;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;

/**
 * What the leader refuses before it reaches the log: commands no client may send. Everything else
 * is the state machine's to decide. Stateless.
 */
final class MutationGuard {
  private MutationGuard() {}

  /**
   * Refuses a command that only servers make, or that belongs to no session.
   *
   * @throws FsException EPERM, EINVAL
   */
  static void requireFromClient(Command command) {
    switch (command.mutation()) {
      case Mutation.ExpireSession _, Mutation.CollectOrphans _, Mutation.ReclaimDone _ ->
          throw new FsException(
              Errno.EPERM,
              command.mutation().getClass().getSimpleName() + " is the leader's alone to send");
      case Mutation.OpenSession _ -> {}
      default -> {
        if (command.session().equals(SessionId.SYSTEM) || command.sequence() < 1) {
          throw new FsException(
              Errno.EINVAL,
              "command of session " + command.session() + " with sequence " + command.sequence());
        }
      }
    }
  }
}
