package io.distfs.server.namespace;

import io.distfs.shared.message.VerifyReport;
import java.util.List;

/**
 * The filesystem's own fsck: reads every table and compares what each says of the others. Changes
 * nothing. Stateless; give it a snapshot.
 */
public final class Verifier {
  private Verifier() {}

  /** Everything that is wrong, a sentence each, at most {@link VerifyReport#PROBLEMS_MAX}. */
  public static List<String> problems(MetaReader reader) {
    Records records = new Records(reader);
    try {
      if (records.format() != Genesis.FORMAT) {
        return List.of("state of format " + records.format() + ", want " + Genesis.FORMAT);
      }
      records.applied();
      Inspection inspection = new Inspection(records);
      new DirectoryCheck(inspection).run();
      new InodeCheck(inspection).run();
      new ContentCheck(inspection).run();
      new SessionCheck(inspection).run();
      new LockCheck(inspection).run();
      return List.copyOf(inspection.problems());
    } catch (CorruptStateException e) {
      return List.of("the state cannot be read: " + e.getMessage());
    }
  }

  /** The problems, with the hash of the state and its size. */
  public static VerifyReport verify(MetaReader reader) {
    List<String> problems = problems(reader);
    long hash = StateHash.of(reader);
    StateFacts facts = new StateFacts(reader);
    try {
      return new VerifyReport(facts.appliedIndex(), hash, facts.inodes(), facts.blocks(), problems);
    } catch (CorruptStateException _) {
      // Already among the problems; there are no numbers to give.
      return new VerifyReport(0, hash, 0, 0, problems);
    }
  }
}
