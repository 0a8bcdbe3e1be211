package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The one place that decides what becomes of a record that the engine did not take. */
record ErrorPolicy(
    Behavior onNullValue,
    Behavior onNoRoute,
    Behavior onInvalid,
    Behavior onNotFound,
    Behavior onConflict,
    AmbiguousBehavior onAmbiguous,
    Ambiguity ambiguity,
    Duration awaited,
    Behavior onUnmatchedMessage,
    Behavior onDeliveryTimeout,
    Optional<Behavior> onForbidden,
    EngineAdapter engine) {

  static final String ON_NULL_VALUES = "behavior.on.null.values";
  static final String ON_NO_ROUTE = "behavior.on.no.route";
  static final String ON_INVALID = "behavior.on.invalid";
  static final String ON_NOT_FOUND = "behavior.on.not.found";
  static final String ON_CONFLICT = "behavior.on.conflict";
  static final String ON_AMBIGUOUS = "behavior.on.ambiguous";
  static final String AMBIGUOUS_ATTEMPTS = "ambiguous.max.attempts";
  static final String ON_UNMATCHED_MESSAGE = "behavior.on.unmatched.message";
  static final String ON_DELIVERY_TIMEOUT = "behavior.on.delivery.timeout";
  static final String ON_FORBIDDEN = "behavior.on.forbidden";

  /** How long an engine waits for an instance's end that was not told for how long. */
  private static final Duration ENGINES_OWN_WAIT = Duration.ofSeconds(10);

  private static final String GROUP = "Errors";

  static ConfigDef define(ConfigDef def) {
    define(def, 1, ON_NULL_VALUES, "ignore", "a record without a value (a tombstone)");
    define(def, 2, ON_NO_ROUTE, "report", "a record that no route matches");
    define(
        def,
        3,
        ON_INVALID,
        "report",
        "a record that cannot be mapped, whose command the engine refuses as invalid, or that asks for an"
            + " operation the engine does not have (where `operation` is an expression)");
    define(
        def,
        4,
        ON_NOT_FOUND,
        "report",
        "a command that refers to something the engine does not have, such as an unknown process");
    define(
            def,
            5,
            ON_CONFLICT,
            "report",
            "a command that does not fit the state that something is in. A message whose id is alive, an"
                + " instance whose business id is taken and a job that is settled are no conflicts:"
                + " they show that the record was delivered before")
        .define(
            ON_AMBIGUOUS,
            Type.STRING,
            "retry",
            Checks.oneOf(AmbiguousBehavior.class),
            Importance.MEDIUM,
            "What to do when it is not known whether the engine has carried out a command that must"
                + " not be carried out twice (it was sent, and no answer came):"
                + " `create-process-instance`, `evaluate-conditionals`, `correlate-message`,"
                + " `broadcast-signal`, and `publish-message` where the engine does not know message"
                + " ids. `retry` sends it again, up to `ambiguous.max.attempts`, and then reports it."
                + " `report` hands the record to Connect's dead letter queue, with the header"
                + " `bpmn-ambiguous`; `fail` stops the task. An instance whose end is awaited is never"
                + " created again: with `retry` its record counts as delivered when the time to wait"
                + " was over, with the outcome `await-timed-out`, and is reported otherwise.",
            GROUP,
            6,
            Width.SHORT,
            ON_AMBIGUOUS)
        .define(
            AMBIGUOUS_ATTEMPTS,
            Type.INT,
            2,
            Range.between(1, 1_000_000),
            Importance.LOW,
            "With `behavior.on.ambiguous=retry`: how many attempts of one command there may be of"
                + " which it is not known whether they were carried out, so how often it is carried"
                + " out at worst. Attempts that the engine has refused do not count.",
            GROUP,
            7,
            Width.SHORT,
            "Ambiguous attempts");
    define(
        def,
        8,
        ON_UNMATCHED_MESSAGE,
        "report",
        "a message that nothing waits for: of `correlate-message`, after `unmatched.message.retry.ms`;"
            + " of `publish-message` where the engine keeps no messages, after"
            + " `message.time.to.live.ms`");
    define(
        def,
        9,
        ON_DELIVERY_TIMEOUT,
        "fail",
        "a record that the engine did not take within `delivery.timeout.ms`, or failed on for a"
            + " minute without saying why");
    define(
        def,
        10,
        ON_FORBIDDEN,
        null,
        "a command that the engine does not allow these credentials: 403, and Camunda 8's 401 for a"
            + " tenant that they are not assigned to. When it is not set, `report` where the record"
            + " chooses operation, tenant, process, decision or key, since others may be taken, and with"
            + " the Camunda 7 family, which checks rights for each definition; else `fail`");
    return def;
  }

  private static ConfigDef define(
      ConfigDef def, int order, String key, String standard, String what) {
    return def.define(
        key,
        Type.STRING,
        standard,
        Checks.unlessNull(Checks.oneOf(Behavior.class)),
        Importance.MEDIUM,
        "What to do with "
            + what
            + ": `fail` stops the task, `report` hands the record to Connect's dead letter queue"
            + " (`errors.tolerance=all`, `errors.deadletterqueue.topic.name`), `ignore` logs it and"
            + " goes on.",
        GROUP,
        order,
        Width.SHORT,
        key);
  }

  static ErrorPolicy from(AbstractConfig config) {
    return new ErrorPolicy(
        behavior(config, ON_NULL_VALUES),
        behavior(config, ON_NO_ROUTE),
        behavior(config, ON_INVALID),
        behavior(config, ON_NOT_FOUND),
        behavior(config, ON_CONFLICT),
        Checks.constant(AmbiguousBehavior.class, config.getString(ON_AMBIGUOUS)),
        ambiguity(config),
        EngineConfig.requestTimeout(config),
        behavior(config, ON_UNMATCHED_MESSAGE),
        behavior(config, ON_DELIVERY_TIMEOUT),
        onForbidden(config),
        EngineConfig.adapter(config));
  }

  private static Ambiguity ambiguity(AbstractConfig config) {
    boolean retry = config.getString(ON_AMBIGUOUS).equals("retry");
    return new Ambiguity(
        retry ? config.getInt(AMBIGUOUS_ATTEMPTS) : 1,
        EngineConfig.adapter(config).has(EngineTrait.KEEPS_MESSAGE_IDS));
  }

  private static Optional<Behavior> onForbidden(AbstractConfig config) {
    return Optional.ofNullable(config.getString(ON_FORBIDDEN))
        .map(configured -> behavior(config, ON_FORBIDDEN));
  }

  private static Behavior behavior(AbstractConfig config, String key) {
    return Checks.constant(Behavior.class, config.getString(key));
  }

  /**
   * Whether the engine's refusal means that the command was carried out before: a message whose id
   * is alive, an instance whose business id is taken, a job that is settled. A completed job is
   * gone; one that is in another state has an incident, and is not completed. What ends something
   * else is only known to be the cause of its end if an earlier attempt may have been carried out.
   *
   * @param ambiguousBefore whether it is not known what became of an earlier attempt
   */
  boolean alreadyDone(Operation operation, ErrorKind kind, boolean ambiguousBefore) {
    boolean gone = kind == ErrorKind.NOT_FOUND || kind == ErrorKind.CONFLICT;
    boolean takenOver = kind == ErrorKind.NOT_FOUND || kind == ErrorKind.LOCK_LOST;
    return switch (operation) {
      case PUBLISH_MESSAGE ->
          kind == ErrorKind.CONFLICT && engine.has(EngineTrait.KEEPS_MESSAGE_IDS);
      case CREATE_PROCESS_INSTANCE ->
          kind == ErrorKind.CONFLICT && engine.has(EngineTrait.UNIQUE_BUSINESS_ID);
      case COMPLETE_JOB -> takenOver;
      case FAIL_JOB, THROW_JOB_ERROR, RELEASE_JOB ->
          takenOver || (kind == ErrorKind.CONFLICT && !engine.has(EngineTrait.TELLS_LOST_LOCKS));
      case CANCEL_PROCESS_INSTANCE, RESOLVE_INCIDENT -> gone && ambiguousBefore;
      case CORRELATE_MESSAGE,
          BROADCAST_SIGNAL,
          UPDATE_JOB,
          SET_VARIABLES,
          EVALUATE_DECISION,
          EVALUATE_CONDITIONALS ->
          false;
    };
  }

  /** An engine that buffers messages never says of a published one that nothing waits for it. */
  private static boolean isMessage(Operation operation) {
    return operation == Operation.CORRELATE_MESSAGE || operation == Operation.PUBLISH_MESSAGE;
  }

  /**
   * Whether the engine has most likely created an instance whose end was not awaited long enough:
   * no answer came for as long as one is waited for. A gateway that answers so sooner has lost its
   * engine, and nothing is known of the instance.
   *
   * @param lasted how long the attempt took
   */
  boolean awaitTimedOut(EngineCommand command, EngineException refusal, Duration lasted) {
    return onAmbiguous == AmbiguousBehavior.RETRY
        && refusal.kind() == ErrorKind.TIMEOUT
        && command instanceof CreateProcessInstance create
        && create.await().filter(await -> lasted.compareTo(waitedFor(await)) >= 0).isPresent();
  }

  /** As long as the engine was asked to wait, a little less for its clock, or as long as we do. */
  private Duration waitedFor(CreateProcessInstance.Await await) {
    Duration asked = await.timeout().isZero() ? ENGINES_OWN_WAIT : await.timeout();
    Duration least = asked.compareTo(awaited) < 0 ? asked : awaited;
    return least.multipliedBy(9).dividedBy(10);
  }

  /**
   * What to do after the last attempt failed.
   *
   * @param chosen what other records may choose otherwise
   */
  Behavior behavior(Operation operation, Chosen chosen, EngineException refusal) {
    if (refusal.isAmbiguous() && !ambiguity.isRepeatable(operation)) {
      return onAmbiguous == AmbiguousBehavior.FAIL ? Behavior.FAIL : Behavior.REPORT;
    }
    return switch (refusal.kind()) {
      case INVALID -> onInvalid;
      case CONFLICT, LOCK_LOST -> onConflict;
      case NOT_FOUND -> isMessage(operation) ? onUnmatchedMessage : onNotFound;
      case BACKPRESSURE, UNAVAILABLE, TIMEOUT, INTERNAL, CONTENTION, SUSPENDED -> onDeliveryTimeout;
      // Every record would meet the same refusal: going on would empty the topic into the queue.
      case UNAUTHENTICATED -> Behavior.FAIL;
      case FORBIDDEN -> onForbidden.orElseGet(() -> ofRights(chosen));
      case UNSUPPORTED -> chosen == Chosen.OPERATION ? onInvalid : Behavior.FAIL;
    };
  }

  private Behavior ofRights(Chosen chosen) {
    return chosen != Chosen.NOTHING || engine.has(EngineTrait.RIGHTS_BY_DEFINITION)
        ? Behavior.REPORT
        : Behavior.FAIL;
  }
}
