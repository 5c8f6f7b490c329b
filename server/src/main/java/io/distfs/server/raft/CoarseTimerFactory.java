package io.distfs.server.raft;

import com.alipay.sofa.jraft.util.NamedThreadFactory;
import com.alipay.sofa.jraft.util.SPI;
import com.alipay.sofa.jraft.util.timer.DefaultRaftTimerFactory;
import com.alipay.sofa.jraft.util.timer.HashedWheelTimer;
import com.alipay.sofa.jraft.util.timer.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Gives JRaft timers that wake fifty times a second instead of a thousand. A member has five, so
 * its own would wake an idle machine 5,000 times a second, and all they tell are time-outs of a
 * second and more. Found by JRaft through {@code META-INF/services}. Thread-safe.
 */
@SPI(priority = 10)
public final class CoarseTimerFactory extends DefaultRaftTimerFactory {
  private static final int TICK_MILLIS = 20;
  private static final int WHEEL_TICKS = 512;

  /** Called by JRaft's loader. */
  public CoarseTimerFactory() {}

  @Override
  public Timer createTimer(String name) {
    return new HashedWheelTimer(
        new NamedThreadFactory(name, true), TICK_MILLIS, TimeUnit.MILLISECONDS, WHEEL_TICKS);
  }
}
