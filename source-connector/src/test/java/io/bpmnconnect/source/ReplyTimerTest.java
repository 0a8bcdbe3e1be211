package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.source.RecordedLog.Line;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What becomes of jobs between their record and their reply. */
class ReplyTimerTest {

  private static final Duration LOCK = Duration.ofMillis(90);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofMillis(300);

  /** Notes every command; refuses them when told to. */
  private static final class Engine implements ProcessEngine {
    private final List<EngineCommand> commands = new CopyOnWriteArrayList<>();
    private volatile Optional<ErrorKind> refusal = Optional.empty();

    @Override
    public CompletionStage<CommandResult> execute(EngineCommand command) {
      commands.add(command);
      return refusal
          .<CompletionStage<CommandResult>>map(
              kind -> CompletableFuture.failedFuture(EngineException.of(kind, "refused")))
          .orElseGet(() -> CompletableFuture.completedFuture(new CommandResult.Accepted()));
    }

    @Override
    public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<EngineInfo> info() {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  private final Engine engine = new Engine();
  private final TaskFailure failure = new TaskFailure();
  private final SourceMetrics metrics =
      new SourceMetrics(TaskMetrics.open(new TaskContext(), "reply-timer-test", 0));
  private final JobRegistry registry = new JobRegistry(metrics);
  private static final EngineAdapter CAMUNDA8 = ProcessEngines.adapter(EngineType.CAMUNDA8);

  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Ambiguity.UNBOUNDED);

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final JobCommands commands =
      new JobCommands(
          CAMUNDA8,
          new CommandDispatcher(engine, ONCE, 10, failure, timer),
          registry,
          metrics,
          failure);

  @AfterEach
  void stop() {
    timer.shutdownNow();
    metrics.close();
  }

  private FetchedJob written(String key) {
    return written(Jobs.job(key));
  }

  private FetchedJob written(ActivatedJob activated) {
    JobConfig config = SourceSettings.parse(SourceConfigs.delivering()).jobs();
    JobPoller poller =
        new JobPoller(
            List.of("charge-card"),
            config,
            engine,
            SourceSettings.parse(SourceConfigs.delivering()).retryPolicy(),
            timer,
            failure,
            job -> {});
    FetchedJob job = new FetchedJob(activated, poller);
    registry.add(job);
    job.written();
    job.handled();
    return job;
  }

  private ReplyTimer timer(Duration longestWait) {
    return timer(longestWait, timer);
  }

  private ReplyTimer timer(Duration longestWait, ScheduledExecutorService looks) {
    JobConfig jobs =
        SourceSettings.parse(
                SourceConfigs.delivering(
                    "job.timeout.ms",
                    String.valueOf(LOCK.toMillis()),
                    "job.reply.timeout.ms",
                    String.valueOf(longestWait.toMillis())))
            .jobs();
    return new ReplyTimer(jobs, commands, metrics, looks);
  }

  private static UpdateJob extension(String key) {
    return new UpdateJob(
        new JobRef(key, Optional.of("worker"), Optional.empty()),
        OptionalInt.empty(),
        Optional.of(LOCK),
        OptionalInt.empty());
  }

