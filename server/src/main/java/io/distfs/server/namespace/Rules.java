package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** Which rule judges which mutation. Stateless. */
final class Rules {
  private Rules() {}

  static Result carryOut(Transition transition, Command command) {
    Mutation mutation = command.mutation();
    boolean bySystem = command.session().equals(SessionId.SYSTEM);
    boolean forSystem =
        switch (mutation) {
          case Mutation.ExpireSession _, Mutation.CollectOrphans _, Mutation.ReclaimDone _ -> true;
          default -> false;
        };
    boolean anybody = mutation instanceof Mutation.OpenSession;
    Refusal.when(!anybody && bySystem != forSystem, Errno.EINVAL);
    return switch (mutation) {
      case Mutation.MakeNode wish -> MakeNodeRule.make(transition, wish);
      case Mutation.Unlink wish -> RemoveRule.unlink(transition, wish);
      case Mutation.RemoveDirectory wish -> RemoveRule.removeDirectory(transition, wish);
      case Mutation.Rename wish -> RenameRule.rename(transition, wish);
      case Mutation.RenameWithWhiteout wish -> RenameRule.rename(transition, wish);
      case Mutation.MakeUnnamed wish -> MakeNodeRule.makeUnnamed(transition, wish);
      case Mutation.Link wish -> MakeNodeRule.link(transition, wish);
      case Mutation.SetAttributes wish -> AttributeRule.set(transition, wish);
      case Mutation.DropPrivileges wish -> Privileges.drop(transition, wish);
      case Mutation.NoteReads wish -> ReadRule.note(transition, wish);
      case Mutation.SetXattr wish -> XattrRule.set(transition, wish);
      case Mutation.RemoveXattr wish -> XattrRule.remove(transition, wish);
      case Mutation.WriteData wish -> ContentRule.write(transition, wish);
      case Mutation.AppendData wish -> ContentRule.append(transition, wish);
      case Mutation.Allocate wish -> AllocateRule.allocate(transition, wish);
      case Mutation.CloneRange wish -> CloneRule.clone(transition, wish);
      case Mutation.RelocateData wish -> ContentRule.relocate(transition, wish);
      case Mutation.PunchHole wish -> ContentRule.punch(transition, wish);
      case Mutation.OpenSession wish -> Sessions.open(transition, wish);
      case Mutation.CloseSession _ -> Sessions.close(transition, command.session());
      case Mutation.ExpireSession wish -> Sessions.close(transition, wish.expired());
      case Mutation.GrantInodes wish -> GrantRule.grantInodes(transition, wish);
      case Mutation.GrantBlocks wish -> GrantRule.grantBlocks(transition, wish);
      case Mutation.ReportHeld wish -> Orphans.reportHeld(transition, wish);
      case Mutation.CollectOrphans wish -> Orphans.collect(transition, wish);
      case Mutation.ReclaimDone wish -> ReclaimRule.done(transition, wish);
      case Mutation.SetLock wish -> LockRule.set(transition, wish);
      case Mutation.UnlockOwner wish -> LockRule.unlockOwner(transition, wish);
    };
  }
}
