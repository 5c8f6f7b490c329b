package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.transport.RpcClient.Outgoing;

/** JRaft's way back to whoever sent a request. Thread-safe. */
record PeerContext(Responder responder, Connection connection) implements RpcContext {
  @Override
  public void sendResponse(Object response) {
    Outgoing reply = RaftMessageCodec.encode(response);
    responder.reply(reply.header(), reply.payload());
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getRemoteAddress() {
    return "peer";
  }
}
