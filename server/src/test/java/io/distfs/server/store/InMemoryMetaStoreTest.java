package io.distfs.server.store;

import io.distfs.server.namespace.InMemoryMetaStore;
import io.distfs.server.namespace.MetaStore;

/** The store of the core's tests keeps the contract of the real one. */
class InMemoryMetaStoreTest extends MetaStoreContract {
  private final InMemoryMetaStore store = new InMemoryMetaStore();

  @Override
  MetaStore store() {
    return store;
  }
}
