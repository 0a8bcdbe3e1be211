package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream and a poller that share one limit: 100 jobs, of which the target is 90. */
class JobStreamerTest {

  private static final Duration NO_LONG_POLL = Duration.ofMillis(-1);

  /** A request that the engine holds open until the test answers it. */
  private record Request(JobActivation activation, CompletableFuture<List<ActivatedJob>> answer) {}

  /** A stream that the test pushes jobs to; it ends as the test or its reader says. */
  private static final class Pushed implements JobStream {
    private final Listener listener;
    private volatile boolean closed;

    Pushed(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void close() {
      closed = true;
    }

    void end() {
      listener.ended(Optional.empty());
    }

    void fail(ErrorKind kind) {
      listener.ended(Optional.of(EngineException.of(kind, "refused")));
    }
  }

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Pushed> streams = new CopyOnWriteArrayList<>();
  private final List<FetchedJob> received = new CopyOnWriteArrayList<>();
  private final List<FetchedJob> beyond = new CopyOnWriteArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
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
        public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
          Pushed stream = new Pushed(listener);
          streams.add(stream);
          return stream;
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

  private JobStreamer streamer;

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  private JobPoller start(String delivery, int limit) {
    JobConfig config =
        SourceSettings.parse(
                SourceConfigs.delivering(
                    "engine.type", "zeebe",
                    "job.delivery", delivery,
                    "job.max.in.flight", Integer.toString(limit),
                    "job.start.jitter.ms", "0",
                    "job.request.timeout.ms", "5000"))
            .jobs();
    RetryPolicy retries =
        new RetryPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofDays(1),
            Duration.ZERO,
            Ambiguity.UNBOUNDED);
    JobPoller poller =
        new JobPoller(
            List.of("charge-card"), config, engine, retries, timer, failure, received::add);
    streamer =
        new JobStreamer(
            config.activation(List.of("charge-card"), 1, Duration.ofSeconds(10)),
            poller,
            engine,
            retries,
            timer,
            failure,
            beyond::add);
    poller.onChange(streamer::look);
    poller.ask();
    return poller;
  }

  private void answer(int request, int jobs) {
    await().until(() -> requests.size() > request);
    requests
        .get(request)
        .answer()
        .complete(
            IntStream.range(0, jobs)
                .mapToObj(i -> Jobs.job("p" + keys.incrementAndGet()))
                .toList());
  }

  private void push(int jobs) {
    Pushed stream = streams.get(streams.size() - 1);
    for (int i = 0; i < jobs; i++) {
      stream.listener.activated(Jobs.job("s" + keys.incrementAndGet()));
    }
  }

  @Test
  void aStreamIsOpenedWhenNoJobWaitsAnyMore() {
    start("both", 100);
    answer(0, 32);
    assertThat(streams).isEmpty();

    answer(1, 3);

    assertThat(streams).hasSize(1);
    assertThat(requests.get(0).activation().requestTimeout()).isEqualTo(NO_LONG_POLL);
    assertThat(requests.get(1).activation().requestTimeout()).isEqualTo(NO_LONG_POLL);
    assertThat(requests.get(2).activation().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    push(2);
    assertThat(received).hasSize(37);
  }

  @Test
  void aStreamIsClosedBeforeItsJobsAndThoseThatWereAskedForPassTheTarget() {
    start("both", 100);
    answer(0, 0);
    await().until(() -> requests.size() == 2);
    int asked = requests.get(1).activation().maxJobs();

    push(90 - asked - 1);
    assertThat(streams.get(0).closed).isFalse();
    push(1);

    assertThat(streams.get(0).closed).isTrue();
    assertThat(received).hasSize(90 - asked);
  }

  @Test
  void whatIsBeyondTheLimitIsGivenBack() {
    start("stream", 100);
    answer(0, 0);

    push(103);

    assertThat(streams.get(0).closed).isTrue();
    assertThat(received).hasSize(100);
    assertThat(beyond).hasSize(3);
  }

  @Test
  void aStreamIsOpenedAgainWhenThereIsRoomAndNoJobWaits() {
    start("stream", 100);
    answer(0, 0);
    push(90);
    streams.get(0).end();
    received.subList(0, 26).forEach(FetchedJob::leave);
    assertThat(requests).hasSize(1);

    received.subList(26, 27).forEach(FetchedJob::leave);
    answer(1, requests.get(1).activation().maxJobs());
    assertThat(streams).hasSize(1);
    received.forEach(FetchedJob::leave);
    answer(2, 0);

    assertThat(streams).hasSize(2);
    assertThat(failure.isSet()).isFalse();
  }

  @Test
  void aStreamThatFailsIsOpenedAgain() {
    start("both", 100);
    answer(0, 0);
    await().until(() -> requests.size() == 2);

    streams.get(0).fail(ErrorKind.UNAVAILABLE);
    answer(1, 0);

    await().until(() -> streams.size() == 2);
    streams.get(1).end();
    answer(2, 0);
    await().until(() -> streams.size() == 3);
  }

  @Test
  void aStreamThatIsRefusedForGoodFailsTheTask() {
    start("both", 100);
    answer(0, 0);

    streams.get(0).fail(ErrorKind.FORBIDDEN);

    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage("jobs of type \"charge-card\" cannot be streamed: refused");
  }

  @Test
  void closingWaitsForTheEndOfTheStream() {
    start("both", 100);
    answer(0, 0);

    CompletableFuture<?> closed = streamer.close();
    assertThat(closed).isNotDone();
    assertThat(streams.get(0).closed).isTrue();
    push(1);
    streams.get(0).end();

    assertThat(closed).isDone();
    assertThat(received).hasSize(1);
    assertThat(streams).hasSize(1);
  }

  @Test
  void whereOnlyOneJobFitsTheLimitHolds() {
    start("stream", 1);
    answer(0, 0);
    assertThat(streams).hasSize(1);

    push(1);

    assertThat(streams.get(0).closed).isTrue();
    assertThat(received).hasSize(1);
  }
}
