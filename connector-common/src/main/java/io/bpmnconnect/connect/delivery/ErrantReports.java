package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Hands records that could not be delivered to an error topic. A record is done only when its
 * report is acknowledged: its offset is not committed before.
 *
 * <p>Any thread may add a record. Reporting can block and is not made for several threads
 * (Connect's reporter, a producer that waits for metadata), so {@link #advance()} does it on the
 * one thread that consumes the records.
 *
 * @param <R> the kind of record
 */
public final class ErrantReports<R> {

  /** Writes one record to the error topic. */
  @FunctionalInterface
  public interface Reporter<R> {
    Future<?> report(R record, Exception reason);
  }

  private record Errant<R>(R record, Exception reason, Tracked tracked) {}

  private record Report(Tracked tracked, Future<?> acknowledged) {}

  private final Reporter<R> reporter;
  private final Queue<Errant<R>> added = new ConcurrentLinkedQueue<>();
  private final Deque<Report> reports = new ArrayDeque<>();

  public ErrantReports(Reporter<R> reporter) {
    this.reporter = reporter;
  }

  /** Adds a record to report. */
  public void add(R record, Exception reason, Tracked tracked) {
    added.add(new Errant<>(record, reason, tracked));
  }

  /**
   * Reports what was added, and finishes what is acknowledged.
   *
   * @throws ConnectException if the error topic does not take a record
   */
  public void advance() {
    for (Errant<R> errant = added.poll(); errant != null; errant = added.poll()) {
      if (errant.tracked().isOpen()) {
        reports.add(
            new Report(errant.tracked(), reporter.report(errant.record(), errant.reason())));
      }
    }
    while (!reports.isEmpty() && reports.peek().acknowledged().isDone()) {
      finish(reports.remove());
    }
  }

  private static void finish(Report report) {
    try {
      report.acknowledged().get();
      report.tracked().done();
    } catch (ExecutionException e) {
      throw new ConnectException("the error topic did not take a record", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
