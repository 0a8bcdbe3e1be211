package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.Expression;
import io.bpmnconnect.connect.mapping.MappedField;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What the records of one job type are made of. */
record RecordConfig(
    MappedField topic,
    MappedField key,
    Optional<MappedField> partition,
    ValueContent valueContent,
    ValueSchema valueSchema) {

  static final String TOPIC = "topic";
  static final String KEY = "key";
  static final String PARTITION = "partition";
  static final String VALUE_CONTENT = "value.content";
  static final String VALUE_SCHEMA = "value.schema";

  /** What an expression can refer to. */
  static final Set<String> NAMES = Set.of(JobDescription.JOB);

  static final String GROUP = "Records";

  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            TOPIC,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Checks.expression(NAMES),
            Importance.HIGH,
            "The topic for a job's record: a literal, or a FEEL expression over `job`, such as"
                + " `=\"jobs.\" + job.type`, or `=if job.customHeaders.topic != null then"
                + " job.customHeaders.topic else \"jobs\"`, by which a header of the BPMN task can"
                + " name the topic.",
            GROUP,
            ++order,
            Width.LONG,
            "Topic")
        .define(
            KEY,
            Type.STRING,
            "=job.processInstanceKey",
            Checks.expression(NAMES),
            Importance.MEDIUM,
            "The record's key: a literal, or a FEEL expression over `job`. By default the process"
                + " instance, so that the jobs of one instance keep their order.",
            GROUP,
            ++order,
            Width.LONG,
            "Record key")
        .define(
            PARTITION,
            Type.STRING,
            null,
            Checks.numberOrExpression(0, Integer.MAX_VALUE, NAMES),
            Importance.LOW,
            "The partition for a job's record: a number, or a FEEL expression over `job`. When it is"
                + " not set, or the expression gives null, the key decides. What is not a whole"
                + " number is treated as an invalid topic, and so is a partition that the topic does"
                + " not have. The latter is seen with reply topics only, whose brokers are asked."
                + " Otherwise Connect's producer waits for such a partition without an end, and the"
                + " task with it, unless `producer.override.max.block.ms` is set;"
                + " docs/job-records.md tells more.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Partition")
        .define(
            VALUE_CONTENT,
            Type.STRING,
            "job",
            Checks.oneOf(ValueContent.class),
            Importance.MEDIUM,
            "What a record's value holds: the whole `job`, or its `variables` only. The job's"
                + " metadata is in the headers either way.",
            GROUP,
            ++order,
            Width.SHORT,
            "Value content")
        .define(
            VALUE_SCHEMA,
            Type.STRING,
            "none",
            Checks.oneOf(ValueSchema.class),
            Importance.MEDIUM,
            "The Connect schema of a record's value. `none`: plain data, for JSON without schemas."
                + " `envelope`: one that never changes, with the variables as a JSON text that keeps"
                + " every digit; for schema registries that are strict. `inferred`: one for each job"
                + " type, grown from the variables; docs/job-records.md tells how.",
            GROUP,
            ++order,
            Width.SHORT,
            "Value schema");
  }

  /**
   * Reads what the records of one job type are made of, or those of all types.
   *
   * @param key the key that each option is set by
   */
  static RecordConfig from(
      AbstractConfig config, Function<JobOption, String> key, Problems problems) {
    ValueContent content =
        Checks.constant(ValueContent.class, config.getString(key.apply(JobOption.VALUE_CONTENT)));
    ValueSchema schema =
        Checks.constant(ValueSchema.class, config.getString(key.apply(JobOption.VALUE_SCHEMA)));
    if (schema == ValueSchema.ENVELOPE && content == ValueContent.VARIABLES) {
      problems.add(
          key.apply(JobOption.VALUE_SCHEMA),
          "envelope holds the whole job; it does not go with "
              + key.apply(JobOption.VALUE_CONTENT)
              + "=variables");
    }
    String partition = config.getString(key.apply(JobOption.PARTITION));
    return new RecordConfig(
        topic(config, key.apply(JobOption.TOPIC), problems),
        mapped(config, key.apply(JobOption.KEY)),
        partition == null
            ? Optional.empty()
            : Optional.of(mapped(config, key.apply(JobOption.PARTITION))),
        content,
        schema);
  }

  private static MappedField topic(AbstractConfig config, String key, Problems problems) {
    String topic = config.getString(key);
    if (topic.isBlank()) {
      problems.add(key, "must not be empty");
    } else if (!topic.startsWith("=")) {
      TopicRule.from(config)
          .whyNot(topic)
          .ifPresent(why -> problems.add(key, "\"" + topic + "\" " + why));
    }
    return mapped(config, key);
  }

  static MappedField mapped(AbstractConfig config, String key) {
    return new MappedField(key, Expression.parse(config.getString(key), NAMES));
  }
}
