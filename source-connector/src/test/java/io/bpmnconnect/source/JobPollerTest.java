package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobPollerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration WHILE = Duration.ofMillis(200);

  /** A request that the engine holds open until the test answers it. */
  private record Request(
      JobActivation activation, long nanos, CompletableFuture<List<ActivatedJob>> answer) {

    void bring(int jobs) {
      answer.complete(
          IntStream.range(0, jobs).mapToObj(i -> Jobs.job(Integer.toString(i))).toList());
    }

    void refuse(ErrorKind kind) {
      answer.completeExceptionally(EngineException.of(kind, "refused"));
    }
  }

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<FetchedJob> received = new CopyOnWriteArrayList<>();
  private final TaskFailure failure = new TaskFailure();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ProcessEngine engine = new ActivatingEngine();

  /** Notes each request; a subclass may answer it. */
  private class ActivatingEngine implements ProcessEngine {
    @Override
    public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
      Request request = new Request(activation, System.nanoTime(), new CompletableFuture<>());
      requests.add(request);
      return request.answer();
    }

    @Override
    public CompletionStage<CommandResult> execute(EngineCommand command) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<EngineInfo> info() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // holds nothing open
    }
  }

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  private JobPoller poller(int limit, int maxActivate) {
    return poller(engine, limit, maxActivate);
  }

  private JobPoller poller(ProcessEngine engine, int limit, int maxActivate) {
    JobConfig config =
        SourceSettings.parse(
                SourceConfigs.delivering(
                    "job.max.in.flight", Integer.toString(limit),
                    "job.max.activate", Integer.toString(maxActivate),
                    "job.timeout.ms", "60000",
                    "job.request.timeout.ms", "5000",
                    "job.worker.name", "w",
                    "job.fetch.variables", "orderId,amount",
                    "job.tenant.ids", "acme"))
            .jobs();
    RetryPolicy retries =
        new RetryPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofDays(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);
    return new JobPoller(
        List.of("charge-card"), config, engine, retries, timer, failure, received::add);
  }

  private Request last() {
    return requests.get(requests.size() - 1);
  }

  private void awaitRequests(int count) {
    await().atMost(PATIENCE).until(() -> requests.size() >= count);
  }

  private void assertNoMoreRequestsThan(int count) {
    await().during(WHILE).atMost(PATIENCE).until(() -> requests.size() <= count);
  }

  @Test
  void theEngineIsAskedAsConfigured() {
    poller(10, 32).ask();

    assertThat(last().activation())
        .isEqualTo(
            new JobActivation(
                List.of(
                    new JobActivation.OfType(
                        "charge-card",
                        Duration.ofMinutes(1),
                        List.of("orderId", "amount"),
                        List.of(),
                        JobActivation.Filter.ALL)),
                "w",
                10,
                Duration.ofSeconds(5),
                List.of("acme"),
                Optional.empty(),
                false,
                false,
                3,
                new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))));
  }

  @Test
  void theFirstRequestOfManyPollersDoesNotComeAtOnce() {
    JobConfig config =
        SourceSettings.parse(SourceConfigs.delivering("job.start.jitter.ms", "1000")).jobs();
    List<Long> delays = new ArrayList<>();
    ScheduledThreadPoolExecutor delaying =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            delays.add(unit.toMillis(delay));
            return super.schedule(command, 0, unit);
          }
        };
    RetryPolicy retries =
        new RetryPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofDays(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);

    for (int i = 0; i < 50; i++) {
      JobPoller poller =
          new JobPoller(
              List.of("charge-card"), config, engine, retries, delaying, failure, received::add);
      poller.ask();
      poller.ask();
    }

    awaitRequests(50);
    delaying.shutdownNow();
    assertThat(requests).as("one for each poller").hasSize(50);
    assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(0L, 1000L));
    assertThat(delays.stream().distinct().count()).as("different delays").isGreaterThan(20);
  }

  @Test
  void aPollerThatIsClosedBeforeItsFirstRequestNeverAsks() {
    JobConfig config =
        SourceSettings.parse(SourceConfigs.delivering("job.start.jitter.ms", "600000")).jobs();
    RetryPolicy retries =
        new RetryPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofDays(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);
    List<Runnable> delayed = new ArrayList<>();
    ScheduledThreadPoolExecutor waiting =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            delayed.add(command);
            return super.schedule(() -> {}, delay, unit);
          }
        };
    JobPoller poller =
        new JobPoller(
            List.of("charge-card"), config, engine, retries, waiting, failure, received::add);
    poller.ask();

    CompletableFuture<?> answered = poller.close();
    delayed.forEach(Runnable::run);

    waiting.shutdownNow();
    assertThat(answered).isDone();
    assertThat(requests).isEmpty();
  }

  @Test
  void oneRequestAsksForNoMoreThanItMay() {
    poller(100, 32).ask();

    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(last().activation().maxJobs());
      last().bring(20);
    }
    asked.add(last().activation().maxJobs());

    assertThat(asked).containsExactly(32, 32, 32, 32);
    last().bring(5);
    assertThat(received).hasSize(65);
    last().bring(5);
    assertThat(last().activation().maxJobs()).as("the room that is left").isEqualTo(30);
  }

  @Test
  void atTheLimitNothingIsAskedUntilJobsLeave() {
    poller(10, 32).ask();
    last().bring(10);
    assertThat(requests).hasSize(1);

    received.get(0).leave();
    received.get(1).leave();
    assertThat(requests).as("too little room to be worth a request").hasSize(1);
    received.get(2).leave();

    assertThat(requests).hasSize(2);
    assertThat(last().activation().maxJobs()).isEqualTo(3);
  }

  @Test
  void asManyJobsAreInFlightAsARequestMoreWouldBring() {
    poller(100, 4).ask();
    for (int i = 0; i < 25; i++) {
      last().bring(4);
    }
    assertThat(requests).hasSize(25);

    received.subList(0, 3).forEach(FetchedJob::leave);
    assertThat(requests).as("room for less than a request brings").hasSize(25);
    received.get(3).leave();

    assertThat(requests).hasSize(26);
    assertThat(last().activation().maxJobs()).isEqualTo(4);
  }

  @Test
  void aLimitOfOneWorks() {
    poller(1, 32).ask();
    last().bring(1);
    assertThat(requests).hasSize(1);

    received.get(0).leave();

    assertThat(requests).hasSize(2);
    assertThat(last().activation().maxJobs()).isEqualTo(1);
  }

  @Test
  void oneRequestIsOpenAtATime() {
    JobPoller poller = poller(10, 2);
    poller.ask();
    poller.ask();
    assertThat(requests).hasSize(1);

    last().bring(2);
    assertThat(requests).hasSize(2);
    received.get(0).leave();
    received.get(1).leave();
    poller.ask();

    assertThat(requests).hasSize(2);
  }

  @Test
  void whateverComesAndLeavesTheLimitHolds() {
    Random random = new Random(42);
    for (int limit : List.of(1, 2, 7, 50)) {
      requests.clear();
      received.clear();
      List<FetchedJob> held = new ArrayList<>();
      poller(limit, 10).ask();

      for (int step = 0; step < 2_000; step++) {
        Request open = last();
        if (!open.answer().isDone() && (held.isEmpty() || random.nextBoolean())) {
          assertThat(held.size() + open.activation().maxJobs()).isLessThanOrEqualTo(limit);
          open.bring(1 + random.nextInt(open.activation().maxJobs()));
          held.addAll(received);
          received.clear();
        } else if (!held.isEmpty()) {
          held.remove(random.nextInt(held.size())).leave();
        }
        assertThat(requests.stream().filter(r -> !r.answer().isDone()).count()).isLessThan(2);
      }
    }
  }

  @Test
  void anEngineThatDoesNotHoldRequestsOpenIsNotAskedInALoop() {
    ProcessEngine impatient =
        new ActivatingEngine() {
          @Override
          public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
            super.activateJobs(activation);
            return CompletableFuture.completedFuture(List.of());
          }
        };

    poller(impatient, 10, 10).ask();

    awaitRequests(4);
    for (int i = 1; i < 4; i++) {
      assertThat(Duration.ofNanos(requests.get(i).nanos() - requests.get(i - 1).nanos()))
          .isGreaterThan(Duration.ofMillis(40));
    }
  }

  @Test
  void jobsThatComeAtOnceAreFollowedByTheNextRequestAtOnce() {
    poller(10, 5).ask();

    last().bring(1);

    assertThat(requests).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"BACKPRESSURE", "UNAVAILABLE", "TIMEOUT", "INTERNAL", "CONTENTION"})
  void anEngineThatIsAwayIsAskedAgain(ErrorKind kind) {
    poller(10, 10).ask();

    for (int i = 1; i < 5; i++) {
      last().refuse(kind);
      awaitRequests(i + 1);
    }
    last().bring(1);

    assertThat(received).hasSize(1);
    assertThatCode(failure::throwIfSet).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHENTICATED", "FORBIDDEN", "INVALID", "NOT_FOUND", "UNSUPPORTED"})
  void anEngineThatWillNeverGiveJobsFailsTheTask(ErrorKind kind) {
    JobPoller poller = poller(10, 10);
    poller.ask();

    last().refuse(kind);

    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("jobs of type \"charge-card\" cannot be fetched: refused");
    assertNoMoreRequestsThan(1);
  }

  @Test
  void anEngineThatThrowsIsAskedAgain() {
    ProcessEngine fragile =
        new ActivatingEngine() {
          @Override
          public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
            CompletionStage<List<ActivatedJob>> answer = super.activateJobs(activation);
            if (requests.size() == 1) {
              throw new IllegalStateException("the transport has died");
            }
            return answer;
          }
        };

    poller(fragile, 10, 10).ask();

    awaitRequests(2);
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void afterCloseNothingIsAsked() {
    JobPoller poller = poller(10, 10);
    poller.ask();

    poller.close();
    last().bring(1);
    received.get(0).leave();
    poller.ask();

    assertNoMoreRequestsThan(1);
  }

  @Test
  void afterCloseAnEngineThatIsAwayIsLeftAlone() {
    JobPoller poller = poller(10, 10);
    poller.ask();

    poller.close();
    last().refuse(ErrorKind.UNAVAILABLE);

    assertNoMoreRequestsThan(1);
  }

  @Test
  void whoClosesCanWaitForTheAnswerToTheOpenRequest() {
    JobPoller poller = poller(100, 10);
    poller.ask();

    for (int i = 0; i < 5; i++) {
      last().bring(1);
    }
    CompletableFuture<?> answered = poller.close();

    assertThat(answered).isNotDone();
    last().bring(1);
    assertThat(answered).isDone();
    assertThat(received).as("a job that came after close").hasSize(6);
  }

  @Test
  void withNoRequestOpenThereIsNothingToWaitFor() {
    assertThat(poller(10, 10).close()).isDone();
  }
}
