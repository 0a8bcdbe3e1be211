package io.bpmnconnect.source;

import io.bpmnconnect.connect.mapping.ConnectValues;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.JobRef;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Reads a reply in either of its two forms; see docs/reply-contract.md.
 *
 * <p>Header mode: the record carries the header {@code bpmn-job-key}; its value holds the
 * variables. Envelope mode: the value is an object that says everything. Belongs to one thread, as
 * converters do.
 */
final class ReplyParser {

  static final String ACTION = "bpmn-job-action";
  static final String RETRIES = "bpmn-reply-retries";
  static final String RETRY_BACK_OFF = "bpmn-reply-retry-back-off";
  static final String ERROR_MESSAGE = "bpmn-reply-error-message";
  static final String ERROR_CODE = "bpmn-reply-error-code";

  private static final String FAIL = "fail";

  /** What a reply says can be long and private; the reason of its refusal is neither. */
  private static final int LONGEST_QUOTE = 40;

  private static final List<String> ENVELOPE =
      List.of(
          "jobKey",
          "action",
          "variables",
          "result",
          "errorMessage",
          "retries",
          "retryBackOff",
          "errorCode",
          "worker",
          "leaseToken");

  private final Converter converter;

  ReplyParser(Converter converter) {
    this.converter = converter;
  }

  /**
   * The command that a reply asks for.
   *
   * @throws DataException if the reply cannot be read; the message says why
   */
  JobCommand parse(ConsumerRecord<byte[], byte[]> record) {
    Object value = value(record);
    Optional<String> jobKey = header(record, JobHeaders.JOB_KEY);
    return jobKey.isPresent()
        ? command(fromHeaders(record, jobKey.get(), value))
        : command(fromEnvelope(record, value));
  }

  /** Converters throw all kinds of things at bytes that they cannot read. */
  private Object value(ConsumerRecord<byte[], byte[]> record) {
    try {
      SchemaAndValue converted =
          converter.toConnectData(record.topic(), record.headers(), record.value());
      return ConnectValues.toPlain(converted.schema(), converted.value());
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException("its value cannot be converted: " + e, e);
    }
  }

