package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.RetryingEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
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
  private final ProcessEngine engine;
  private final CommandDispatcher dispatcher;
  private final JobRecordMapper mapper;
  private final ScheduledExecutorService timer;
  private final List<JobPoller> pollers = new ArrayList<>();
  private final TaskFailure failure = new TaskFailure();
  private final BlockingQueue<FetchedJob> fetched = new LinkedBlockingQueue<>();
  private final Set<FetchedJob> unwritten = ConcurrentHashMap.newKeySet();
  private final Optional<ReplyConsumer> replies;
  private volatile boolean closing;

  private SourcePipeline(SourceSettings settings, ProcessEngine engine) {
    this.jobs = settings.jobs();
    this.engine = engine;
    this.dispatcher = new CommandDispatcher(engine, settings.delivery().maxInFlight());
    this.mapper = new JobRecordMapper(jobs);
    this.replies =
        settings
            .replies()
            .map(
                config ->
                    new ReplyConsumer(config, engine, settings.delivery().maxInFlight(), failure));
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "bpmn-job-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  static SourcePipeline start(SourceSettings settings) {
    // One connection for each open request for jobs, the rest for commands.
    int connections = settings.jobs().types().size() + settings.delivery().maxInFlight();
    RetryPolicy policy = settings.delivery().retryPolicy(Duration.ZERO, true);
    ProcessEngine engine =
        new RetryingEngine(ProcessEngines.open(settings.engine().settings(connections)), policy);
    try {
      SourcePipeline pipeline = new SourcePipeline(settings, engine);
      pipeline.run(policy);
      return pipeline;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void run(RetryPolicy policy) {
    replies.ifPresent(ReplyConsumer::start);
    for (String type : jobs.types()) {
      pollers.add(new JobPoller(type, jobs, engine, policy, timer, failure, this::receive));
    }
    pollers.forEach(JobPoller::ask);
  }

  private void receive(FetchedJob job) {
    unwritten.add(job);
    fetched.add(job);
    if (closing) {
      giveBack(job);
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
    try {
      return Optional.of(mapper.map(job));
    } catch (MappingException e) {
      String reason = "no record can be made of this job: " + e.getMessage();
      log.warn("Job {} of type \"{}\": {}", job.job().key(), job.job().type(), reason);
      unwritten.remove(job);
      settle(job, fail(job.job(), 0, reason));
      return Optional.empty();
    }
  }

  /** Kafka has the record. */
  void written(JobRecord record) {
    FetchedJob job = record.fetched();
    unwritten.remove(job);
    if (jobs.completion() == Completion.ON_DELIVERY) {
      settle(job, new CompleteJob(job.job().key(), Map.of()));
    } else {
      job.leave();
    }
  }

  /** The record will never be in Kafka: a transformation or error tolerance dropped it. */
  void dropped(JobRecord record) {
    FetchedJob job = record.fetched();
    unwritten.remove(job);
    String reason = "the job's record was dropped before it reached Kafka";
    log.debug("Job {}: {}", job.job().key(), reason);
    settle(
        job,
        switch (jobs.onDroppedRecord()) {
          case FAIL_JOB -> fail(job.job(), Math.max(0, job.job().retries() - 1), reason);
          case COMPLETE -> new CompleteJob(job.job().key(), Map.of());
          case RELEASE -> release(job.job());
        });
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
            pollers.stream().map(JobPoller::close).toArray(CompletableFuture<?>[]::new));
    timer.shutdownNow();
    replies.ifPresent(ReplyConsumer::close);
    unwritten.forEach(this::giveBack);
    dispatcher.awaitQuiet(RELEASE_TIME);
    if (answered.isDone()) {
      engine.close();
      return;
    }
    Thread closer =
        new Thread(
            () -> {
              answered.join();
              dispatcher.awaitQuiet(RELEASE_TIME);
              engine.close();
            },
            "bpmn-source-closer");
    closer.setDaemon(true);
    closer.start();
  }

  private void giveBack(FetchedJob job) {
    if (unwritten.remove(job)) {
      settle(job, release(job.job()));
    }
  }

  private void settle(FetchedJob job, EngineCommand command) {
    dispatcher.submit(new Settlement(job, command));
  }

  private static FailJob fail(ActivatedJob job, int retries, String reason) {
    return new FailJob(job.key(), retries, Optional.of(reason), Duration.ZERO, Map.of());
  }

  private static FailJob release(ActivatedJob job) {
    return fail(job, job.retries(), "given back unprocessed");
  }

  /** A command by which the connector itself settles a job. */
  private final class Settlement implements Delivery {
    private final FetchedJob job;
    private final EngineCommand command;

    Settlement(FetchedJob job, EngineCommand command) {
      this.job = job;
      this.command = command;
    }

    @Override
    public Object lane() {
      return job.job().key();
    }

    @Override
    public EngineCommand command() {
      return command;
    }

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public void succeeded(CommandResult result) {
      job.leave();
    }

    @Override
    public void failed(EngineException refusal) {
      switch (SettlementOutcome.of(refusal.kind())) {
        case SETTLED_BEFORE -> log.debug("{}: settled before", command.subject());
        case REFUSED ->
            log.warn(
                "{} of {} failed; the engine offers the job again when its lock ends: {}",
                command.operation(),
                command.subject(),
                refusal.getMessage());
        case FATAL ->
            failure.set(
                new ConnectException(
                    command.operation()
                        + " of "
                        + command.subject()
                        + " failed: "
                        + refusal.getMessage(),
                    refusal));
      }
      job.leave();
    }
  }
}
