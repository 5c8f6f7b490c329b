package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Peer;
import io.distfs.integration.syscall.Stat;
import io.distfs.integration.syscall.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the processes that make steps: a few descriptors, a umask, a working folder, and a user
 * whose calls they are. Used by one thread at a time.
 */
final class Actor implements AutoCloseable {
  static final int CLOSED = -1;

  /** Which process a random step goes to: the superuser may do more, and gets more to do. */
  static final List<Integer> SHARES = List.of(0, 0, 1, 2);

  /** How many there are. */
  static final int COUNT = 3;

  /** The third is in the second's group, as one of several. */
  private static final List<User> USERS = List.of(User.ALICE, User.BOB.in(User.ALICE.gid()));

  private final Place place;
  private final int who;
  private final int[] slots;
  private final Peer peer;

  /**
   * Where a process works.
   *
   * @param path the folder of its world
   * @param folder a descriptor of it, inherited by all
   * @param watcher looks at what its steps touch
   */
  record Place(String path, int folder, Watcher watcher) {}

  private Actor(Place place, int who, int[] slots) {
    this.place = place;
    this.who = who;
    this.slots = slots;
    this.peer = Peer.fork();
  }

  /** A child of the calling thread, with nothing but the folder open. */
  static Actor first(Place place, int who) {
    int[] none = new int[Step.SLOTS];
    Arrays.fill(none, CLOSED);
    return new Actor(place, who, none);
  }

  /** A child of this process, which shares its open files and is another user's. */
  Actor fork(int user) {
    return peer.ask(() -> new Actor(place, user, slots.clone()));
  }

  /** Begins to make the call; the error's name, or "ok" and what was seen. */
  Future<String> begin(Step step) {
    return peer.beginAsking(() -> watched(step));
  }

  /** Begins to make calls one after another; the answers. */
  Future<List<String>> begin(List<Step> steps) {
    List<String> answers = new ArrayList<>();
    Supplier<List<String>> all =
        () -> {
          steps.forEach(step -> answers.add(watched(step)));
          return answers;
        };
    return peer.beginAsking(all);
  }

  private String watched(Step step) {
    if (!step.watched()) {
      return answer(step);
    }
    List<String> places = place.watcher().places(peer, step, slots[step.slot()]);
    List<@Nullable Stat> before = place.watcher().before(places);
    return answer(step) + place.watcher().after(places, before);
  }

  private String answer(Step step) {
    String[] answer = {""};
    Runnable call = () -> answer[0] = step.operation().call().make(this, step);
    try {
      if (who == 0) {
        call.run();
      } else {
        USERS.get(who - 1).act(call);
      }
    } catch (FailedCall e) {
      return LinuxError.name(e.errno());
    }
    return "ok " + answer[0];
  }

  /** The descriptor in a slot. On the process's own thread, as the others here. */
  int fd(int slot) {
    return slots[slot];
  }

  /** Takes a descriptor out of its slot. */
  int take(int slot) {
    int fd = slots[slot];
    slots[slot] = CLOSED;
    return fd;
  }

  /** Puts a descriptor into a slot, and closes what was there. */
  void put(int slot, int fd) {
    int before = slots[slot];
    slots[slot] = fd;
    if (before != CLOSED) {
      Descriptors.close(before);
    }
  }

  /** Goes back to the world's folder by the inherited descriptor. */
  void goHome() {
    Names.fchdir(place.folder());
  }

  /** The path of the world's folder. */
  String home() {
    return place.path();
  }

  /** Ends as a process does: what it has open is closed. */
  @Override
  public void close() {
    peer.close();
  }
}
