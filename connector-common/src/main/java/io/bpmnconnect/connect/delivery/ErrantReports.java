package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Hands records that could not be delivered to an error topic. A record is done only when its
 * report is acknowledged: its offset is not committed before. The first report that fails ends the
 * task, and nothing is reported after it.
 *
 * <p>Any thread may add a record. Everything else belongs to the one thread that consumes the
 * records. A report can block for as long as a producer waits for its topic, a minute by default,
 * so a thread of this object makes it, one after the other, while the consuming thread waits for
 * {@link #LONGEST_TURN} at most: a consumer that does not come back to its poll loses its
 * partitions.
 *
 * @param <R> the kind of record
 */
public final class ErrantReports<R> implements AutoCloseable {

  /** Writes one record to the error topic. */
  @FunctionalInterface
  public interface Reporter<R> {
    Future<?> report(R record, Exception reason);
  }

  private record Errant<R>(R record, Exception reason, Tracked tracked) {}

  /** A report that is being made. */
  private record Making(Tracked tracked, Future<Future<?>> made) {}

  private record Report(Tracked tracked, Future<?> acknowledged) {}

  static final Duration LONGEST_TURN = Duration.ofSeconds(1);

  private final Reporter<R> reporter;
  private final TaskFailure failure;
  private final ExecutorService thread;
  private final Queue<Errant<R>> added = new ConcurrentLinkedQueue<>();
  private final Deque<Report> reports = new ArrayDeque<>();
  private Making making;

  /**
   * @param failure set when a record cannot be reported
   * @param thread the one thread that reports; shut down here
   */
  public ErrantReports(Reporter<R> reporter, TaskFailure failure, ExecutorService thread) {
    this.reporter = reporter;
    this.failure = failure;
    this.thread = thread;
  }

  /** Adds a record to report. */
  public void add(R record, Exception reason, Tracked tracked) {
    added.add(new Errant<>(record, reason, tracked));
  }

  /** Reports what was added, as far as the time allows, and finishes what is acknowledged. */
  public void advance() {
    long deadline = System.nanoTime() + LONGEST_TURN.toNanos();
    do {
      settle();
    } while (!failure.isSet() && reportNext(deadline));
  }

  /** Returns whether a report was made, so that another one may follow. */
  private boolean reportNext(long deadline) {
    long left = deadline - System.nanoTime();
    if (left <= 0 || (making == null && !begin())) {
      return false;
    }
    try {
      Future<?> acknowledged = making.made().get(left, TimeUnit.NANOSECONDS);
      reports.add(new Report(making.tracked(), acknowledged));
      making = null;
      return true;
    } catch (TimeoutException blocked) {
      return false; // the next turn goes on waiting
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private boolean begin() {
    for (Errant<R> next = added.poll(); next != null; next = added.poll()) {
      if (next.tracked().isOpen()) {
        Errant<R> errant = next;
        Future<Future<?>> made =
            thread.submit(() -> reporter.report(errant.record(), errant.reason()));
        making = new Making(errant.tracked(), made);
        return true;
      }
    }
    return false;
  }

  private void settle() {
    while (!failure.isSet() && !reports.isEmpty() && reports.peek().acknowledged().isDone()) {
      finish(reports.remove());
    }
  }

  private void finish(Report report) {
    try {
      report.acknowledged().get();
      report.tracked().done();
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(Throwable cause) {
    failure.set(
        cause instanceof ConnectException reason
            ? reason
            : new ConnectException("the error topic did not take a record: " + cause, cause));
  }

  /** Ends the thread; what is not reported by then is not reported. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
