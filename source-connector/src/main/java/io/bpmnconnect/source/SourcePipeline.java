package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.EngineCheck;
import io.bpmnconnect.connect.delivery.EngineHealth;
import io.bpmnconnect.connect.delivery.ObservedEngine;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.LoginGuard;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a job through the source, running.
 *
 * <p>Threads: the engine's threads bring jobs into {@code fetched}; the task's thread takes them
 * out in {@link #poll()} and ends the pipeline in {@link #close()}; the producer's thread tells of
 * each record that Kafka has or does not have. {@code fetched} needs no bound of its own: the
 * pollers never have more jobs in flight than configured.
 */
final class SourcePipeline implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourcePipeline.class);

  /** Connect can stop a task only between two polls. */
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  private static final int MOST_RECORDS_OF_A_POLL = 500;

  /** How long a stop waits for the engine to take back the jobs that were not written. */
  private static final Duration RELEASE_TIME = Duration.ofSeconds(3);

  private final JobConfig jobs;
  private final SourceMetrics metrics;
  private final ProcessEngine engine;
  private final RetryPolicy retries;
  private final TaskFailure failure = new TaskFailure();
  private final JobRegistry registry;
  private final UnleasedJobs unleased;
  private final JobCommands commands;
  private final JobRecordMapper mapper;
  private final PartitionCounts partitions;
  private final TaskThreads threads;
  private final int maxInFlight;
  private final ScheduledExecutorService retryTimer;
  private final ScheduledExecutorService timer;
  private final ReplyTimer replyTimer;
  private final HeldLocks locks;
  private final boolean locksEnd;
  private final List<JobPoller> pollers = new ArrayList<>();
  private final List<JobStreamer> streamers = new ArrayList<>();
  private final BlockingQueue<FetchedJob> fetched = new LinkedBlockingQueue<>();
  private final Optional<ReplyConsumer> replies;
  private final Optional<ReplyObserver> observer;
  private volatile boolean closing;

  private SourcePipeline(
      SourceSettings settings, SourceMetrics metrics, ProcessEngine engine, TaskThreads threads) {
    this.threads = threads;
    this.jobs = settings.jobs();
    this.metrics = metrics;
    this.engine = engine;
    this.retries = settings.retryPolicy();
    this.maxInFlight = settings.delivery().maxInFlight();
    this.retryTimer = threads.timer("bpmn-engine-retry");
    this.registry = new JobRegistry(metrics);
    this.unleased = new UnleasedJobs(jobs.withLease());
    this.commands = new JobCommands(jobs.engine(), newDispatcher(), registry, metrics, failure);
    this.mapper = new JobRecordMapper(jobs);
    this.partitions = PartitionCounts.of(settings, threads);
    this.replies =
        settings
            .replies()
            .map(
                config ->
                    new ReplyConsumer(
                        config, jobs.engine(), newDispatcher(), failure, this::replied, threads));
    try {
      this.observer = settings.replies().map(this::newObserver);
    } catch (RuntimeException e) {
      replies.ifPresent(ReplyConsumer::close);
      throw e;
    }
    this.timer = threads.timer("bpmn-job-timer");
    this.replyTimer = new ReplyTimer(jobs, commands, metrics, timer);
    this.locks = new HeldLocks(engine, jobs.workerName(), retries, timer, failure);
    this.locksEnd = settings.engine().adapter().has(EngineTrait.LOCKS_END);
    metrics.gauge("in-flight", "Jobs fetched, and not settled or answered", registry::size);
    replies.ifPresent(
        consumer ->
            metrics.gauge("reply-lag", "Replies that this task has still to read", consumer::lag));
    metrics.gauge("queued", "Jobs that wait for the next poll", fetched::size);
  }

  private CommandDispatcher newDispatcher() {
    return new CommandDispatcher(engine, retries, maxInFlight, failure, retryTimer);
  }

  private ReplyObserver newObserver(ReplyConfig config) {
    return new ReplyObserver(
        config,
        new KafkaConsumer<>(
            config.clients().observer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        jobKey -> registry.answered(jobKey).ifPresent(metrics::answered),
        failure,
        threads);
  }

  /** Starts the pipeline of a task. What was opened is closed again when something fails. */
  static SourcePipeline start(SourceSettings settings, SourceTaskContext context) {
    SourceMetrics metrics =
        new SourceMetrics(TaskMetrics.open(context, settings.connector(), settings.task()));
    TaskThreads threads = TaskThreads.ofThisTask();
    EngineHealth health = new EngineHealth();
    metrics.gauge(
        "engine-away-ms", "How long the engine has been away", () -> health.away().toMillis());
    // One connection for each open request for jobs, the rest for commands.
    int connections = settings.jobs().requests().size() + settings.delivery().maxInFlight();
    ProcessEngine engine =
        new ObservedEngine(
            threads.engine(
                new LoginGuard(
                    ProcessEngines.open(settings.engine().settings(connections)),
                    settings.engine().authGrace(),
                    LoginGuard.firstPause(settings.engine().adapter()))),
            health,
            metrics.engine(),
            metrics::error);
    try {
      SourcePipeline pipeline = new SourcePipeline(settings, metrics, engine, threads);
      pipeline.run();
      return pipeline;
    } catch (RuntimeException e) {
      engine.close();
      metrics.close();
      throw e;
    }
  }

  /** Jobs are fetched as soon as no reply to one of them can be missed. */
  private void run() {
    EngineCheck.start(engine, jobs::check, failure, threads);
    for (List<String> types : jobs.requests()) {
      JobPoller poller = new JobPoller(types, jobs, engine, retries, timer, failure, this::receive);
      pollers.add(poller);
      if (jobs.of(types.get(0)).delivery().streams()) {
        JobStreamer streamer =
            new JobStreamer(
                jobs.activation(types, 1, Duration.ZERO),
                poller,
                engine,
                retries,
                timer,
                failure,
                this::refuse);
        poller.onChange(streamer::look);
        streamers.add(streamer);
      }
    }
    replies.ifPresent(ReplyConsumer::start);
    CompletableFuture<Void> ready =
        observer.map(ReplyObserver::start).orElse(CompletableFuture.completedFuture(null));
    CompletableFuture<Void> unused =
        ready.thenRun(() -> locks.giveBackThen(() -> pollers.forEach(JobPoller::ask)));
  }

  private void receive(FetchedJob job) {
    metrics.activated(job.job().type(), 1);
    unleased.look(job.job());
    registry.add(job);
    fetched.add(job);
    if (closing) {
      giveBack(job);
    }
  }

  /** A stream has brought a job for which there is no room. */
  private void refuse(FetchedJob job) {
    metrics.activated(job.job().type(), 1);
    unleased.look(job.job());
    registry.add(job);
    giveBack(job);
  }

  /**
   * A reply that the engine refuses leaves its job to its lock. Where that never ends, an incident
   * must tell of it: otherwise nobody would ever see the job again.
   */
  private void replied(ReplyOutcome outcome, Optional<JobCommand> reply, long timestamp) {
    metrics.replied(outcome, reply, timestamp);
    if (outcome == ReplyOutcome.REFUSED && !locksEnd) {
      reply.map(JobCommand::job).ifPresent(commands::raiseIncident);
    }
  }

  /** The records of the jobs that came in; empty when none came for a moment. */
  List<SourceRecord> poll() throws InterruptedException {
    failure.throwIfSet();
    FetchedJob first = fetched.poll(LONGEST_POLL.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<FetchedJob> batch = new ArrayList<>();
    batch.add(first);
    fetched.drainTo(batch, MOST_RECORDS_OF_A_POLL - 1);
    List<SourceRecord> records = new ArrayList<>(batch.size());
    for (FetchedJob job : batch) {
      record(job).ifPresent(records::add);
    }
    return records;
  }

  private Optional<JobRecord> record(FetchedJob job) {
    if (job.hasLeft()) {
      return Optional.empty(); // it came again meanwhile
    }
    try {
      JobRecordMapper.Draft draft = mapper.draft(job);
      CompletableFuture<OptionalInt> count = partitions.of(draft.destination());
      if (!count.isDone()) {
        count.thenRun(() -> fetched.add(job)); // it waits, the others go on
        return Optional.empty();
      }
      return Optional.of(mapper.map(draft, count.join()));
    } catch (MappingException e) {
      String reason = "no record can be made of this job: " + e.getMessage();
      log.warn("Job {} of type \"{}\": {}", job.key(), job.job().type(), reason);
      job.handled();
      commands.fail(job, 0, reason);
      return Optional.empty();
    }
  }

  /** Kafka has the record. */
  void written(JobRecord record) {
    FetchedJob job = record.fetched();
    job.written();
    boolean waiting = job.handled();
    metrics.written(job);
    switch (options(job).completion()) {
      case ON_DELIVERY -> commands.complete(job);
      case NONE -> registry.remove(job);
      case REPLY -> {
        if (waiting) {
          replyTimer.waitFor(job);
        }
      }
    }
  }

  /** The record will never be in Kafka: a transformation or error tolerance dropped it. */
  void dropped(JobRecord record) {
    FetchedJob job = record.fetched();
    String reason =
        "the job's record was dropped before it reached Kafka"
            + options(job).size().suspicion(job.job());
    log.debug("Job {}: {}", job.key(), reason);
    job.handled();
    switch (options(job).onDroppedRecord()) {
      case FAIL_JOB -> commands.fail(job, Math.max(0, job.job().retries() - 1), reason);
      case COMPLETE -> commands.complete(job);
      case RELEASE -> commands.release(job);
    }
  }

  private JobTypeConfig options(FetchedJob job) {
    return jobs.of(job.job().type());
  }

  /**
   * Gives back what was not written, and ends everything that was started. A request for jobs that
   * is still open is left to its end by a thread of its own, so that a stop need not wait for it:
   * the jobs it may bring are given back, too, and only then the connection is closed.
   */
  @Override
  public void close() {
    closing = true;
    CompletableFuture<Void> answered =
        CompletableFuture.allOf(
            Stream.concat(
                    streamers.stream().map(JobStreamer::close),
                    pollers.stream().map(JobPoller::close))
                .toArray(CompletableFuture<?>[]::new));
    timer.shutdownNow();
    replies.ifPresent(ReplyConsumer::close);
    observer.ifPresent(ReplyObserver::close);
    registry.open().forEach(this::giveBack);
    partitions.close();
    // Where locks end, only open requests are ended; they take their time, and nobody waits for it.
    CompletableFuture<?> unlocked = locks.giveBack(locksEnd ? Duration.ZERO : RELEASE_TIME);
    commands.awaitQuiet(RELEASE_TIME);
    metrics.close();
    CompletableFuture<Void> ended = CompletableFuture.allOf(answered, unlocked);
    if (ended.isDone()) {
      closeEngine();
      return;
    }
    threads
        .daemon(
            "bpmn-source-closer",
            () -> {
              ended.join();
              commands.awaitQuiet(RELEASE_TIME);
              closeEngine();
            })
        .start();
  }

  private void closeEngine() {
    commands.close();
    retryTimer.shutdownNow();
    engine.close();
  }

  private void giveBack(FetchedJob job) {
    if (!job.leave()) {
      return;
    }
    if (job.job().lockEnds()) {
      commands.release(job);
    } else {
      metrics.released(); // with all that its worker holds
      registry.remove(job);
    }
  }
}
