package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the socket read straight into the buffer a payload is gathered in, while one is: the bytes of
 * a block are not copied a second time. Everything else is read as the allocator behind it says.
 */
final class InPlaceReceive implements RecvByteBufAllocator {
  private final RecvByteBufAllocator other;
  private final Supplier<@Nullable ByteBuf> gathered;

  /**
   * Asks before each read for the buffer to read into, which stays the supplier's; null for none.
   */
  InPlaceReceive(RecvByteBufAllocator other, Supplier<@Nullable ByteBuf> gathered) {
    this.other = other;
    this.gathered = gathered;
  }

  @Override
  @SuppressWarnings("deprecation") // what newHandle returns is marked so, and is all there is
  public Handle newHandle() {
    return new InPlaceHandle((ExtendedHandle) other.newHandle());
  }

  /** Confined to the channel's event loop. */
  private final class InPlaceHandle extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle delegate;

    InPlaceHandle(ExtendedHandle delegate) {
      super(delegate);
      this.delegate = delegate;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      ByteBuf target = gathered.get();
      return target == null ? delegate.allocate(allocator) : target.retain();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return delegate.continueReading(maybeMore);
    }
  }
}
