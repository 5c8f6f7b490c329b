package io.distfs.integration.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A way to choose steps and to have them done in two worlds. */
interface Play {
  List<Step> steps(RandomGenerator random, Choice choice);

  /** Does the steps in both, and tells where the answers differ; null where they do not. */
  @Nullable String difference(World judge, World subject, List<Step> steps, Counts counts);
}
