package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Hands records to Connect's dead letter queue (KIP-610).
 *
 * <p>Any thread may add a record; Connect's reporter is not made for several threads, so {@link
 * #advance()} calls it on the task's thread. A record is done only when its report is acknowledged:
 * its offset is not committed before.
 */
final class ErrantRecords {

  private record Errant(SinkRecord record, Exception reason, Tracked tracked) {}

  private record Report(Errant errant, Future<Void> acknowledged) {}

  private final Optional<ErrantRecordReporter> reporter;
  private final Queue<Errant> added = new ConcurrentLinkedQueue<>();
  private final Deque<Report> reports = new ArrayDeque<>();

  ErrantRecords(Optional<ErrantRecordReporter> reporter) {
    this.reporter = reporter;
  }

  void add(SinkRecord record, Exception reason, Tracked tracked) {
    added.add(new Errant(record, reason, tracked));
  }

  /**
   * Reports what was added, and finishes what is acknowledged. Belongs to the task's thread.
   *
   * @throws ConnectException if there is no dead letter queue, or it does not take a record
   */
  void advance() {
    for (Errant errant = added.poll(); errant != null; errant = added.poll()) {
      if (errant.tracked().isOpen()) {
        reports.add(new Report(errant, report(errant)));
      }
    }
    while (!reports.isEmpty() && reports.peek().acknowledged().isDone()) {
      finish(reports.remove());
    }
  }

  private Future<Void> report(Errant errant) {
    ErrantRecordReporter queue =
        reporter.orElseThrow(
            () ->
                new ConnectException(
                    errant.reason().getMessage()
                        + ". To go on after such a record, set errors.tolerance=all and"
                        + " errors.deadletterqueue.topic.name",
                    errant.reason()));
    return queue.report(errant.record(), errant.reason());
  }

  private static void finish(Report report) {
    try {
      report.acknowledged().get();
      report.errant().tracked().done();
    } catch (ExecutionException e) {
      throw new ConnectException("the dead letter queue did not take a record", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