  /** A reply's parts, under the names of the envelope. */
  private static Map<String, Object> fromHeaders(
      ConsumerRecord<byte[], byte[]> record, String jobKey, Object value) {
    if (isEnvelopeOf(jobKey, value)) {
      throw new DataException(
          "it has the header "
              + JobHeaders.JOB_KEY
              + " and an envelope; leave out the header, or put nothing but variables in the value");
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("jobKey", jobKey);
    reply.put(
        "variables",
        value == null || value instanceof Map ? value : Collections.singletonMap("value", value));
    header(record, ACTION).ifPresent(action -> reply.put("action", action));
    header(record, ERROR_MESSAGE).ifPresent(message -> reply.put("errorMessage", message));
    header(record, ERROR_CODE).ifPresent(code -> reply.put("errorCode", code));
    header(record, RETRY_BACK_OFF).ifPresent(millis -> reply.put("retryBackOff", millis));
    header(record, RETRIES).ifPresent(retries -> reply.put("retries", retries));
    header(record, JobHeaders.JOB_WORKER).ifPresent(worker -> reply.put("worker", worker));
    header(record, JobHeaders.JOB_LEASE).ifPresent(token -> reply.put("leaseToken", token));
    addOneRetryLess(record, reply);
    return reply;
  }

  /** A worker that copied all headers of the job meant what it wrote, not a variable "action". */
  private static boolean isEnvelopeOf(String jobKey, Object value) {
    return value instanceof Map<?, ?> map
        && jobKey.equals(String.valueOf(map.get("jobKey")))
        && ENVELOPE.containsAll(map.keySet());
  }

  private static Map<String, Object> fromEnvelope(
      ConsumerRecord<byte[], byte[]> record, Object value) {
    if (!(value instanceof Map<?, ?> envelope)) {
      throw new DataException(
          "it has neither the header " + JobHeaders.JOB_KEY + " nor an object with a jobKey");
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    envelope.forEach(
        (name, content) -> {
          if (content != null) {
            reply.put(String.valueOf(name), content);
          }
        });
    TreeSet<String> unknown = new TreeSet<>(reply.keySet());
    ENVELOPE.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new DataException(
          "unknown field "
              + quote(String.join(", ", unknown))
              + "; an envelope has "
              + String.join(", ", ENVELOPE));
    }
    header(record, JobHeaders.JOB_WORKER).ifPresent(worker -> reply.putIfAbsent("worker", worker));
    header(record, JobHeaders.JOB_LEASE).ifPresent(token -> reply.putIfAbsent("leaseToken", token));
    addOneRetryLess(record, reply);
    return reply;
  }

  /** A worker that copied the job's headers need not count: one retry less is left. */
  private static void addOneRetryLess(
      ConsumerRecord<byte[], byte[]> record, Map<String, Object> reply) {
    if (!FAIL.equals(reply.get("action"))) {
      return;
    }
    header(record, JobHeaders.JOB_RETRIES)
        .ifPresent(
            had ->
                reply.computeIfAbsent(
                    "retries", name -> Math.max(0, wholeNumber(JobHeaders.JOB_RETRIES, had) - 1)));
  }

  private static JobCommand command(Map<String, Object> reply) {
    JobRef job =
        new JobRef(
            jobKey(reply.get("jobKey")),
            text(reply, "worker").filter(text -> !text.isBlank()),
            text(reply, "leaseToken").filter(text -> !text.isBlank()));
    String action = text(reply, "action").orElse("complete");
    Optional<String> message = text(reply, "errorMessage");
    Optional<String> code = text(reply, "errorCode").filter(text -> !text.isBlank());
    Optional<Map<String, Object>> result = object(reply, "result");
    Map<String, Object> variables = object(reply, "variables").orElse(Map.of());
    return switch (action) {
      case "complete" -> {
        refuse(action, "errorMessage", message.filter(text -> !text.isBlank()), "fail or error");
        refuse(action, "errorCode", code, "error");
        yield new CompleteJob(job, variables, result);
      }
      case FAIL -> {
        refuse(action, "errorCode", code, "error");
        refuse(action, "result", result, "complete");
        Duration backOff = Duration.ofMillis(number(reply, "retryBackOff").orElse(0L));
        yield new FailJob(job, retries(reply), message, backOff, variables);
      }
      case "error" -> {
        refuse(action, "result", result, "complete");
        yield new ThrowJobError(
            job,
            code.orElseThrow(() -> new DataException("action error needs an errorCode")),
            message,
            variables);
      }
      default ->
          throw new DataException(
              "unknown action \"" + quote(action) + "\"; it is complete, fail or error");
    };
  }

  /**
   * A job must not be completed because its worker forgot to say that it failed. Numbers are let
   * through: typed formats write 0 where nothing was set.
   */
  private static void refuse(String action, String field, Optional<?> value, String instead) {
    if (value.isPresent()) {
      throw new DataException("action " + action + " takes no " + field + "; it is for " + instead);
    }
  }

  private static int retries(Map<String, Object> reply) {
    return Math.toIntExact(
        number(reply, "retries")
            .orElseThrow(
                () ->
                    new DataException(
                        "action fail needs retries, or the job's header "
                            + JobHeaders.JOB_RETRIES
                            + " to leave one less")));
  }

  private static String jobKey(Object key) {
    boolean wholeNumber = key instanceof Long || key instanceof Integer;
    if (wholeNumber || (key instanceof String text && !text.isBlank())) {
      return key.toString();
    }
    throw new DataException("jobKey is missing, or not text");
  }

  private static Optional<Map<String, Object>> object(Map<String, Object> reply, String name) {
    Object value = reply.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((key, content) -> object.put(String.valueOf(key), content));
      return Optional.of(object);
    }
    throw new DataException(name + " must be an object");
  }

  private static Optional<String> text(Map<String, Object> reply, String name) {
    Object value = reply.get(name);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw new DataException(name + " must be text");
  }

  private static Optional<Long> number(Map<String, Object> reply, String name) {
    return Optional.ofNullable(reply.get(name)).map(value -> wholeNumber(name, value));
  }

  private static long wholeNumber(String name, Object value) {
    try {
      long number = new BigDecimal(value.toString().strip()).longValueExact();
      if (number >= 0 && number <= Integer.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException notWhole) {
      // falls through to the one message for everything that is not such a number
    }
    throw new DataException(
        name
            + " must be a whole number between 0 and "
            + Integer.MAX_VALUE
            + ", was "
            + quote(value));
  }

  private static String quote(Object value) {
    String text = value.toString();
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
