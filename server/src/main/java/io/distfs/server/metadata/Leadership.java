package io.distfs.server.metadata;

/** Hears when this server begins and ends to lead; called on the thread that applies the log. */
interface Leadership {
  /** Everything of earlier leaders is applied. */
  void began();

  /** What was not decided yet will not be decided here. */
  void ended();
}
