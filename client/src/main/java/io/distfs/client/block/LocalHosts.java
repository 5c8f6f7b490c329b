package io.distfs.client.block;

import io.distfs.client.clock.ClientClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the servers' hosts are this machine. Thread-safe; nobody waits for a name server. */
final class LocalHosts {
  private static final Logger LOG = LoggerFactory.getLogger(LocalHosts.class);

  /** How long a "no" holds: a machine is given addresses, and name servers fail for a while. */
  private static final Duration ELSEWHERE_TIME = Duration.ofMinutes(1);

  private final ClientClock clock;
  private final ConcurrentMap<String, CompletableFuture<Boolean>> hosts = new ConcurrentHashMap<>();
  private final AtomicLong forgottenNanos;

  LocalHosts(ClientClock clock) {
    this.clock = clock;
    this.forgottenNanos = new AtomicLong(clock.nanos());
  }

  /** Whether a host is this machine; no, as long as that is not found out. */
  boolean isHere(String host) {
    return hosts.computeIfAbsent(host, LocalHosts::findOut).getNow(false);
  }

  /** Called a few times a second. */
  void tick() {
    long now = clock.nanos();
    long last = forgottenNanos.get();
    if (now - last >= ELSEWHERE_TIME.toNanos() && forgottenNanos.compareAndSet(last, now)) {
      hosts.values().removeIf(answer -> answer.isDone() && !answer.getNow(false));
    }
  }

  private static CompletableFuture<Boolean> findOut(String host) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Runnable question = () -> answer.complete(isOfThisMachine(host));
    Thread _ = Thread.ofPlatform().daemon().name("distfs-local-host").start(question);
    return answer;
  }

  private static boolean isOfThisMachine(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      boolean isHere =
          address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
      if (isHere) {
        LOG.info("{} is this machine: blocks of its servers are read out of their files", host);
      }
      return isHere;
    } catch (IOException e) {
      LOG.debug("{} is not known here", host, e);
      return false;
    }
  }
}
