package io.bpmnconnect.sink;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.EngineCheck;
import io.bpmnconnect.connect.delivery.EngineHealth;
import io.bpmnconnect.connect.delivery.ErrantReports;
import io.bpmnconnect.connect.delivery.FlowControl;
import io.bpmnconnect.connect.delivery.ObservedEngine;
import io.bpmnconnect.connect.delivery.OffsetTracker;
import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.LoginGuard;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * The way of a record through the sink, running.
 *
 * <p>Threads: the task's thread calls every method here, and has {@code nextLook}; the engine's
 * threads report outcomes to the {@link OutcomeHandler}. They meet in the dispatcher, in the queue
 * of {@link ErrantReports}, in the record's {@link Tracked} and in {@code failure}, each safe for
 * it.
 */
final class SinkPipeline implements AutoCloseable {

  /** How long a commit waits for the commands in flight; see docs/decisions/0004. */
  private static final Duration QUIET_BEFORE_COMMIT = Duration.ofSeconds(1);

  /** Far more than one poll brings: by so many the buffer can be exceeded before it is full. */
  private static final int MOST_POLLED = 10_000;

  private final SinkSettings settings;
  private final SinkTaskContext context;
  private final SinkMetrics metrics;
  private final Optional<ResultTopic> results;
  private final ProcessEngine engine;
  private final ScheduledExecutorService timer;
  private final CommandDispatcher dispatcher;
  private final OffsetTracker offsets = new OffsetTracker();
  private final ErrantReports<DeliveryReport> errants;
  private final FlowControl flow;
  private final TaskFailure failure = new TaskFailure();
  private final NextLook nextLook = new NextLook();
  private final Standstill standstill = new Standstill(System::nanoTime);
  private final OutcomeHandler outcomes;
  private long taken;

  private SinkPipeline(
      SinkSettings settings,
      SinkTaskContext context,
      SinkMetrics metrics,
      Optional<ResultTopic> results,
      TaskThreads threads) {
    this.settings = settings;
    this.context = context;
    this.metrics = metrics;
    this.results = results;
    int maxInFlight = settings.delivery().maxInFlight();
    EngineHealth health = new EngineHealth();
    this.engine =
        new ObservedEngine(
            threads.engine(
                new LoginGuard(
                    ProcessEngines.open(settings.engine().settings(maxInFlight)),
                    settings.engine().authGrace(),
                    LoginGuard.firstPause(settings.engine().adapter()))),
            health,
            metrics.engine(),
            metrics::error);
    this.timer = threads.timer("bpmn-sink-timer");
    this.dispatcher =
        new CommandDispatcher(engine, settings.retryPolicy(), maxInFlight, failure, timer);
    this.errants =
        new ErrantReports<>(
            new DeadLetterQueue(context, settings)::report,
            failure,
            threads.timer("bpmn-dead-letters"));
    this.flow = new FlowControl(settings.maxBuffered(), new TaskPartitions(context));
    this.outcomes = new OutcomeHandler(settings, metrics, results, errants, failure);
    metrics.gauge("in-flight", "Commands sent and not yet answered", dispatcher::inFlight);
    metrics.gauge(
        "limit", "Commands that the engine takes at once, as it seems", dispatcher::limit);
    metrics.gauge("parked", "Lanes that wait for another attempt", dispatcher::parked);
    metrics.gauge(
        "probing",
        "1 while the engine is away, and one command at a time tries it",
        () -> dispatcher.isProbing() ? 1 : 0);
    metrics.gauge("buffered", "Records that are not done", offsets::open);
    metrics.gauge("lanes", "Lanes that have a record waiting or in flight", dispatcher::lanes);
    metrics.gauge("paused", "1 while the partitions are paused", () -> flow.isPaused() ? 1 : 0);
    results.ifPresent(
        topic ->
            metrics.gauge(
                "results-dropped-total", "Results that were lost and ignored", topic::dropped));
    metrics.gauge(
        "standing-still-ms",
        "How long records have waited though nothing is on its way",
        () -> standstill.lasts().toMillis());
    metrics.gauge(
        "engine-away-ms", "How long the engine has been away", () -> health.away().toMillis());
  }

