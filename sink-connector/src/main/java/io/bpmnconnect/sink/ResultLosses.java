package io.bpmnconnect.sink;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the results that were lost, and warns of them, though not of each: brokers that are away
 * would fill the log. Safe for use by any thread.
 */
final class ResultLosses {

  private static final Logger log = LoggerFactory.getLogger(ResultLosses.class);

  private static final Duration WARN_EVERY = Duration.ofSeconds(10);

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong lastWarning = new AtomicLong();

  void add(String what) {
    long lost = count.incrementAndGet();
    long now = System.nanoTime();
    long last = lastWarning.get();
    boolean due = lost == 1 || now - last >= WARN_EVERY.toNanos();
    if (due && lastWarning.compareAndSet(last, now)) {
      log.warn("{} ({} lost so far)", what, lost);
    } else {
      log.debug("{}", what);
    }
  }

  long count() {
    return count.get();
  }
}
