package io.distfs.server.metadata;

import io.distfs.shared.message.Outcome;
import java.util.List;

/** What became of the commands of one log entry, in their order. Immutable. */
record Outcomes(List<Outcome> list) {
  Outcomes {
    list = List.copyOf(list);
  }
}
