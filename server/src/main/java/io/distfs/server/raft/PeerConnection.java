package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What JRaft takes for the connection of a request: a place for attributes. Our transport shows no
 * connections, so all peers share one; JRaft keys what it stores there by peer. Thread-safe.
 */
final class PeerConnection implements Connection {
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();

  @Override
  public @Nullable Object getAttribute(String key) {
    return attributes.get(key);
  }

  @Override
  public void setAttribute(String key, Object value) {
    attributes.put(key, value);
  }

  @Override
  public @Nullable Object setAttributeIfAbsent(String key, Object value) {
    return attributes.putIfAbsent(key, value);
  }

  /** Stays open: JRaft closes it to make a leader start over, which its time-outs do too. */
  @Override
  public void close() {}
}
