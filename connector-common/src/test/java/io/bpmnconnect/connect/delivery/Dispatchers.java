package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes dispatchers for tests. */
final class Dispatchers {

  /** Tries nothing again. */
  static final RetryPolicy ONCE = policy(Duration.ZERO, Duration.ZERO);

  private Dispatchers() {}

  static RetryPolicy policy(Duration backoff, Duration deliveryTimeout) {
    return new RetryPolicy(backoff, backoff, deliveryTimeout, Duration.ZERO, Ambiguity.UNBOUNDED);
  }

  static CommandDispatcher once(ProcessEngine engine, int maxInFlight, TaskFailure failure) {
    return new CommandDispatcher(engine, ONCE, maxInFlight, failure, timer());
  }

  /** One whose thread ends by itself. */
  static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "dispatcher-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
