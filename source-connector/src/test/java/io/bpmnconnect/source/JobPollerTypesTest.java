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
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of several types in one request, as an engine takes it where many requests cost it dear. */
class JobPollerTypesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A request that the engine holds open until the test answers it. */
  private record Request(JobActivation activation, CompletableFuture<List<ActivatedJob>> answer) {

    List<String> types() {
      return activation.types().stream().map(OfType::type).toList();
    }

    /** Ends the request with a job of each of these types. */
    void bring(String... types) {
      answer.complete(Stream.of(types).map(type -> Jobs.ofType("k", type)).toList());
    }

    void bring(int jobs, String type) {
      bring(Collections.nCopies(jobs, type).toArray(String[]::new));
    }

    void refuse(ErrorKind kind) {
      answer.completeExceptionally(EngineException.of(kind, "refused"));
    }
  }

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<FetchedJob> received = new CopyOnWriteArrayList<>();
  private final TaskFailure failure = new TaskFailure();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private final ProcessEngine engine =
      new ProcessEngine() {
        @Override
        public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
          Request request = new Request(activation, new CompletableFuture<>());
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
      };

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  private static JobConfig config(String types, int limit, int maxActivate) {
    Map<String, String> config =
        SourceConfigs.delivering(
            "engine.type",
            "camunda7",
            "job.types",
            types,
            "job.max.in.flight",
            Integer.toString(limit),
            "job.max.activate",
            Integer.toString(maxActivate),
            "job.a.timeout.ms",
            "1000",
            "job.b.fetch.variables",
            "orderId");
    return SourceSettings.parse(config).jobs();
  }

  private JobPoller poller(String types, int limit, int maxActivate) {
    JobConfig config = config(types, limit, maxActivate);
    RetryPolicy retries =
        new RetryPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofDays(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);
    assertThat(config.requests()).containsExactly(config.types());
    return new JobPoller(config.types(), config, engine, retries, timer, failure, received::add);
  }

  private Request last() {
    return requests.get(requests.size() - 1);
  }

  private void leave(String type, int count) {
    List<FetchedJob> leaving =
        received.stream().filter(job -> job.job().type().equals(type)).limit(count).toList();
    assertThat(leaving).hasSize(count);
    received.removeAll(leaving);
    leaving.forEach(FetchedJob::leave);
  }

  @Test
  void oneOpenRequestIsForAllTypesWithTheOptionsOfEach() {
    JobPoller poller = poller("a,b,c", 30, 32);
    poller.ask();
    poller.ask();

    assertThat(requests).hasSize(1);
    JobActivation activation = last().activation();
    assertThat(last().types()).containsExactly("a", "b", "c");
    assertThat(activation.maxJobs()).as("any type may bring them all").isEqualTo(10);
    assertThat(activation.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(activation.types())
        .extracting(OfType::timeout)
        .containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    assertThat(activation.types())
        .extracting(OfType::fetchVariables)
        .containsExactly(List.of(), List.of("orderId"), List.of());
  }

  @Test
  void eachTaskNamesItsWorker() {
    assertThat(config("a,b", 10, 5).activation(List.of("a"), 1, Duration.ZERO).worker())
        .isEqualTo("jobs-source-0");
  }

  @Test
  void aTypeAtItsShareIsLeftOutAndTheOthersGoOn() {
    poller("a,b", 20, 10).ask();

    last().bring(10, "a");
    assertThat(last().types()).containsExactly("b");
    assertThat(last().activation().maxJobs()).isEqualTo(10);
    last().bring("b");

    assertThat(last().types()).containsExactly("b");
    assertThat(last().activation().maxJobs()).isEqualTo(9);
    assertThat(requests).hasSize(3);
  }

  @Test
  void theTypeWithTheLeastRoomSaysHowManyJobsARequestBrings() {
    poller("a,b", 20, 10).ask();

    last().bring("a", "a", "a", "b");

    assertThat(last().types()).containsExactly("a", "b");
    assertThat(last().activation().maxJobs()).isEqualTo(7);
  }

  @Test
  void aTypeWithRoomAgainIsAskedForWhenThePollEnds() {
    poller("a,b", 20, 10).ask();
    last().bring(10, "a");

    leave("a", 5);
    assertThat(requests).as("one request at a time").hasSize(2);
    last().bring("b");

    assertThat(last().types()).containsExactly("a", "b");
    assertThat(last().activation().maxJobs()).isEqualTo(5);
  }

  /** It cannot join the request that is open, and must not wait for jobs of others. */
  @Test
  void aRequestThatATypeIsLeftOutOfEndsSoon() {
    poller("a,b", 20, 10).ask();

    last().bring(10, "a");
    assertThat(last().activation().requestTimeout()).isEqualTo(Duration.ofSeconds(1));
    leave("a", 10);
    last().bring("b");

    assertThat(last().activation().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void withAllTypesAtTheirShareNothingIsAskedUntilOneHasRoom() {
    poller("a,b", 20, 10).ask();
    last().bring(10, "a");
    last().bring(10, "b");
    assertThat(requests).hasSize(2);

    leave("b", 2);
    assertThat(requests).as("too little room to be worth a request").hasSize(2);
    leave("b", 1);

    assertThat(requests).hasSize(3);
    assertThat(last().types()).containsExactly("b");
    assertThat(last().activation().maxJobs()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"BACKPRESSURE", "UNAVAILABLE", "TIMEOUT", "INTERNAL", "CONTENTION"})
  void aRequestThatFailsIsTriedAgainForAllWithRoom(ErrorKind kind) {
    poller("a,b", 20, 10).ask();
    last().bring(10, "a");

    for (int i = 3; i < 6; i++) {
      last().refuse(kind);
      int count = i;
      await().atMost(PATIENCE).until(() -> requests.size() == count);
      assertThat(last().types()).containsExactly("b");
      assertThat(last().activation().maxJobs()).as("nothing is on its way").isEqualTo(10);
    }
    leave("a", 10);
    last().refuse(kind);
    await().atMost(PATIENCE).until(() -> requests.size() == 6);

    assertThat(last().types()).containsExactly("a", "b");
    assertThatCode(failure::throwIfSet).doesNotThrowAnyException();
  }

  @Test
  void aRefusalNamesAllTypes() {
    poller("a,b", 20, 10).ask();

    last().refuse(ErrorKind.INVALID);

    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("jobs of types \"a\", \"b\" cannot be fetched: refused");
  }

  /** Each limit has lists of its own: a poller asks on after the test has looked away. */
  @ParameterizedTest
  @ValueSource(ints = {3, 7, 31, 150})
  void whateverComesAndLeavesEachTypeKeepsItsShareAndHasItsTurn(int limit) {
    Random random = new Random(42);
    int share = config("a,b,c", limit, 10).maxInFlightPerType();
    poller("a,b,c", limit, 10).ask();

    for (int step = 0; step < 2_000; step++) {
      Request open = last();
      if (!open.answer().isDone() && (received.isEmpty() || random.nextBoolean())) {
        bringSome(open, share, random);
        assertAsksForEachTypeWithRoom(open, share);
      } else if (!received.isEmpty()) {
        received.remove(random.nextInt(received.size())).leave();
      }
      assertThat(received).hasSizeLessThanOrEqualTo(limit);
      assertThat(requests.stream().filter(r -> !r.answer().isDone()).count()).isLessThan(2);
    }
    List<FetchedJob> rest = List.copyOf(received);
    received.clear();
    rest.forEach(FetchedJob::leave);
    last().bring();
    await().atMost(PATIENCE).until(() -> !last().answer().isDone());
    assertThat(last().types()).containsExactly("a", "b", "c");
  }

  /** Ends a request with as many jobs as it may have brought, of whichever of its types. */
  private void bringSome(Request open, int share, Random random) {
    int most = open.activation().maxJobs();
    assertThat(open.types()).doesNotHaveDuplicates();
    for (String type : open.types()) {
      assertThat(held(type) + most).isLessThanOrEqualTo(share);
    }
    int jobs = 1 + random.nextInt(most);
    String[] brought = new String[jobs];
    for (int i = 0; i < jobs; i++) {
      brought[i] = open.types().get(random.nextInt(open.types().size()));
    }
    open.bring(brought);
  }

  private long held(String type) {
    return received.stream().filter(job -> job.job().type().equals(type)).count();
  }

  /** What was asked for after a request has ended: all types with room worth it, and no other. */
  private void assertAsksForEachTypeWithRoom(Request ended, int share) {
    long worth = Math.max(1, Math.min(share * 3L / 10, 10));
    List<String> withRoom =
        Stream.of("a", "b", "c").filter(type -> share - held(type) >= worth).toList();
    if (withRoom.isEmpty()) {
      assertThat(last()).isSameAs(ended);
    } else {
      assertThat(last()).isNotSameAs(ended);
      assertThat(last().types()).isEqualTo(withRoom);
    }
  }
}
