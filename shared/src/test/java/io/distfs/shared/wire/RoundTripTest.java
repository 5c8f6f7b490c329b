package io.distfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message comes back from its bytes, and only from exactly its bytes. */
class RoundTripTest {
  static Stream<Sample<?>> samples() {
    return Samples.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMessageComesBackFromItsBytes(Sample<?> sample) {
    ByteBuffer bytes = sample.encode();
    assertThat(sample.decode(bytes)).isEqualTo(sample.value());
    assertThat(bytes.position()).as("position is left alone").isZero();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyTruncationIsRefused(Sample<?> sample) {
    ByteBuffer bytes = sample.encode();
    for (int length = 0; length < bytes.limit(); length++) {
      assertRefused(sample, bytes.slice(0, length));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void trailingBytesAreRefused(Sample<?> sample) {
    ByteBuffer bytes = sample.encode();
    ByteBuffer longer = ByteBuffer.allocate(bytes.limit() + 1).put(bytes).rewind();
    assertRefused(sample, longer);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsFromAnyPositionAndByteOrder(Sample<?> sample) {
    ByteBuffer bytes = sample.encode();
    ByteBuffer shifted = ByteBuffer.allocateDirect(bytes.limit() + 5).order(ByteOrder.BIG_ENDIAN);
    shifted.position(3).put(bytes).flip().position(3);
    assertThat(sample.decode(shifted)).isEqualTo(sample.value());
  }

  @Test
  void everyAlternativeHasASample() {
    List<Class<?>> alternatives =
        Stream.of(
                io.distfs.shared.message.Mutation.class,
                io.distfs.shared.message.Result.class,
                io.distfs.shared.message.Query.class,
                io.distfs.shared.message.Answer.class)
            .<Class<?>>flatMap(type -> Stream.of(type.getPermittedSubclasses()))
            .toList();
    List<Class<?>> sampled =
        Stream.<Object>of(
                MutationSamples.all().values().stream(),
                ReplySamples.outcomes().values().stream().map(outcome -> outcome.result()),
                ReplySamples.queries().values().stream(),
                ReplySamples.answers().values().stream())
            .flatMap(values -> (Stream<?>) values)
            .<Class<?>>map(Object::getClass)
            .distinct()
            .toList();
    assertThat(sampled).containsExactlyInAnyOrderElementsOf(alternatives);
  }

  private static void assertRefused(Sample<?> sample, ByteBuffer bytes) {
    Throwable thrown = catchThrowable(() -> sample.decode(bytes));
    assertThat(thrown).as("%d bytes", bytes.remaining()).isInstanceOf(FsException.class);
    assertThat(((FsException) thrown).errno()).isEqualTo(Errno.EBADMSG);
    assertThat(thrown).hasMessageContaining("want").hasMessageContaining("have");
  }
}
