package io.distfs.server.reference;

import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A session of the reference model. */
final class ModelSession {
  final SessionId id;
  final UUID nonce;
  final TreeMap<Long, Outcome> outcomes = new TreeMap<>();
  final Set<Long> inodeIds = new HashSet<>();
  final List<long[]> blockGrants = new ArrayList<>();
  final Set<InodeId> held = new HashSet<>();
  long last;
  long forgottenBelow = 1;
  long highestInode;
  long reported;

  ModelSession(SessionId id, UUID nonce, long reported) {
    this.id = id;
    this.nonce = nonce;
    this.reported = reported;
  }

  boolean mayUseBlock(long block) {
    return blockGrants.stream().anyMatch(grant -> block >= grant[0] && block < grant[1]);
  }
}
