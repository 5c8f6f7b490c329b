package io.distfs.cli.command;

/** Exit codes of {@code distfs}; numbers are never given to another meaning. */
final class ExitCodes {
  /** All is well. */
  static final int OK = 0;

  /** The question was answered, and something is wrong: the cluster is degraded, or damaged. */
  static final int PROBLEMS = 1;

  /** The command line was wrong. */
  static final int USAGE = 2;

  /** The question could not be answered: no server, no such file. */
  static final int FAILED = 3;

  private ExitCodes() {}
}
