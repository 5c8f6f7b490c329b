package io.distfs.shared.ring;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A consistent-hash ring: says for each block which servers should hold it, in order of preference.
 * Immutable.
 *
 * <p>A server of weight 100 has 128 virtual nodes, others in proportion. Each virtual node stands
 * at eight places: with one place each, a server's share would scatter by 1/sqrt(128) = 9 %, and
 * the fullest of ten servers would often hold 15 % more than the mean; with eight it scatters by 3
 * %. A server's places depend on nothing but its number, so that a server that comes or goes moves
 * no block between two others.
 */
public final class Ring {
  /** Virtual nodes of a server of weight 100. */
  public static final int VIRTUAL_NODES = 128;

  /** The weight that has {@link #VIRTUAL_NODES}. */
  public static final int WEIGHT_USUAL = 100;

  /** Places of one virtual node. */
  static final int PLACES_PER_NODE = 8;

  /** Greatest number of places: 32 MiB of them, 4,096 servers of usual weight. */
  static final int PLACES_MAX = 4 << 20;

  private final List<Member> members;

  /** Places in unsigned order, each with its sign bit flipped so that signed order is the same. */
  private final long[] places;

  /** Index into members by a server's number. */
  private final char[] memberByServer;

  /** Which failure domain each member is in; one of its own without a label. */
  private final int[] domains;

  /**
   * A server on the ring.
   *
   * @param weight share of the blocks relative to others; {@link #WEIGHT_USUAL} is usual
   * @param failureDomain label of what fails together; empty: it shares its fate with nobody
   */
  public record Member(ServerId server, int weight, String failureDomain) {
    private int places() {
      return PLACES_PER_NODE
          * Math.max(1, Math.round((float) VIRTUAL_NODES * weight / WEIGHT_USUAL));
    }
  }

  /**
   * A ring of these servers, in any order.
   *
   * @throws FsException EINVAL if there are none, one twice, or more places than {@link
   *     #PLACES_MAX}
   */
  public Ring(List<Member> members) {
    this.members = List.copyOf(members);
    this.memberByServer = index(this.members);
    this.places = places(this.members);
    this.domains = domains(this.members);
  }

  /** The ring of a cluster. */
  public static Ring of(ClusterMap map) {
    return new Ring(
        map.servers().stream()
            .map(server -> new Member(server.id(), server.weight(), server.failureDomain()))
            .toList());
  }

  /**
   * The servers that should hold a block: the first live ones clockwise, in distinct failure
   * domains as long as there are enough of those, then the first others clockwise.
   *
   * @param count how many
   * @param live asked at most once for each server
   * @return distinct servers in order of preference; fewer than {@code count} if fewer are live
   */
  public List<ServerId> replicas(BlockId block, int count, Predicate<ServerId> live) {
    return new Walk(count, live).from(firstAt(block));
  }

  /** The server that comes first for a block, dead or alive. */
  public ServerId first(BlockId block) {
    return members.get(memberAt(firstAt(block))).server();
  }

  private int firstAt(BlockId block) {
    int found = Arrays.binarySearch(places, RingHash.block(block) ^ Long.MIN_VALUE);
    int at = found >= 0 ? found : -found - 1;
    return at == places.length ? 0 : at;
  }

  private int memberAt(int at) {
    return memberByServer[(int) places[at] & ServerId.VALUE_MAX];
  }

  private static char[] index(List<Member> members) {
    if (members.isEmpty()) {
      throw new FsException(Errno.EINVAL, "a ring of no servers");
    }
    char[] index = new char[ServerId.VALUE_MAX + 1];
    Arrays.fill(index, Character.MAX_VALUE);
    for (int i = 0; i < members.size(); i++) {
      int server = members.get(i).server().value();
      if (index[server] != Character.MAX_VALUE) {
        throw new FsException(Errno.EINVAL, "server " + server + " is twice on the ring");
      }
      index[server] = (char) i;
    }
    return index;
  }

  private static long[] places(List<Member> members) {
    long count = members.stream().mapToLong(Member::places).sum();
    if (count > PLACES_MAX) {
      throw new FsException(
          Errno.EINVAL,
          "a ring of " + count + " places, limit " + PLACES_MAX + ": divide all weights by ten");
    }
    long[] places = new long[(int) count];
    int at = 0;
    for (Member member : members) {
      for (int number = 0; number < member.places(); number++) {
        places[at++] = RingHash.place(member.server(), number) ^ Long.MIN_VALUE;
      }
    }
    Arrays.sort(places);
    return places;
  }

  private static int[] domains(List<Member> members) {
    Map<String, Integer> byLabel = new HashMap<>();
    int[] domains = new int[members.size()];
    for (int i = 0; i < domains.length; i++) {
      String label = members.get(i).failureDomain();
      domains[i] = label.isEmpty() ? i : byLabel.getOrDefault(label, i);
      byLabel.putIfAbsent(label, i);
    }
    return domains;
  }

  /** One walk around the ring, looking at each server once. */
  private final class Walk {
    private final int count;
    private final Predicate<ServerId> live;
    private final boolean[] seen = new boolean[members.size()];
    private final boolean[] domainTaken = new boolean[members.size()];
    private final List<ServerId> taken;

    /** Live servers passed over because their failure domain was taken, clockwise. */
    private final List<ServerId> passed = new ArrayList<>();

    Walk(int count, Predicate<ServerId> live) {
      this.count = Math.min(count, members.size());
      this.live = live;
      this.taken = new ArrayList<>(this.count);
    }

    List<ServerId> from(int start) {
      int unseen = seen.length;
      for (int at = start; unseen > 0 && taken.size() < count; at = next(at)) {
        int member = memberAt(at);
        if (!seen[member]) {
          seen[member] = true;
          unseen--;
          look(member);
        }
      }
      for (int i = 0; i < passed.size() && taken.size() < count; i++) {
        taken.add(passed.get(i));
      }
      return taken;
    }

    private void look(int member) {
      ServerId server = members.get(member).server();
      if (!live.test(server)) {
        return;
      }
      if (domainTaken[domains[member]]) {
        passed.add(server);
      } else {
        domainTaken[domains[member]] = true;
        taken.add(server);
      }
    }

    private int next(int at) {
      return at + 1 == places.length ? 0 : at + 1;
    }
  }
}
