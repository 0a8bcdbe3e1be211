package io.bpmnconnect.sink;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Hands records to Connect's dead letter queue (KIP-610), and does not take "handed over" for
 * "written".
 *
 * <p>Connect leaves out of what it returns every write that has ended already, failed ones
 * included, as when a record is too large for the producer or its topic is not known. But no broker
 * acknowledges a record before the call that writes it returns: what is done by then has failed.
 *
 * <p>One thread at a time may report.
 */
final class DeadLetterQueue {

  static final String TOPIC = "errors.deadletterqueue.topic.name";

  /** A call that has waited for longer was not refused for its size. */
  private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();

  private final SinkTaskContext context;
  private final SinkSettings settings;

  DeadLetterQueue(SinkTaskContext context, SinkSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /**
   * Reports a record.
   *
   * @return is done when the record is written, or fails
   * @throws ConnectException if there is no queue
   */
  Future<Void> report(DeliveryReport report, Exception reason) {
    ErrantRecordReporter queue = context.errantRecordReporter();
    if (queue == null) {
      throw new ConnectException(
          reason.getMessage()
              + ". To go on after such a record, set errors.tolerance=all and "
              + TOPIC,
          reason);
    }
    DeadLetterHeaders.add(report, settings.connector(), settings.task());
    long begin = System.nanoTime();
    Future<Void> written = queue.report(report.record(), reason);
    if (settings.deadLetterTopic().isEmpty() || !written.isDone()) {
      return written;
    }
    if (System.nanoTime() - begin < SOON_NANOS) {
      // Our headers may have made it too large. And should it have been written all the same, in a
      // long pause of this process, it is there twice.
      DeadLetterHeaders.shorten(report.record());
      written = queue.report(report.record(), reason);
    }
    return written.isDone() ? CompletableFuture.failedFuture(notWritten(report, reason)) : written;
  }

  private ConnectException notWritten(DeliveryReport report, Exception reason) {
    return new ConnectException(
        report.describe()
            + " could not be written to the dead letter queue "
            + settings.deadLetterTopic().orElseThrow()
            + ", which refused it at once; the worker's log has the reason, such as a record too"
            + " large for producer.override.max.request.size, no such topic or no right to write. It"
            + " was to be reported because: "
            + reason.getMessage(),
        reason);
  }
}
