package io.bpmnconnect.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set for all job types, and below {@code job.<type>.} for one of them. */
enum JobOption {
  TIMEOUT("timeout.ms", JobKeys.TIMEOUT),
  REPLY_TIMEOUT("reply.timeout.ms", JobKeys.REPLY_TIMEOUT),
  MAX_ACTIVATE("max.activate", JobKeys.MAX_ACTIVATE),
  DELIVERY("delivery", JobKeys.DELIVERY),
  FETCH_VARIABLES("fetch.variables", JobKeys.FETCH_VARIABLES),
  KINDS("kinds", JobKeys.KINDS),
  FILTER_BUSINESS_ID("filter.business.id", JobKeys.FILTER_BUSINESS_ID),
  FILTER_VARIABLES("filter.variables", JobKeys.FILTER_VARIABLES),
  TOPIC(RecordConfig.TOPIC, RecordConfig.TOPIC),
  KEY(RecordConfig.KEY, RecordConfig.KEY),
  PARTITION(RecordConfig.PARTITION, RecordConfig.PARTITION),
  VALUE_CONTENT(RecordConfig.VALUE_CONTENT, RecordConfig.VALUE_CONTENT),
  VALUE_SCHEMA(RecordConfig.VALUE_SCHEMA, RecordConfig.VALUE_SCHEMA),
  COMPLETION(JobKeys.COMPLETION, JobKeys.COMPLETION),
  ON_DROPPED_RECORD(JobKeys.ON_DROPPED_RECORD, JobKeys.ON_DROPPED_RECORD),
  VARIABLES_MAX_BYTES("variables.max.bytes", JobKeys.VARIABLES_MAX_BYTES),
  ON_OVERSIZED_JOB(JobKeys.ON_OVERSIZED_JOB, JobKeys.ON_OVERSIZED_JOB);

  private final String name;
  private final String generalKey;

  JobOption(String name, String generalKey) {
    this.name = name;
    this.generalKey = generalKey;
  }

  /** The key for all job types. */
  String generalKey() {
    return generalKey;
  }

  /** The key for one job type. */
  String keyOf(String type) {
    return JobKeys.PREFIX + type + "." + name;
  }

  /** The job type of which a key may be the option; empty if it is not the key of any. */
  Optional<String> typeIn(String key) {
    int from = JobKeys.PREFIX.length();
    int to = key.length() - name.length() - 1;
    return to > from && key.equals(keyOf(key.substring(from, to)))
        ? Optional.of(key.substring(from, to))
        : Optional.empty();
  }

  static List<JobOption> all() {
    return Arrays.asList(values());
  }

  /** Every option as it is written below {@code job.<type>.}. */
  static String names() {
    return all().stream().map(option -> option.name).collect(Collectors.joining(", "));
  }
}
