package io.distfs.client.call;

import org.jspecify.annotations.Nullable;

/**
 * What a thread does right before it has to wait for a server, for memory, or for another thread
 * that does. A front end whose thread also takes requests uses it to have another thread take them
 * meanwhile. Confined to each thread.
 */
public final class BeforeWait {
  private static final ThreadLocal<@Nullable Runnable> ACTION = new ThreadLocal<>();

  private BeforeWait() {}

  /** From now on this thread runs the action before each wait; the action must not wait itself. */
  public static void run(Runnable action) {
    ACTION.set(action);
  }

  /** This thread is about to wait. */
  public static void waiting() {
    Runnable action = ACTION.get();
    if (action != null) {
      action.run();
    }
  }
}
