package io.bpmnconnect.connect.delivery;

import static io.bpmnconnect.connect.delivery.Dispatchers.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of commands that are refused: another attempt, a pause, or their end. */
@Timeout(60)
class CommandDispatcherAttemptsTest {

  private static final CommandResult ACCEPTED = new CommandResult.Accepted();
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RetryPolicy EAGER = policy(Duration.ZERO, HOUR);
  private static final RetryPolicy SLOW = policy(Duration.ofDays(1), Duration.ofDays(10));
  private static final int PLACES = 4;

  private final ScheduledThreadPoolExecutor timer = Dispatchers.timer();
  private final TaskFailure failure = new TaskFailure();

  /** How often the engine was asked for each command. */
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  /** A dispatcher whose engine answers a command by its name and the number of its attempt. */
  private CommandDispatcher dispatcher(
      RetryPolicy policy, Map<String, IntFunction<CompletionStage<CommandResult>>> answers) {
    FakeEngine engine =
        new FakeEngine(
            command -> {
              String name = TestDelivery.name(command);
              int attempt =
                  attempts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
              return answers.getOrDefault(name, n -> accepted()).apply(attempt);
            });
    return new CommandDispatcher(engine, policy, PLACES, failure, timer);
  }

  private static CompletionStage<CommandResult> accepted() {
    return CompletableFuture.completedFuture(ACCEPTED);
  }

  private static CompletionStage<CommandResult> refused(ErrorKind kind) {
    return CompletableFuture.failedFuture(EngineException.of(kind, "no"));
  }

  private int attempts(String name) {
    return attempts.containsKey(name) ? attempts.get(name).get() : 0;
  }

  private static EngineException failureOf(TestDelivery delivery) {
    await().until(delivery.outcome::isCompletedExceptionally);
    try {
      delivery.outcome.join();
      throw new AssertionError("it succeeded");
    } catch (CompletionException e) {
      return EngineException.from(e);
    }
  }

