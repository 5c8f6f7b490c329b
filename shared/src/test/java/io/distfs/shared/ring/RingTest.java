package io.distfs.shared.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final int KEYS = 1_000_000;

  @Test
  void fullestOfTenServersIsWithin15PercentOfTheMean() {
    assertThat(fullestOverMean(ring(1, 10), 10, KEYS)).isLessThan(1.15);
  }

  @Test
  void balanceIsNotALuckyChoiceOfNumbers() {
    for (int first = 11; first < 411; first += 10) {
      assertThat(fullestOverMean(ring(first, 10), 10, 50_000))
          .as("from %d", first)
          .isLessThan(1.15);
    }
  }

  @Test
  void theEleventhServerTakesItsShareAndNothingElseMoves() {
    Ring ten = ring(1, 10);
    Ring eleven = ring(1, 11);
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      ServerId before = ten.first(new BlockId(key));
      ServerId after = eleven.first(new BlockId(key));
      if (!before.equals(after)) {
        assertThat(after.value()).isEqualTo(11);
        moved++;
      }
    }
    assertThat(moved).isBetween(KEYS / 20, (int) (1.2 / 11 * KEYS));
  }

  @Test
  void replicaSetsChangeOnlyByTheServerThatCame() {
    Ring ten = ring(1, 10);
    Ring eleven = ring(1, 11);
    for (int key = 0; key < 20_000; key++) {
      List<ServerId> before = ten.replicas(new BlockId(key), 3, _ -> true);
      List<ServerId> after = new ArrayList<>(eleven.replicas(new BlockId(key), 3, _ -> true));
      if (after.remove(new ServerId(11))) {
        assertThat(after).isEqualTo(before.subList(0, 2));
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
  }

  @Test
  void theDeadAreLeftOutAndOthersKeepTheirOrder() {
    Ring ring = ring(1, 5);
    ServerId dead = new ServerId(2);
    for (int key = 0; key < 1000; key++) {
      BlockId block = new BlockId(key);
      List<ServerId> all = new ArrayList<>(ring.replicas(block, 5, _ -> true));
      assertThat(all).hasSize(5).doesNotHaveDuplicates();
      assertThat(all.getFirst()).isEqualTo(ring.first(block));
      all.remove(dead);
      assertThat(ring.replicas(block, 3, server -> !server.equals(dead)))
          .isEqualTo(all.subList(0, 3));
    }
    assertThat(ring.replicas(new BlockId(1), 3, _ -> false)).isEmpty();
    assertThat(ring.replicas(new BlockId(1), 9, _ -> true)).hasSize(5);
  }

  @Test
  void eachServerIsAskedForAtMostOnce() {
    Set<ServerId> asked = new HashSet<>();
    ring(1, 10)
        .replicas(
            new BlockId(7),
            10,
            server -> {
              assertThat(asked.add(server)).isTrue();
              return false;
            });
    assertThat(asked).hasSize(10);
  }

  @Test
  void replicasStandInDistinctFailureDomainsWhileThereAreEnough() {
    Ring ring =
        new Ring(
            List.of(
                member(1, "a"),
                member(2, "a"),
                member(3, "a"),
                member(4, "b"),
                member(5, "b"),
                member(6, "c")));
    for (int key = 0; key < 1000; key++) {
      List<ServerId> three = ring.replicas(new BlockId(key), 3, _ -> true);
      assertThat(three.stream().map(RingTest::domainOf)).containsExactlyInAnyOrder("a", "b", "c");
      List<ServerId> withoutC = ring.replicas(new BlockId(key), 3, server -> server.value() != 6);
      assertThat(withoutC).hasSize(3).doesNotHaveDuplicates();
      assertThat(withoutC.subList(0, 2).stream().map(RingTest::domainOf))
          .containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void serversWithoutALabelAreDomainsOfTheirOwn() {
    Ring ring = new Ring(List.of(member(1, ""), member(2, ""), member(3, "x"), member(4, "x")));
    for (int key = 0; key < 1000; key++) {
      List<ServerId> three = ring.replicas(new BlockId(key), 3, _ -> true);
      assertThat(three).contains(new ServerId(1), new ServerId(2));
    }
  }

  @Test
  void weightsAreRespected() {
    Ring ring =
        new Ring(
            List.of(
                new Ring.Member(new ServerId(1), 50, ""),
                new Ring.Member(new ServerId(2), 100, ""),
                new Ring.Member(new ServerId(3), 250, "")));
    int[] counts = counts(ring, 3, KEYS / 4);
    double unit = KEYS / 4 / 400.0;
    assertThat(counts[1] / unit).isBetween(42.0, 58.0);
    assertThat(counts[2] / unit).isBetween(88.0, 112.0);
    assertThat(counts[3] / unit).isBetween(230.0, 270.0);
  }

  /** A change here moves every block of every cluster: these numbers never change. */
  @Test
  void placesNeverChange() {
    assertThat(RingHash.place(new ServerId(1), 0)).isEqualTo(0xBEEB_67EA_F1FC_0001L);
    assertThat(RingHash.place(new ServerId(0xFFFF), 1023)).isEqualTo(0xF43E_D757_63F3_FFFFL);
    assertThat(RingHash.block(new BlockId(0))).isEqualTo(0x9308_6274_3E67_5EA3L);
    assertThat(RingHash.block(new BlockId(0x0123_4567_89AB_CDEFL)))
        .isEqualTo(0xF3E3_4590_63E3_49C9L);
    Ring ring = ring(1, 5);
    List<String> replicas =
        IntStream.range(1, 9)
            .mapToObj(key -> ring.replicas(new BlockId(key), 3, _ -> true).toString())
            .toList();
    assertThat(replicas)
        .containsExactly(
            "[2, 5, 4]",
            "[1, 3, 2]",
            "[3, 5, 1]",
            "[5, 3, 2]",
            "[5, 1, 2]",
            "[3, 5, 2]",
            "[2, 5, 1]",
            "[1, 3, 4]");
  }

  @Test
  void impossibleRingsAreRefused() {
    assertThatThrownBy(() -> new Ring(List.of())).isInstanceOf(FsException.class);
    assertThatThrownBy(() -> new Ring(List.of(member(1, ""), member(1, "x"))))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("server 1 is twice");
    List<Ring.Member> heavy =
        IntStream.rangeClosed(1, 50)
            .mapToObj(id -> new Ring.Member(new ServerId(id), 10_000, ""))
            .toList();
    assertThatThrownBy(() -> new Ring(heavy))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("places");
  }

  private static double fullestOverMean(Ring ring, int servers, int keys) {
    int fullest = 0;
    for (int count : counts(ring, ServerId.VALUE_MAX, keys)) {
      fullest = Math.max(fullest, count);
    }
    return fullest * (double) servers / keys;
  }

  private static int[] counts(Ring ring, int serverMax, int keys) {
    int[] counts = new int[serverMax + 1];
    for (int key = 0; key < keys; key++) {
      counts[ring.first(new BlockId(key)).value()]++;
    }
    return counts;
  }

  private static Ring ring(int first, int count) {
    return new Ring(IntStream.range(first, first + count).mapToObj(id -> member(id, "")).toList());
  }

  private static Ring.Member member(int id, String failureDomain) {
    return new Ring.Member(new ServerId(id), Ring.WEIGHT_USUAL, failureDomain);
  }

  private static String domainOf(ServerId server) {
    return server.value() <= 3 ? "a" : server.value() <= 5 ? "b" : "c";
  }
}
