package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * How large a job may be, so that Connect's producer takes its record: one that it refuses fails
 * the task, and again after each restart.
 *
 * @param key the key that {@code maxBytes} is set by
 * @param maxBytes of variables and custom headers as JSON; 0 for no bound
 */
record SizeLimit(String key, int maxBytes, OversizedJob onOversized) {

  /** Where Connect lets a connector choose how large a request its producer sends. */
  static final String MAX_REQUEST_SIZE = "producer.override.max.request.size";

  /** The default of Kafka's producer. */
  private static final int USUAL_MAX_REQUEST_SIZE = 1_048_576;

  /** Reads the limit; a bound that the connector's own producer does not take is a problem. */
  static SizeLimit from(
      AbstractConfig config, Function<JobOption, String> keys, Problems problems) {
    String key = keys.apply(JobOption.VARIABLES_MAX_BYTES);
    int maxBytes = config.getInt(key);
    OptionalLong allowed = maxRequestSize(config);
    if (allowed.isPresent() && maxBytes >= allowed.getAsLong()) {
      problems.add(
          key,
          "is "
              + maxBytes
              + ", which must be less than "
              + MAX_REQUEST_SIZE
              + "="
              + allowed.getAsLong()
              + ": a record also has its key and headers");
    }
    return new SizeLimit(
        key,
        maxBytes,
        Checks.constant(
            OversizedJob.class, config.getString(keys.apply(JobOption.ON_OVERSIZED_JOB))));
  }

  private static OptionalLong maxRequestSize(AbstractConfig config) {
    Object size = config.originals().get(MAX_REQUEST_SIZE);
    try {
      return size == null
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(size.toString().trim()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // Connect says it of its own key
    }
  }

  /**
   * The size of a job whose record is to be written without variables; empty for one that is
   * written as it is.
   *
   * @throws MappingException if the job is to fail
   * @throws ConnectException if the task is to fail
   */
  OptionalLong omitted(ActivatedJob job) {
    if (maxBytes == 0) {
      return OptionalLong.empty();
    }
    long size = JobSize.of(job);
    if (size <= maxBytes) {
      return OptionalLong.empty();
    }
    String what =
        "its variables and custom headers have "
            + size
            + " bytes as JSON, and "
            + key
            + " allows "
            + maxBytes
            + "; fetch fewer of them (job.fetch.variables), choose another "
            + JobKeys.ON_OVERSIZED_JOB
            + ", or allow more here, in "
            + MAX_REQUEST_SIZE
            + " and in the topic's max.message.bytes";
    if (onOversized == OversizedJob.FAIL) {
      throw new ConnectException(
          "job " + job.key() + " of type \"" + job.type() + "\" is too large: " + what);
    }
    if (onOversized == OversizedJob.FAIL_JOB || JobSize.json(job.customHeaders()) > maxBytes) {
      throw new MappingException("it is too large: " + what);
    }
    return OptionalLong.of(size);
  }

  /** What may be the reason that a job's record was dropped; empty if it is not near the limit. */
  String suspicion(ActivatedJob job) {
    int bound = maxBytes == 0 ? USUAL_MAX_REQUEST_SIZE : maxBytes;
    long size = JobSize.of(job);
    return size < bound / 2
        ? ""
        : "; with "
            + size
            + " bytes of variables and custom headers it may have been larger than the producer's"
            + " max.request.size or the topic's max.message.bytes";
  }
}