  @Test
  void theLockOfAWaitingJobIsExtendedAgainAndAgain() {
    timer(LONG).waitFor(written("7"));

    await().atMost(PATIENCE).until(() -> engine.commands.size() >= 3);

    assertThat(engine.commands).allMatch(extension("7")::equals);
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void theLockOfALeasedJobIsExtendedWithItsToken() {
    timer(LONG).waitFor(written(Jobs.detailed("7", Map.of())));

    await().atMost(PATIENCE).until(() -> !engine.commands.isEmpty());

    assertThat(engine.commands.get(0))
        .isEqualTo(
            new UpdateJob(
                new JobRef("7", Optional.of("worker"), Optional.of("token-1")),
                OptionalInt.empty(),
                Optional.of(LOCK),
                OptionalInt.empty()));
  }

  @Test
  void anAnsweredJobIsLeftAlone() {
    timer(LONG).waitFor(written("7"));
    await().atMost(PATIENCE).until(() -> !engine.commands.isEmpty());

    assertThat(registry.answered("7")).isPresent();
    int before = engine.commands.size();

    await().during(WHILE).atMost(PATIENCE).until(() -> engine.commands.size() <= before + 1);
    assertThat(registry.size()).isZero();
    assertThat(timer.getQueue().stream().filter(look -> !isCancelled(look))).isEmpty();
  }

  private static boolean isCancelled(Runnable look) {
    return ((java.util.concurrent.Future<?>) look).isCancelled();
  }

  @Test
  void theLineAboutAReplyThatDoesNotComeSaysWhoseItIs() {
    MDC.put(RecordedLog.CONNECTOR, "[jobs-source|task-0] ");
    ScheduledExecutorService named = TaskThreads.ofThisTask().timer("bpmn-job-timer");
    MDC.clear();

    try (RecordedLog log = RecordedLog.of(ReplyTimer.class)) {
      timer(Duration.ofMillis(90), named).waitFor(written("7"));

      await().atMost(PATIENCE).until(() -> !log.beginning("Job 7").isEmpty());
      assertThat(log.beginning("Job 7"))
          .extracting(Line::thread, Line::connector)
          .containsExactly(tuple("bpmn-job-timer", "[jobs-source|task-0] "));
    } finally {
      named.shutdownNow();
    }
  }

  @Test
  void aJobWhoseReplyDoesNotComeIsFailedWithOneRetryLess() {
    timer(LOCK).waitFor(written("7"));

    await().atMost(PATIENCE).until(() -> registry.size() == 0);

    assertThat(engine.commands)
        .last()
        .isEqualTo(
            new FailJob(
                new JobRef("7", Optional.of("worker"), Optional.empty()),
                2,
                Optional.of("no reply came within 90 ms"),
                Duration.ZERO,
                Map.of()));
  }

  @Test
  void aJobThatCannotBeLockedAnyMoreIsForgotten() {
    for (ErrorKind gone :
        List.of(
            ErrorKind.NOT_FOUND,
            ErrorKind.LOCK_LOST,
            ErrorKind.CONFLICT,
            ErrorKind.INVALID,
            ErrorKind.FORBIDDEN)) {
      engine.refusal = Optional.of(gone);

      timer(LONG).waitFor(written("7"));

      await().atMost(PATIENCE).until(() -> registry.size() == 0);
    }
    assertThat(engine.commands).hasSize(5);
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void anEngineThatDoesNotLetUsLockFailsTheTask() {
    engine.refusal = Optional.of(ErrorKind.UNAUTHENTICATED);

    timer(LONG).waitFor(written("7"));

    await().atMost(PATIENCE).until(failure::isSet);
  }

  @Test
  void aJobThatComesAgainEndsItsEarlierActivation() {
    FetchedJob first = written("7");
    timer(LONG).waitFor(first);

    FetchedJob second = written("7");

    assertThat(first.hasLeft()).isTrue();
    assertThat(second.hasLeft()).isFalse();
    registry.remove(first);
    assertThat(registry.size()).as("the later activation stays").isEqualTo(1);
  }

  @Test
  void aReplyThatIsSeenBeforeKafkasWordOnTheRecordCountsAllTheSame() {
    JobConfig config = SourceSettings.parse(SourceConfigs.delivering()).jobs();
    FetchedJob job =
        new FetchedJob(
            Jobs.job("7"),
            new JobPoller(
                List.of("charge-card"),
                config,
                engine,
                SourceSettings.parse(SourceConfigs.delivering()).retryPolicy(),
                timer,
                failure,
                fetched -> {}));
    registry.add(job);

    assertThat(registry.answered("7")).contains(job);

    job.written();
    assertThat(job.handled()).as("it waits for nothing").isFalse();
  }

  @Test
  void aReplyForAJobOfAnotherTaskMeansNothing() {
    written("7");

    assertThat(registry.answered("8")).isEmpty();
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void aLockWithoutEndIsNotExtendedButTheReplyIsNotAwaitedForEver() {
    ActivatedJob job = Jobs.job("j-1");
    FetchedJob endless =
        written(
            new ActivatedJob(
                job.key(),
                job.type(),
                job.processInstanceKey(),
                job.processDefinitionKey(),
                job.processDefinitionId(),
                job.processDefinitionVersion(),
                job.elementId(),
                job.elementInstanceKey(),
                job.customHeaders(),
                job.worker(),
                job.retries(),
                ActivatedJob.NO_DEADLINE,
                job.variables(),
                job.tenantId(),
                job.details()));

    timer(LOCK.multipliedBy(4)).waitFor(endless);

    await().atMost(PATIENCE).until(() -> !engine.commands.isEmpty());
    assertThat(engine.commands).hasSize(1).first().isInstanceOf(FailJob.class);
  }
}
