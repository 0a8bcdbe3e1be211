package io.bpmnconnect.it.campaign;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The connectors under test. */
enum Connector {
  /** Starts a process instance for each order. */
  ORDERS(Access.REST) {
    @Override
    Map<String, String> own() {
      return sink(
          Flow.ORDERS.topic(),
          Map.of(
              "operation", "create-process-instance",
              "process.id", "=value.process",
              "variables", "={number: value.number}"));
    }
  },

  /** Correlates each message, which starts an instance. */
  MESSAGES(Access.REST) {
    @Override
    Map<String, String> own() {
      return sink(
          Flow.MESSAGES.topic(),
          Map.of(
              "operation",
              "publish-message",
              "message.name",
              "order-placed",
              "message.business.id",
              "=string(value.number)",
              "variables",
              "={number: value.number, jobType: \"" + Flow.MESSAGES.lastJobType() + "\"}"));
    }
  },

  /** Completes the jobs that a source leaves to others. */
  SETTLEMENTS(Access.TOKENS) {
    @Override
    Map<String, String> own() {
      return sink(
          SETTLEMENT_TOPIC,
          Map.of(
              "operation", "complete-job",
              "job.key", "=headers.`bpmn-job-key`"));
    }
  },

  /** Fetches jobs and settles them by their replies. */
  JOBS(Access.TOKENS) {
    @Override
    Map<String, String> own() {
      Map<String, String> config = source(REPLIED_JOB_TYPE);
      config.put("reply.topic", REPLY_TOPIC);
      config.put("reply.errors.topic", REPLY_ERROR_TOPIC);
      config.put("reply.consumer.session.timeout.ms", SESSION_TIMEOUT_MS);
      return config;
    }
  },

  /** Fetches jobs, and leaves them to others. */
  LEFT_JOBS(Access.REST) {
    @Override
    Map<String, String> own() {
      Map<String, String> config = source(SETTLED_JOB_TYPE);
      config.put("completion", "none");
      return config;
    }
  };

  /** The ways to the engine. */
  enum Access {
    REST,
    /** REST, with tokens. */
    TOKENS
  }

  static final String JOB_TOPIC = "jobs";
  static final String REPLY_TOPIC = "replies";
  static final String REPLY_ERROR_TOPIC = "replies-errors";
  static final String SETTLEMENT_TOPIC = "settlements";
  static final String SETTLEMENT_DEAD_LETTERS = SETTLEMENT_TOPIC + "-dlq";
  static final String REPLIED_JOB_TYPE = "pay";
  static final String SETTLED_JOB_TYPE = "ship";

  /** What a killed worker consumed is given to the next one sooner. */
  private static final String SESSION_TIMEOUT_MS = "6000";

  private final Access access;

  Connector(Access access) {
    this.access = access;
  }

  Access access() {
    return access;
  }

  abstract Map<String, String> own();

  /** What Connect calls it. */
  String connectorName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Its configuration.
   *
   * @param engine how it reaches the engine
   * @param bootstrapServers may be the address of a proxy
   */
  Map<String, String> config(Map<String, String> engine, String bootstrapServers) {
    Map<String, String> config = new HashMap<>(own());
    config.put("tasks.max", "2");
    config.putAll(engine);
    // An answer that was cut off is waited for so long, before the command is sent again.
    config.put("engine.request.timeout.ms", "5000");
    if (this == JOBS) {
      config.put("reply.consumer.bootstrap.servers", bootstrapServers);
    }
    return config;
  }

  /** Where jobs of a type are answered: a reply to the source, or a record for a sink. */
  static String replyTopic(String jobType) {
    return jobType.equals(REPLIED_JOB_TYPE) ? REPLY_TOPIC : SETTLEMENT_TOPIC;
  }

  private static Map<String, String> source(String jobType) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.bpmnconnect.source.ProcessEngineSourceConnector");
    config.put("job.types", jobType);
    // Jobs that a killed worker held come again when their lock ends.
    config.put("job.timeout.ms", "10000");
    config.put("topic", JOB_TOPIC);
    config.put("key", "=string(job.variables.number)");
    return config;
  }

  private static Map<String, String> sink(String topic, Map<String, String> operation) {
    Map<String, String> config = new HashMap<>(operation);
    config.put("connector.class", "io.bpmnconnect.sink.ProcessEngineSinkConnector");
    config.put("topics", topic);
    config.put("consumer.override.session.timeout.ms", SESSION_TIMEOUT_MS);
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", topic + "-dlq");
    config.put("ambiguous.max.attempts", "1000000");
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    return config;
  }
}
