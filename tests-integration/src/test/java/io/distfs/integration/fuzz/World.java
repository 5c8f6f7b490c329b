package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.O_DIRECTORY;
import static io.distfs.integration.syscall.Flags.O_RDONLY;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.CallingThread;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Kernel;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One of the two folders, and the processes at work in it. Confined to its thread. */
final class World implements AutoCloseable {
  private final String path;
  private final CallingThread kernel;
  private final int folder;
  private final Watcher watcher;
  private final List<Actor> actors = new ArrayList<>();

  /** Makes the folder, for everybody, and the processes, whose calls that kernel answers. */
  World(String path, boolean fineClock, CallingThread kernel) {
    this.path = path;
    this.kernel = kernel;
    folder = Kernel.through(kernel, () -> made(path));
    watcher = Kernel.through(kernel, () -> new Watcher(fineClock));
    Actor.Place place = new Actor.Place(path, folder, watcher);
    for (int i = 0; i < Actor.COUNT; i++) {
      int who = i;
      actors.add(Kernel.through(kernel, () -> Actor.first(place, who)));
    }
  }

  private static int made(String path) {
    Names.mkdir(path, 0777);
    int folder = Descriptors.open(path, O_RDONLY | O_DIRECTORY);
    Names.fchdir(folder);
    return folder;
  }

  /** Begins the step; the error's name, or "ok" and what was seen. */
  Future<String> begin(Step step) {
    if (step.operation() == Operation.FORK) {
      return CompletableFuture.completedFuture(fork(step.who(), step.a() % Actor.COUNT));
    }
    return actors.get(step.who()).begin(step);
  }

  /** Does the step. */
  String apply(Step step) {
    return Peer.await(begin(step));
  }

  // A process ends, and a child of another (or its own child) goes on in its place.
  private String fork(int who, int parent) {
    Actor child = actors.get(parent).fork(who);
    actors.set(who, child).close();
    return "ok ";
  }

  /** Has each process do its steps at the same time as the others; the answers, by process. */
  List<List<String>> applyAtOnce(List<List<Step>> steps) {
    List<Future<List<String>>> begun = new ArrayList<>();
    for (int who = 0; who < Actor.COUNT; who++) {
      begun.add(actors.get(who).begin(steps.get(who)));
    }
    return begun.stream().map(Peer::await).toList();
  }

  /** Does something in the folder as root, on this thread. */
  void prepare(Runnable body) {
    boolean _ =
        Kernel.through(
            kernel,
            () -> {
              Names.fchdir(folder);
              body.run();
              return true;
            });
  }

  /** Begins to look at everything below the folder, as root. */
  Future<String> beginSnapshot() {
    return watcher.begin(
        () -> {
          Names.fchdir(folder);
          try {
            return Snapshot.of(".");
          } catch (FailedCall e) {
            return "a tree that contradicts itself: " + e.getMessage() + "\n";
          }
        });
  }

  /** Ends the processes and begins to remove the folder. */
  Future<Boolean> beginToEnd() {
    actors.forEach(Actor::close);
    return watcher.begin(
        () -> {
          Names.chdir("/");
          Snapshot.remove(path);
          return true;
        });
  }

  /** When it has ended. */
  @Override
  public void close() {
    watcher.close();
    boolean _ =
        Kernel.through(
            kernel,
            () -> {
              Names.chdir("/");
              Descriptors.close(folder);
              return true;
            });
  }

  /** Whether the folder's filesystem gives every change a time of its own once somebody looked. */
  static boolean hasFineClock(String folder) {
    String probe = folder + "/clock";
    Names.mkdir(probe, 0777);
    try {
      for (int i = 0; i < 20; i++) {
        var before = Attributes.stat(probe).ctime();
        Attributes.chmod(probe, 0777);
        if (Attributes.stat(probe).ctime().equals(before)) {
          return false;
        }
      }
      return true;
    } finally {
      Names.rmdir(probe);
    }
  }
}
