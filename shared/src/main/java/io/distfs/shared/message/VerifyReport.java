package io.distfs.shared.message;

import java.util.List;

/**
 * What the verifier found on one server; the {@code VERIFY} request has no fields.
 *
 * @param problems at most {@link #PROBLEMS_MAX}, a sentence each with the values; empty means clean
 * @param stateHash hash over the whole replicated state, equal on all servers at the same index
 */
public record VerifyReport(
    long appliedIndex, long stateHash, long inodes, long blocks, List<String> problems) {
  /** Greatest number of problems reported. */
  public static final int PROBLEMS_MAX = 100;

  public VerifyReport {
    problems = List.copyOf(problems);
  }
}
