package io.distfs.shared.id;

import java.util.UUID;

/** Identity of a cluster, made once when it is formatted; part of every handshake. */
public record ClusterId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
