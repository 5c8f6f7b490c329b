package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All workloads in order, each group on its own; a group that fails is reported, not fatal. */
public final class Suite {
  /** The groups there are. */
  public static final List<String> GROUPS =
      List.of("big", "small", "list", "cached", "append", "tree");

  private static final int RANDOM_READ_THREADS = 16;
  private static final int CREATE_THREADS = 8;

  private final Target target;
  private final Sizes sizes;
  private final WarmUp warmUp;
  private final @Nullable Path archive;
  private final @Nullable ProcessCpu server;
  private final Report report;

  /** How much each workload does. */
  public record Sizes(int bigMebibytes, int files, int appends, int seconds) {
    /** The figures of record. */
    public static final Sizes FULL = new Sizes(1024, 4000, 500, 5);

    /** A quick look. */
    public static final Sizes QUICK = new Sizes(128, 800, 60, 2);
  }

  /**
   * What some workloads need.
   *
   * @param archive what the tree workload unpacks; null: it cannot run
   * @param server the process whose CPU time is told, null for none
   */
  public record Given(@Nullable Path archive, @Nullable ProcessCpu server) {}

  /**
   * A suite on this target; the tree workload needs an archive.
   *
   * @param warmUpSeconds how long work like what is measured is done before it; 0 for none
   */
  public Suite(Target target, Sizes sizes, int warmUpSeconds, Given given, Report report) {
    this.target = target;
    this.sizes = sizes;
    this.warmUp = new WarmUp(target.directory(), warmUpSeconds);
    this.archive = given.archive();
    this.server = given.server();
    this.report = report;
  }

  /** Runs the groups named; returns whether all of them finished. */
  public boolean run(Set<String> groups) throws InterruptedException {
    boolean complete = true;
    for (String group : GROUPS) {
      if (groups.contains(group)) {
        complete &= runGroup(group);
      }
    }
    return complete;
  }

  // A benchmark group may fail in any way its tools fail; the report carries the reason.
  private boolean runGroup(String group) throws InterruptedException {
    try {
      switch (group) {
        case "big" -> big();
        case "small" -> small();
        case "list" -> new LongListWorkload(target).run(report);
        case "cached" -> cached();
        case "append" -> append();
        case "tree" -> tree();
        default -> throw new IllegalArgumentException("no such group: " + group);
      }
      return true;
    } catch (IOException | ExecutionException e) {
      report.failed(group, e);
      return false;
    }
  }

  private void big() throws IOException, InterruptedException, ExecutionException {
    Path file = target.directory().resolve("big");
    SequentialWorkload sequential = new SequentialWorkload(file, sizes.bigMebibytes());
    warmUp.writing(sizes.bigMebibytes());
    sequential.write("seq_write_fsync", report);
    target.makeCold();
    sequential.read("seq_read_cold", report);
    sequential.read("seq_read_warm", report);
    target.makeCold();
    new RandomReadWorkload(file, RANDOM_READ_THREADS, TimeUnit.SECONDS.toNanos(sizes.seconds()))
        .run("rand_read_4k_16t", report);
    Files.delete(file);
  }

  private void small() throws IOException, InterruptedException, ExecutionException {
    SmallFilesWorkload files =
        new SmallFilesWorkload(target.directory().resolve("small"), sizes.files());
    files.makeDirectories();
    warmUp.smallFiles(1);
    files.create("create_4k_1t", 1, false, report);
    target.makeCold();
    files.stat("stat_cold", report);
    files.stat("stat_warm", report);
    target.makeCold();
    files.list("ls_lR_cold", report);
    files.list("ls_lR_warm", report);
    target.makeCold();
    files.read("read_small_cold", report);
    files.read("read_small_warm", report);
    warmUp.smallFiles(1);
    files.rename("rename", report);
    files.unlink("unlink", true, 1, report);
    warmUp.smallFiles(CREATE_THREADS);
    files.create("create_4k_8t", CREATE_THREADS, false, report);
    files.unlink("unlink_8t", false, CREATE_THREADS, report);
    files.removeDirectories();
  }

  private void cached() throws IOException {
    Path file = target.directory().resolve("cached");
    new CachedWorkload(file, TimeUnit.SECONDS.toNanos(sizes.seconds()), server).run(report);
  }

  private void append() throws IOException, InterruptedException, ExecutionException {
    AppendWorkload append = new AppendWorkload(target.directory().resolve("log"));
    warmUp.appending();
    append.run("append_1k_fsync", sizes.appends(), report);
    Path file = target.directory().resolve("big");
    append.runDuring(
        "append_during_write", new SequentialWorkload(file, sizes.bigMebibytes()), report);
    Files.delete(file);
  }

  private void tree() throws IOException, InterruptedException {
    if (archive == null) {
      throw new IOException("no archive given: --tree FILE.tar");
    }
    new TreeWorkload(archive, target.directory().resolve("tree")).run(report);
  }
}