  private static void assertSucceeds(TestDelivery delivery) {
    assertThat(delivery.outcome).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"BACKPRESSURE", "UNAVAILABLE", "TIMEOUT", "INTERNAL", "CONTENTION"})
  void aFaultThatPassesIsOvercome(ErrorKind kind) {
    TestDelivery delivery = TestDelivery.publishing("a");

    dispatcher(EAGER, Map.of("a", n -> n <= 7 ? refused(kind) : accepted())).submit(delivery);

    assertSucceeds(delivery);
    assertThat(attempts("a")).isEqualTo(8);
    assertThat(delivery.failedAttempts).hasSize(7).allMatch(one -> one.kind() == kind);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED"})
  void aRefusalIsHandedOnUnchangedAfterOneAttempt(ErrorKind kind) {
    TestDelivery delivery = TestDelivery.publishing("a");

    dispatcher(EAGER, Map.of("a", n -> refused(kind))).submit(delivery);

    assertThat(failureOf(delivery).kind()).isEqualTo(kind);
    assertThat(failureOf(delivery)).hasMessage("no");
    assertThat(attempts("a")).isEqualTo(1);
  }

  @Test
  void aRefusalInsideAWrapperIsStillARefusal() {
    TestDelivery delivery = TestDelivery.publishing("a");
    EngineException taken = EngineException.of(ErrorKind.CONFLICT, "taken");

    dispatcher(
            EAGER, Map.of("a", n -> CompletableFuture.failedFuture(new CompletionException(taken))))
        .submit(delivery);

    assertThat(failureOf(delivery)).hasMessage("taken");
  }

  @Test
  void aCommandThatIsRefusedAgainAndAgainWhileOthersAreNotIsGivenUp() {
    EngineException passing =
        EngineException.of(ErrorKind.UNAUTHENTICATED, "no").passing(Duration.ofMillis(50));
    TestDelivery delivery = TestDelivery.publishing("a");

    dispatcher(
            policy(Duration.ofMillis(2), HOUR),
            Map.of("a", n -> CompletableFuture.failedFuture(passing)))
        .submit(delivery);

    assertThat(failureOf(delivery).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(attempts("a")).isGreaterThan(1);
  }

  @Test
  void attemptsEndWithTheDeliveryTimeout() {
    Duration deliveryTimeout = Duration.ofMillis(200);
    TestDelivery delivery = TestDelivery.publishing("a");
    long begin = System.nanoTime();

    dispatcher(
            policy(Duration.ofMillis(2), deliveryTimeout),
            Map.of("a", n -> refused(ErrorKind.BACKPRESSURE)))
        .submit(delivery);

    assertThat(failureOf(delivery).kind()).isEqualTo(ErrorKind.BACKPRESSURE);
    assertThat(failureOf(delivery)).hasMessage("after " + attempts("a") + " attempts: no");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(deliveryTimeout);
    assertThat(attempts("a")).isGreaterThan(1);
  }

  @Test
  void whoListensToAttemptsHarmsNothing() {
    TestDelivery delivery = TestDelivery.publishing("a");
    delivery.attemptFault = new IllegalStateException("broken listener");

    dispatcher(EAGER, Map.of("a", n -> n < 3 ? refused(ErrorKind.TIMEOUT) : accepted()))
        .submit(delivery);

    assertSucceeds(delivery);
  }

  // Lanes that wait

  @Test
  void lanesThatWaitForAnotherAttemptTakeNoPlace() {
    CommandDispatcher dispatcher =
        dispatcher(
            new RetryPolicy(
                Duration.ofDays(1), Duration.ofDays(1), HOUR, HOUR, Ambiguity.UNBOUNDED),
            answering("unmatched", 10_000, ErrorKind.NOT_FOUND));
    for (int i = 0; i < 10_000; i++) {
      dispatcher.submit(TestDelivery.correlating("unmatched" + i));
    }
    TestDelivery good = TestDelivery.correlating("good");

    dispatcher.submit(good);

    assertSucceeds(good);
    assertThat(dispatcher.inFlight()).isZero();
    assertThat(dispatcher.parked()).isEqualTo(10_000);
  }

  private static Map<String, IntFunction<CompletionStage<CommandResult>>> answering(
      String prefix, int count, ErrorKind kind) {
    Map<String, IntFunction<CompletionStage<CommandResult>>> answers = new ConcurrentHashMap<>();
    IntStream.range(0, count).forEach(i -> answers.put(prefix + i, n -> refused(kind)));
    return answers;
  }

  @Test
  void whatFollowsInAParkedLaneWaitsForItsTurn() {
    CommandDispatcher dispatcher = dispatcher(SLOW, Map.of("a1", n -> refused(ErrorKind.INTERNAL)));
    dispatcher.submit(new TestDelivery("a", "a1"));

    dispatcher.submit(new TestDelivery("a", "a2"));

    assertThat(dispatcher.parked()).isEqualTo(1);
    assertThat(attempts("a2")).isZero();
  }

  @Test
  void aCommitDoesNotWaitForParkedLanes() {
    CommandDispatcher dispatcher = dispatcher(SLOW, Map.of("a", n -> refused(ErrorKind.INTERNAL)));
    dispatcher.submit(TestDelivery.publishing("a"));

    dispatcher.hold();

    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
    dispatcher.release();
    assertThat(dispatcher.awaitQuiet(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void onHoldNothingIsTriedAgain() {
    CompletableFuture<CommandResult> first = new CompletableFuture<>();
    CommandDispatcher dispatcher = dispatcher(EAGER, Map.of("a", n -> n == 1 ? first : accepted()));
    TestDelivery delivery = TestDelivery.publishing("a");
    dispatcher.submit(delivery);
    dispatcher.hold();

    first.completeExceptionally(EngineException.of(ErrorKind.INTERNAL, "no"));
    await().until(() -> dispatcher.parked() == 0);

    assertThat(attempts("a")).isEqualTo(1);
    dispatcher.release();
    assertSucceeds(delivery);
  }

  @Test
  void whatIsNotWantedAnyMoreIsNeverTriedAgainAndItsLaneGoesOn() {
    CommandDispatcher dispatcher = dispatcher(SLOW, Map.of("a1", n -> refused(ErrorKind.INTERNAL)));
    TestDelivery revoked = new TestDelivery("a", "a1");
    TestDelivery kept = new TestDelivery("a", "a2");
    dispatcher.submit(revoked);
    dispatcher.submit(kept);

    revoked.wanted = false;
    dispatcher.dropUnwanted();

    assertSucceeds(kept);
    assertThat(dispatcher.parked()).isZero();
    assertThat(dispatcher.lanes()).isZero();
    assertThat(attempts("a1")).isEqualTo(1);
    assertThat(revoked.outcome).isNotDone();
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void whatIsRefusedWhenItIsNotWantedAnyMoreIsNotTriedAgain() {
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    CommandDispatcher dispatcher = dispatcher(EAGER, Map.of("a", n -> answer));
    TestDelivery revoked = TestDelivery.publishing("a");
    dispatcher.submit(revoked);
    revoked.wanted = false;

    answer.completeExceptionally(EngineException.of(ErrorKind.UNAVAILABLE, "away"));

    assertThat(dispatcher.lanes()).isZero();
    assertThat(timer.getQueue()).isEmpty();
    assertThat(attempts("a")).isEqualTo(1);
  }

  @Test
  void afterTheEndNothingIsSentAndNothingWaits() {
    CommandDispatcher dispatcher = dispatcher(SLOW, Map.of("a", n -> refused(ErrorKind.INTERNAL)));
    dispatcher.submit(TestDelivery.publishing("a"));

    dispatcher.close();
    dispatcher.submit(TestDelivery.publishing("b"));

    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
    assertThat(dispatcher.parked()).isZero();
    assertThat(dispatcher.lanes()).isZero();
    assertThat(timer.getQueue()).isEmpty();
    assertThat(attempts("b")).isZero();
  }

  // The engine is away

  private CommandDispatcher whileAway(RetryPolicy policy, List<String> sent) {
    FakeEngine engine =
        new FakeEngine(
            command -> {
              synchronized (sent) {
                sent.add(TestDelivery.name(command));
              }
              return refused(ErrorKind.UNAVAILABLE);
            });
    return new CommandDispatcher(engine, policy, PLACES, failure, timer);
  }

  @Test
  void whileTheEngineIsAwayEachCommandTriesItOnceAndThenOneNowAndThen() {
    List<String> sent = new ArrayList<>();
    CommandDispatcher dispatcher = whileAway(policy(Duration.ofDays(1), HOUR), sent);

    for (int i = 0; i < 100; i++) {
      dispatcher.submit(TestDelivery.publishing("m" + i));
    }

    assertThat(dispatcher.isProbing()).isTrue();
    assertThat(sent).hasSize(100).doesNotHaveDuplicates();
    assertThat(dispatcher.parked()).isEqualTo(100);
    // Three found it away, each with a pause of its own; the others wait together.
    assertThat(timer.getQueue()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void anEngineThatIsBackGetsAllThatWaited() {
    AtomicInteger left = new AtomicInteger(50);
    FakeEngine engine =
        new FakeEngine(
            command -> left.getAndDecrement() > 0 ? refused(ErrorKind.UNAVAILABLE) : accepted());
    CommandDispatcher dispatcher =
        new CommandDispatcher(engine, policy(Duration.ofMillis(1), HOUR), PLACES, failure, timer);
    List<TestDelivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      deliveries.add(TestDelivery.publishing("m" + i));
      dispatcher.submit(deliveries.get(i));
    }

    deliveries.forEach(CommandDispatcherAttemptsTest::assertSucceeds);
    assertThat(dispatcher.isProbing()).isFalse();
    assertThat(dispatcher.parked()).isZero();
  }

  @Test
  void whileTheEngineIsAwayTheDeliveryTimeoutHolds() {
    List<String> sent = new ArrayList<>();
    CommandDispatcher dispatcher =
        whileAway(policy(Duration.ofMillis(2), Duration.ofMillis(100)), sent);
    List<TestDelivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      deliveries.add(TestDelivery.publishing("m" + i));
      dispatcher.submit(deliveries.get(i));
    }

    assertThat(deliveries)
        .allSatisfy(one -> assertThat(failureOf(one).kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    await().until(() -> dispatcher.lanes() == 0);
  }

  @Test
  void oneSickPartOfTheEngineHoldsUpNothingElse() {
    CommandDispatcher dispatcher =
        dispatcher(
            policy(Duration.ofDays(1), Duration.ofDays(10)),
            answering("sick", 100, ErrorKind.UNAVAILABLE));
    for (int i = 0; i < 100; i++) {
      dispatcher.submit(TestDelivery.publishing("sick" + i));
    }
    assertThat(dispatcher.isProbing()).isTrue();
    List<TestDelivery> good = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      good.add(TestDelivery.publishing("good" + i));
      dispatcher.submit(good.get(i));
    }

    assertThat(good).allMatch(one -> one.outcome.isDone());
    assertThat(dispatcher.isProbing()).isFalse();
  }
}
