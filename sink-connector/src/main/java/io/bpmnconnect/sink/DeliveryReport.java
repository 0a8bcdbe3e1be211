package io.bpmnconnect.sink;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What is known of one record's way, for whoever reports it.
 *
 * @param route the name of the route that took the record; empty for the only, unnamed one
 * @param operation empty when the record did not get as far as a route
 * @param result what the engine answered, when it carried out the command
 * @param refusal what the engine answered last, when it did not; empty when the record gave no
 *     command
 * @param reason why the record was not delivered, for people
 * @param attempts how often the command was sent
 * @param ambiguous whether the command may have been carried out all the same, and must not be
 *     twice
 * @param latency from the record's arrival at the task to its outcome
 */
record DeliveryReport(
    SinkRecord record,
    Optional<String> route,
    Optional<Operation> operation,
    Outcome outcome,
    Optional<CommandResult> result,
    Optional<EngineException> refusal,
    Optional<String> reason,
    int attempts,
    boolean ambiguous,
    Duration latency) {

  /** The kind of error of a record that gave no command. */
  static final String MAPPING = "mapping";

  /** What is known of a record that has not become a command. */
  static DeliveryReport unmapped(SinkRecord record) {
    return new DeliveryReport(
        record,
        Optional.empty(),
        Optional.empty(),
        Outcome.FAILED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        false,
        Duration.ZERO);
  }

  /** The same way with another outcome. */
  DeliveryReport as(Outcome other) {
    return new DeliveryReport(
        record, route, operation, other, result, refusal, reason, attempts, ambiguous, latency);
  }

  /** The same way with a reason. */
  DeliveryReport because(String why) {
    return new DeliveryReport(
        record,
        route,
        operation,
        outcome,
        result,
        refusal,
        Optional.of(why),
        attempts,
        ambiguous,
        latency);
  }

  /** The record as messages name it. */
  String describe() {
    return "record " + coordinates();
  }

  /** A kind of error as written in headers, results and metrics, such as {@code not-found}. */
  static String text(ErrorKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Why the record was not delivered, in a word: the kind of the engine's error, such as {@code
   * not-found}, or {@code mapping} when the record gave no command.
   */
  String errorKind() {
    return refusal.map(error -> text(error.kind())).orElse(MAPPING);
  }

  /** The record's coordinates before any transformation (KIP-793), such as {@code orders-0@42}. */
  String coordinates() {
    return record.originalTopic()
        + "-"
        + record.originalKafkaPartition()
        + "@"
        + record.originalKafkaOffset();
  }
}
