package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.MappedField;
import io.bpmnconnect.connect.mapping.MappingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Which topics records may go to, and what becomes of a job whose topic is none of them, or does
 * not have its partition.
 *
 * @param allowed patterns, one of which a topic must match; empty allows every topic
 * @param reserved topics that none of the patterns can allow
 * @param standard the topic instead of one that a record cannot go to, for {@link
 *     InvalidTopic#DEFAULT_TOPIC}
 */
record TopicRule(
    List<Pattern> allowed,
    ReservedTopics reserved,
    InvalidTopic onInvalid,
    Optional<String> standard) {

  static final String ALLOWED = "topic.allowed";
  static final String DEFAULT = "topic.default";
  static final String ON_INVALID = "behavior.on.invalid.topic";

  private static final int LONGEST_QUOTE = 100;
  private static final int ORDER = 10;

  static ConfigDef define(ConfigDef def) {
    int order = ORDER;
    return def.define(
            ALLOWED,
            Type.LIST,
            List.of(),
            patterns(),
            Importance.MEDIUM,
            "Regular expressions, one of which the whole name of a job's topic must match; a comma"
                + " separates them. Every topic is allowed when it is not set, but those of replies,"
                + " which never are. Set it when models name topics.",
            RecordConfig.GROUP,
            ++order,
            Width.LONG,
            "Allowed topics")
        .define(
            ON_INVALID,
            Type.STRING,
            "fail-job",
            Checks.oneOf(InvalidTopic.class),
            Importance.MEDIUM,
            "What to do with a job whose topic is empty, no legal name, or not allowed, or whose"
                + " `partition` is none of the topic: `fail-job` without retries, so that an incident"
                + " tells why; write it to the `default-topic`, in the partition of its key; or"
                + " `fail-task`.",
            RecordConfig.GROUP,
            ++order,
            Width.SHORT,
            "Invalid topics")
        .define(
            DEFAULT,
            Type.STRING,
            null,
            Importance.LOW,
            "The topic of `behavior.on.invalid.topic=default-topic`.",
            RecordConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Default topic");
  }

  private static ConfigDef.Validator patterns() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          for (Object pattern : (List<?>) value) {
            try {
              Pattern.compile((String) pattern);
            } catch (PatternSyntaxException e) {
              throw new ConfigException(
                  key,
                  value,
                  "\"" + pattern + "\" is not a regular expression: " + e.getDescription());
            }
          }
        },
        () -> "regular expressions");
  }

  /** Reads the rule as far as it is told by valid values. */
  static TopicRule from(AbstractConfig config) {
    return new TopicRule(
        config.getList(ALLOWED).stream().map(Pattern::compile).toList(),
        ReservedTopics.from(config),
        Checks.constant(InvalidTopic.class, config.getString(ON_INVALID)),
        Optional.ofNullable(config.getString(DEFAULT)).filter(topic -> !topic.isEmpty()));
  }

  /** Adds what does not fit together. */
  void check(Problems problems) {
    boolean needed = onInvalid == InvalidTopic.DEFAULT_TOPIC;
    if (needed && standard.isEmpty()) {
      problems.add(DEFAULT, "is required by " + ON_INVALID + "=default-topic");
    } else if (!needed && standard.isPresent()) {
      problems.add(DEFAULT, "has no effect without " + ON_INVALID + "=default-topic");
    } else {
      standard.ifPresent(
          topic ->
              whyNever(topic).ifPresent(why -> problems.add(DEFAULT, quote(topic) + " " + why)));
    }
  }

  /** Why records cannot go to a topic; empty when they can. */
  Optional<String> whyNot(String topic) {
    Optional<String> never = whyNever(topic);
    if (never.isPresent()) {
      return never;
    }
    return allowed.isEmpty() || allowed.stream().anyMatch(p -> p.matcher(topic).matches())
        ? Optional.empty()
        : Optional.of("matches none of the patterns of " + ALLOWED);
  }

  /** Why records cannot go to a topic, whatever is allowed. */
  private Optional<String> whyNever(String topic) {
    return Checks.isTopicName(topic)
        ? reserved.whyNot(topic)
        : Optional.of("is not a legal topic name: 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'");
  }

  /**
   * Where a job's record is to go.
   *
   * @throws MappingException if it can go nowhere, and the job is to fail
   * @throws ConnectException if it can go nowhere, and the task is to fail
   */
  Destination choose(RecordConfig record, String jobKey, Map<String, Object> job) {
    try {
      return new Destination(topic(record.topic(), job), partition(record, job));
    } catch (MappingException invalid) {
      return instead(invalid, jobKey);
    }
  }

  private String topic(MappedField field, Map<String, Object> job) {
    String topic = field.requiredText(job);
    if (topic.isBlank()) {
      throw new MappingException(field.configKey() + " is empty for this job");
    }
    Optional<String> whyNot = whyNot(topic);
    if (whyNot.isPresent()) {
      throw new MappingException(
          field.configKey() + ": the topic " + quote(topic) + " " + whyNot.get());
    }
    return topic;
  }

  private static OptionalInt partition(RecordConfig record, Map<String, Object> job) {
    return record
        .partition()
        .flatMap(field -> field.wholeNumber(job, 0, Integer.MAX_VALUE))
        .map(number -> OptionalInt.of(number.intValue()))
        .orElse(OptionalInt.empty());
  }

  /**
   * The same destination if its topic has the partition, else what takes its place.
   *
   * @param partitions how many the topic has; empty when that is not known
   * @throws MappingException if nothing does, and the job is to fail
   * @throws ConnectException if nothing does, and the task is to fail
   */
  Destination within(
      OptionalInt partitions, Destination chosen, RecordConfig record, String jobKey) {
    if (chosen.partition().isEmpty()
        || partitions.isEmpty()
        || chosen.partition().getAsInt() < partitions.getAsInt()) {
      return chosen;
    }
    return instead(
        new MappingException(
            record.partition().map(MappedField::configKey).orElse(RecordConfig.PARTITION)
                + ": the topic "
                + quote(chosen.topic())
                + " has no partition "
                + chosen.partition().getAsInt()
                + ", but 0 to "
                + (partitions.getAsInt() - 1)),
        jobKey);
  }

  /** Another topic may have other partitions, so the default one's is left to the key. */
  private Destination instead(MappingException invalid, String jobKey) {
    return switch (onInvalid) {
      case FAIL_JOB -> throw invalid;
      case DEFAULT_TOPIC ->
          new Destination(standard.orElseThrow(() -> invalid), OptionalInt.empty());
      case FAIL_TASK ->
          throw new ConnectException(
              "no record can be made of job " + jobKey + ": " + invalid.getMessage(), invalid);
    };
  }

  private static String quote(String topic) {
    return topic.length() > LONGEST_QUOTE
        ? "\"" + topic.substring(0, LONGEST_QUOTE) + "…\""
        : "\"" + topic + "\"";
  }
}
