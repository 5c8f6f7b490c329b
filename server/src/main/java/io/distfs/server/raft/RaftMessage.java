package io.distfs.server.raft;

import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/** The messages of the Raft engine that travel; the number is one byte on the wire. */
enum RaftMessage {
  ERROR(1, RpcRequests.ErrorResponse.getDefaultInstance()),
  APPEND_ENTRIES(2, RpcRequests.AppendEntriesRequest.getDefaultInstance()),
  APPEND_ENTRIES_REPLY(3, RpcRequests.AppendEntriesResponse.getDefaultInstance()),
  VOTE(4, RpcRequests.RequestVoteRequest.getDefaultInstance()),
  VOTE_REPLY(5, RpcRequests.RequestVoteResponse.getDefaultInstance()),
  READ_INDEX(6, RpcRequests.ReadIndexRequest.getDefaultInstance()),
  READ_INDEX_REPLY(7, RpcRequests.ReadIndexResponse.getDefaultInstance()),
  TIMEOUT_NOW(8, RpcRequests.TimeoutNowRequest.getDefaultInstance()),
  TIMEOUT_NOW_REPLY(9, RpcRequests.TimeoutNowResponse.getDefaultInstance()),
  INSTALL_SNAPSHOT(10, RpcRequests.InstallSnapshotRequest.getDefaultInstance()),
  INSTALL_SNAPSHOT_REPLY(11, RpcRequests.InstallSnapshotResponse.getDefaultInstance()),
  GET_FILE(12, RpcRequests.GetFileRequest.getDefaultInstance()),
  GET_FILE_REPLY(13, RpcRequests.GetFileResponse.getDefaultInstance());

  private final int number;
  private final Message example;

  RaftMessage(int number, Message example) {
    this.number = number;
    this.example = example;
  }

  int number() {
    return number;
  }

  Parser<? extends Message> parser() {
    return example.getParserForType();
  }

  /** Which one an object is, or null. */
  static @Nullable RaftMessage of(Object message) {
    for (RaftMessage one : values()) {
      if (one.example.getClass() == message.getClass()) {
        return one;
      }
    }
    return null;
  }

  /** The one of a number, or null. */
  static @Nullable RaftMessage ofNumber(int number) {
    for (RaftMessage one : values()) {
      if (one.number == number) {
        return one;
      }
    }
    return null;
  }
}
