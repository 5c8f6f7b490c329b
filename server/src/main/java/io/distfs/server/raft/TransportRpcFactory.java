package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import org.jspecify.annotations.Nullable;

/**
 * Gives JRaft our transport instead of Bolt. Found by JRaft through {@code META-INF/services}; the
 * higher priority wins over its own, whose libraries are not even on the class path. Thread-safe.
 */
@SPI(priority = 10)
public final class TransportRpcFactory implements RaftRpcFactory {
  /** Called by JRaft's loader. */
  public TransportRpcFactory() {}

  /** Nothing to do: {@link RaftMessageCodec} knows all messages. */
  @Override
  public void registerProtobufSerializer(String className, Object... args) {}

  @Override
  public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
    return new TransportRpcClient();
  }

  /** JRaft never listens by itself: requests come through {@link RaftRequests}. */
  @Override
  public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
    throw new IllegalStateException("JRaft wants to listen on " + endpoint + " by itself");
  }
}
