package io.distfs.server;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things to close in the reverse order of their making, each whatever becomes of the others.
 * Confined to one thread at a time.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  private record Step(String name, AutoCloseable resource) {}

  /** Remembers a resource; gives it back. */
  <T extends AutoCloseable> T add(String name, T resource) {
    steps.push(new Step(name, resource));
    return resource;
  }

  @Override
  public void close() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        step.resource().close();
      } catch (Exception e) {
        LOG.warn("closing the {} failed", step.name(), e);
      }
    }
  }
}
