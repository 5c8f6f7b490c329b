package io.distfs.server.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;

/** Gives JRaft a log store of ours; everything else is its own. Stateless. */
final class LogStoreFactory extends DefaultJRaftServiceFactory {
  @Override
  public LogStorage createLogStorage(String folder, RaftOptions options) {
    return new RecentLogStorage(folder, options);
  }
}
