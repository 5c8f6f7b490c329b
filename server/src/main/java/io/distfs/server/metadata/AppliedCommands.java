package io.distfs.server.metadata;

import io.distfs.shared.message.Command;
import io.distfs.shared.message.Outcome;
import java.util.List;

/** Hears of every entry that was applied, on the thread that applies the log; must not block. */
interface AppliedCommands {
  /** Commands of one entry, with the outcome of each; what they did is in the store. */
  void applied(List<Command> commands, List<Outcome> outcomes);
}