  /** Starts the pipeline of a task. What was opened is closed again when something fails. */
  static SinkPipeline start(SinkSettings settings, SinkTaskContext context) {
    SinkMetrics metrics =
        new SinkMetrics(TaskMetrics.open(context, settings.connector(), settings.task()));
    TaskThreads threads = TaskThreads.ofThisTask();
    Optional<ResultTopic> results = Optional.empty();
    try {
      int capacity = settings.maxBuffered() + MOST_POLLED;
      results =
          settings
              .results()
              .map(
                  topic ->
                      ResultTopic.open(
                          topic, settings.connector(), settings.task(), capacity, threads));
      SinkPipeline pipeline = new SinkPipeline(settings, context, metrics, results, threads);
      EngineCheck.start(pipeline.engine, settings::check, pipeline.failure, threads);
      return pipeline;
    } catch (RuntimeException e) {
      results.ifPresent(ResultTopic::close);
      metrics.close();
      throw e;
    }
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
    failure.throwIfSet();
    dispatcher.release();
    for (SinkRecord record : records) {
      accept(record);
    }
    taken += records.size();
    int open = offsets.open();
    flow.update(open);
    standstill.look(
        taken - open, open > 0 && dispatcher.inFlight() + dispatcher.parked() == 0, this::state);
    Duration look =
        nextLook.after(records.size(), open, flow.untilResumed(open), System.nanoTime());
    if (open > 0) {
      context.timeout(look.toMillis());
    }
  }

  private void accept(SinkRecord record) {
    Tracked tracked = offsets.track(partition(record), record.originalKafkaOffset());
    DeliveryReport report = DeliveryReport.unmapped(record);
    if (record.value() == null) {
      String reason = report.describe() + " has no value (a tombstone)";
      outcomes.decide(settings.errors().onNullValue(), report, reason, null, tracked);
      return;
    }
    try {
      long begin = System.nanoTime();
      Map<String, Object> variables = RecordVariables.of(record);
      Optional<Route> route = settings.routes().match(variables);
      if (route.isEmpty()) {
        String reason = report.describe() + " is not taken by any route";
        outcomes.decide(settings.errors().onNoRoute(), report, reason, null, tracked);
        return;
      }
      EngineCommand command = route.get().command(variables, messageId(record));
      metrics.mapping().record(System.nanoTime() - begin);
      Object lane = settings.ordering().lane(record);
      dispatcher.submit(new RecordDelivery(record, tracked, lane, route.get(), command, outcomes));
    } catch (RuntimeException e) { // a MappingException, or data that nobody thought of
      String why = e instanceof MappingException ? e.getMessage() : e.toString();
      String reason = report.describe() + " cannot be mapped: " + why;
      outcomes.decide(settings.errors().onInvalid(), report, reason, e, tracked);
    }
  }

  /**
   * The offsets that may be committed. Starts no command until the next put(), and waits a moment
   * for those in flight: Connect calls this right before it takes partitions away or stops the
   * task, and what is done by then is not done again by the next owner.
   *
   * <p>Asks for that next put() itself. When the connector is paused, Connect breaks its poll off,
   * commits, and would poll on to the next commit, a minute by default: what waits would wait with
   * it, and paused partitions would be so long after the connector was resumed.
   */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    dispatcher.hold();
    dispatcher.awaitQuiet(QUIET_BEFORE_COMMIT);
    errants.advance();
    results.ifPresent(topic -> topic.awaitQuiet(QUIET_BEFORE_COMMIT));
    int open = offsets.open();
    flow.update(open);
    if (open > 0) {
      context.timeout(NextLook.LATEST.toMillis());
    }
    return offsets.committable(delivered);
  }

  /** Says for partitions that are new, or given anew, whether they are read now. */
  void open() {
    flow.assigned(offsets.open());
  }

  private String state() {
    return String.format(
        "paused=%b buffered=%d in-flight=%d parked=%d lanes=%d partitions=%s",
        flow.isPaused(),
        offsets.open(),
        dispatcher.inFlight(),
        dispatcher.parked(),
        dispatcher.lanes(),
        context.assignment());
  }

  /** Forgets the records of partitions that another task takes over. */
  void forget(Collection<TopicPartition> partitions) {
    dispatcher.hold();
    offsets.forget(partitions);
    dispatcher.dropUnwanted();
  }

  @Override
  public void close() {
    dispatcher.hold();
    offsets.forgetAll();
    dispatcher.close();
    timer.shutdownNow();
    errants.close();
    engine.close();
    results.ifPresent(ResultTopic::close);
    metrics.close();
  }

  /**
   * Names the record by its coordinates before any transformation (KIP-793), and by its time: a
   * topic that is created again, or its namesake in another cluster, has the same coordinates.
   */
  private String messageId(SinkRecord record) {
    String id = settings.connector() + "/" + partition(record) + "-" + record.originalKafkaOffset();
    return record.timestamp() == null ? id : id + "@" + record.timestamp();
  }

  /** The record's partition before any transformation (KIP-793): what Connect commits. */
  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
