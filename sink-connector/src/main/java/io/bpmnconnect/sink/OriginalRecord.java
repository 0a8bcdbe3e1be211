package io.bpmnconnect.sink;

import java.lang.reflect.Method;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record as it came from the consumer, before converters and transformations: what Connect
 * writes to its dead letter queue.
 *
 * <p>Connect keeps it in the records that it hands to a task, and has no public way to it; see
 * docs/decisions/0009. The classes are the worker's own, so that a plugin sees the same.
 */
final class OriginalRecord {

  private static final Logger log = LoggerFactory.getLogger(OriginalRecord.class);

  private static final String RECORD = "org.apache.kafka.connect.runtime.InternalSinkRecord";

  private static final Optional<Access> ACCESS = findAccess();

  /** How to get from Connect's record to its context, and from there to the consumer's record. */
  private record Access(Class<?> type, Method context, Method original) {}

  private OriginalRecord() {}

  private static Optional<Access> findAccess() {
    try {
      Class<?> type = Class.forName(RECORD, false, SinkRecord.class.getClassLoader());
      Method context = type.getMethod("context");
      Method original = context.getReturnType().getMethod("original");
      return Optional.of(new Access(type, context, original));
    } catch (ReflectiveOperationException | LinkageError e) {
      log.warn(
          "This worker does not show the original of a record: records in the dead letter queue"
              + " carry no bpmn- headers ({})",
          e.toString());
      return Optional.empty();
    }
  }

  /**
   * The headers of the consumer's record, which can be changed; empty when this record does not
   * have any such. Not safe for several threads: lock the headers.
   */
  static Optional<Headers> headers(SinkRecord record) {
    return ACCESS
        .filter(access -> access.type().isInstance(record))
        .flatMap(access -> headers(access, record));
  }

  private static Optional<Headers> headers(Access access, SinkRecord record) {
    try {
      Object original = access.original().invoke(access.context().invoke(record));
      return original instanceof ConsumerRecord<?, ?> consumed
          ? Optional.of(consumed.headers())
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      log.debug("The original of a record cannot be seen", e);
      return Optional.empty();
    }
  }
}
