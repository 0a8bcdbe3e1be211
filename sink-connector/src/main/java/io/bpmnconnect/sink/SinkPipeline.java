package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.ErrantReports;
import io.bpmnconnect.connect.delivery.FlowControl;
import io.bpmnconnect.connect.delivery.OffsetTracker;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.AdaptiveConcurrencyEngine;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryingEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a record through the sink, running.
 *
 * <p>Threads: the task's thread calls every method here; the engine's threads report outcomes to
 * the {@link RecordDelivery} of a record. They meet in the dispatcher, in the queue of {@link
 * ErrantReports}, in the record's {@link Tracked} and in {@code failure}, each safe for it.
 */
final class SinkPipeline implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SinkPipeline.class);

  /**
   * How soon Connect calls put() again while records are on their way, with or without new ones.
   */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** How long a commit waits for the commands in flight; see docs/decisions/0004. */
  private static final Duration QUIET_BEFORE_COMMIT = Duration.ofSeconds(1);

  private final SinkSettings settings;
  private final SinkTaskContext context;
  private final ProcessEngine engine;
  private final CommandDispatcher dispatcher;
  private final OffsetTracker offsets = new OffsetTracker();
  private final ErrantReports<DeliveryReport> errants;
  private final Optional<ResultTopic> results;
  private final FlowControl flow;
  private final TaskFailure failure = new TaskFailure();

  private SinkPipeline(SinkSettings settings, SinkTaskContext context, ProcessEngine engine) {
    this.settings = settings;
    this.context = context;
    this.engine = engine;
    this.dispatcher = new CommandDispatcher(engine, settings.delivery().maxInFlight());
    this.errants = new ErrantReports<>(this::report);
    this.results = settings.results().map(r -> ResultTopic.open(r, settings.connector(), 0));
    this.flow =
        new FlowControl(
            settings.maxBuffered(),
            () -> context.pause(assignment()),
            () -> context.resume(assignment()));
  }

  static SinkPipeline start(SinkSettings settings, SinkTaskContext context) {
    int maxInFlight = settings.delivery().maxInFlight();
    ProcessEngine engine =
        new RetryingEngine(
            new AdaptiveConcurrencyEngine(
                ProcessEngines.open(settings.engine().settings(maxInFlight)), maxInFlight),
            settings.delivery().retryPolicy(settings.unmatchedMessageRetry(), true));
    return new SinkPipeline(settings, context, engine);
  }

  /**
   * Takes records. Never waits for the engine.
   *
   * <p>What failed is thrown before any new record is taken: Connect commits nothing of the records
   * that a failing call was given, and would deliver those that are done again.
   */
  void put(Collection<SinkRecord> records) {
    failure.throwIfSet();
    errants.advance();
    dispatcher.release();
    for (SinkRecord record : records) {
      accept(record);
    }
    flow.update(offsets.open());
    if (offsets.open() > 0) {
      context.timeout(LOOK_AGAIN.toMillis());
    }
  }

  private void accept(SinkRecord record) {
    Tracked tracked = offsets.track(partition(record), record.originalKafkaOffset());
    if (record.value() == null) {
      decide(
          settings.errors().onNullValue(),
          notDelivered(record, Optional.empty(), Optional.empty()),
          tracked,
          new ConnectException(describe(record) + " has no value (a tombstone)"));
      return;
    }
    try {
      Map<String, Object> variables = RecordVariables.of(record);
      Optional<Route> route = settings.routes().match(variables);
      if (route.isEmpty()) {
        decide(
            settings.errors().onNoRoute(),
            notDelivered(record, Optional.empty(), Optional.empty()),
            tracked,
            new ConnectException(describe(record) + " is not taken by any route"));
        return;
      }
      EngineCommand command = route.get().mapper().map(variables, messageId(record));
      dispatcher.submit(
          new RecordDelivery(record, tracked, settings.ordering().lane(record), command));
    } catch (RuntimeException e) { // a MappingException, or data that nobody thought of
      String why = e instanceof MappingException ? e.getMessage() : e.toString();
      decide(
          settings.errors().onInvalid(),
          notDelivered(record, Optional.empty(), Optional.empty()),
          tracked,
          new ConnectException(describe(record) + " cannot be mapped: " + why, e));
    }
  }

  /**
   * The offsets that may be committed. Starts no command until the next put(), and waits a moment
   * for those in flight: Connect calls this right before it takes partitions away or stops the
   * task, and what is done by then is not done again by the next owner.
   */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    dispatcher.hold();
    dispatcher.awaitQuiet(QUIET_BEFORE_COMMIT);
    results.ifPresent(topic -> topic.awaitQuiet(QUIET_BEFORE_COMMIT));
    return offsets.committable(delivered);
  }

  /** Forgets the records of partitions that another task takes over. */
  void forget(Collection<TopicPartition> partitions) {
    dispatcher.hold();
    offsets.forget(partitions);
  }

  @Override
  public void close() {
    dispatcher.hold();
    offsets.forgetAll();
    engine.close();
    results.ifPresent(ResultTopic::close);
  }

  /** What becomes of a record that is not delivered; safe to call from any thread. */
  private void decide(
      Behavior behavior, DeliveryReport facts, Tracked tracked, ConnectException reason) {
    Outcome outcome =
        switch (behavior) {
          case FAIL -> Outcome.FAILED;
          case REPORT -> Outcome.REPORTED;
          case IGNORE -> Outcome.IGNORED;
        };
    DeliveryReport record =
        new DeliveryReport(
            facts.record(),
            facts.route(),
            facts.operation(),
            outcome,
            facts.result(),
            facts.refusal(),
            Optional.of(reason.getMessage()),
            facts.attempts(),
            facts.latency());
    if (behavior == Behavior.REPORT && results.isPresent()) {
      results.get().write(record, () -> errants.add(record, reason, tracked), this::resultLost);
      return;
    }
    switch (behavior) {
      case FAIL -> fail(reason);
      case REPORT -> errants.add(record, reason, tracked);
      case IGNORE -> {
        log.debug("Ignored: {}", reason.getMessage());
        done(record, tracked);
      }
    }
  }

  private void done(DeliveryReport report, Tracked tracked) {
    if (results.isPresent()) {
      results.get().write(report, tracked::done, this::resultLost);
    } else {
      tracked.done();
    }
  }

  private void resultLost(Exception reason) {
    fail((ConnectException) reason);
  }

  private static DeliveryReport notDelivered(
      SinkRecord record, Optional<Operation> operation, Optional<EngineException> refusal) {
    return new DeliveryReport(
        record,
        Optional.empty(),
        operation,
        Outcome.FAILED,
        Optional.empty(),
        refusal,
        Optional.empty(),
        operation.isPresent() ? 1 : 0,
        Duration.ZERO);
  }

  private static DeliveryReport delivered(
      SinkRecord record, Operation operation, Outcome outcome, Optional<CommandResult> result) {
    return new DeliveryReport(
        record,
        Optional.empty(),
        Optional.of(operation),
        outcome,
        result,
        Optional.empty(),
        Optional.empty(),
        1,
        Duration.ZERO);
  }

  /** No later record of the lane may overtake the one that failed: nothing is sent any more. */
  private void fail(ConnectException reason) {
    dispatcher.hold();
    failure.set(reason);
  }

  /** Hands a record to Connect's dead letter queue (KIP-610). */
  private Future<Void> report(DeliveryReport report, Exception reason) {
    ErrantRecordReporter queue = context.errantRecordReporter();
    if (queue == null) {
      throw new ConnectException(
          reason.getMessage()
              + ". To go on after such a record, set errors.tolerance=all and"
              + " errors.deadletterqueue.topic.name",
          reason);
    }
    DeadLetterHeaders.add(report, settings.connector(), 0);
    return queue.report(report.record(), reason);
  }

  private TopicPartition[] assignment() {
    return context.assignment().toArray(TopicPartition[]::new);
  }

  private String messageId(SinkRecord record) {
    return settings.connector() + "/" + coordinates(record, "-");
  }

  private static String describe(SinkRecord record) {
    return "record " + coordinates(record, "@");
  }

  private static String coordinates(SinkRecord record, String beforeOffset) {
    return partition(record) + beforeOffset + record.originalKafkaOffset();
  }

  /** The record's coordinates before any transformation (KIP-793): what Connect commits. */
  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** One record's command, and what its outcome means for the record. */
  private final class RecordDelivery implements Delivery {
    private final SinkRecord record;
    private final Tracked tracked;
    private final Object lane;
    private final EngineCommand command;

    RecordDelivery(SinkRecord record, Tracked tracked, Object lane, EngineCommand command) {
      this.record = record;
      this.tracked = tracked;
      this.lane = lane;
      this.command = command;
    }

    @Override
    public Object lane() {
      return lane;
    }

    @Override
    public EngineCommand command() {
      return command;
    }

    @Override
    public boolean isWanted() {
      return tracked.isOpen();
    }

    @Override
    public void succeeded(CommandResult result) {
      log.debug("{}: {} of {}", describe(record), command.operation(), command.subject());
      done(delivered(record, command.operation(), Outcome.SUCCEEDED, Optional.of(result)), tracked);
    }

    @Override
    public void failed(EngineException refusal) {
      if (!tracked.isOpen()) {
        return; // the partition was taken away, or the task is stopping
      }
      if (settings.errors().alreadyDone(command.operation(), refusal.kind())) {
        log.debug("{}: done before: {}", describe(record), refusal.getMessage());
        done(
            delivered(record, command.operation(), Outcome.ALREADY_DONE, Optional.empty()),
            tracked);
        return;
      }
      String what =
          describe(record) + ": " + command.operation() + " of " + command.subject() + " failed";
      decide(
          settings.errors().behavior(command.operation(), refusal.kind()),
          notDelivered(record, Optional.of(command.operation()), Optional.of(refusal)),
          tracked,
          new ConnectException(what + ": " + refusal.getMessage(), refusal));
    }
  }
}
