package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class CommandDispatcherTest {

  private static final CommandResult ACCEPTED = new CommandResult.Accepted();
  private static final Duration MOMENT = Duration.ofMillis(50);

  /** What was sent and not yet answered, in the order sent. */
  private final Map<String, CompletableFuture<CommandResult>> sent = new LinkedHashMap<>();

  private final FakeEngine engine =
      new FakeEngine(
          command -> {
            CompletableFuture<CommandResult> answer = new CompletableFuture<>();
            sent.put(TestDelivery.name(command), answer);
            return answer;
          });

  private final TaskFailure failure = new TaskFailure();
  private final CommandDispatcher dispatcher = Dispatchers.once(engine, 10, failure);

  private TestDelivery submit(String lane, String name) {
    TestDelivery delivery = new TestDelivery(lane, name);
    dispatcher.submit(delivery);
    return delivery;
  }

  private void answer(String name) {
    sent.remove(name).complete(ACCEPTED);
  }

  @Test
  void theCommandsOfOneLaneAreSentOneAfterTheOther() {
    submit("a", "a1");
    submit("a", "a2");
    submit("a", "a3");

    assertThat(sent).containsOnlyKeys("a1");
    answer("a1");
    assertThat(sent).containsOnlyKeys("a2");
    answer("a2");
    assertThat(sent).containsOnlyKeys("a3");
  }

  @Test
  void lanesGoOnBesideEachOther() {
    submit("a", "a1");
    submit("a", "a2");
    submit("b", "b1");
    submit("c", "c1");

    assertThat(sent).containsOnlyKeys("a1", "b1", "c1");
    answer("b1");
    assertThat(sent).containsOnlyKeys("a1", "c1");
  }

  @Test
  void aFailureIsToldAndItsLaneGoesOn() {
    TestDelivery first = submit("a", "a1");
    submit("a", "a2");
    EngineException refusal = EngineException.of(ErrorKind.NOT_FOUND, "no such job");

    sent.remove("a1").completeExceptionally(refusal);

    assertThatThrownBy(first.outcome::get).hasCause(refusal);
    assertThat(sent).containsOnlyKeys("a2");
  }

  @Test
  void noMoreThanTheLimitIsInFlight() {
    CommandDispatcher narrow = Dispatchers.once(engine, 2, failure);
    for (String name : List.of("a", "b", "c", "d")) {
      narrow.submit(new TestDelivery(name, name));
    }

    assertThat(sent).containsOnlyKeys("a", "b");
    assertThat(narrow.inFlight()).isEqualTo(2);
    answer("b");
    assertThat(sent).containsOnlyKeys("a", "c");
    answer("a");
    answer("c");
    answer("d");
    assertThat(narrow.inFlight()).isZero();
  }

  @Test
  void aBusyLaneDoesNotStarveTheOthers() {
    CommandDispatcher narrow = Dispatchers.once(engine, 1, failure);
    narrow.submit(new TestDelivery("busy", "busy1"));
    narrow.submit(new TestDelivery("busy", "busy2"));
    narrow.submit(new TestDelivery("busy", "busy3"));
    narrow.submit(new TestDelivery("quiet", "quiet1"));

    answer("busy1");

    assertThat(sent).containsOnlyKeys("quiet1");
  }

  @Test
  void nothingIsSentWhileOnHold() {
    submit("a", "a1");
    submit("a", "a2");
    dispatcher.hold();
    submit("b", "b1");

    answer("a1");

    assertThat(sent).isEmpty();
    assertThat(dispatcher.inFlight()).isZero();
    dispatcher.release();
    assertThat(sent).containsOnlyKeys("a2", "b1");
  }

  @Test
  void releaseWithoutHoldChangesNothing() {
    submit("a", "a1");

    dispatcher.release();

    assertThat(sent).containsOnlyKeys("a1");
    assertThat(dispatcher.inFlight()).isEqualTo(1);
  }

  @Test
  void quietMeansNothingInFlightAndNothingWaiting() {
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
    submit("a", "a1");
    submit("a", "a2");

    assertThat(dispatcher.awaitQuiet(MOMENT)).isFalse();
    answer("a1");
    assertThat(dispatcher.awaitQuiet(MOMENT)).isFalse();
    answer("a2");
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void onHoldOnlyWhatIsInFlightIsWaitedFor() {
    submit("a", "a1");
    submit("a", "a2");
    dispatcher.hold();

    assertThat(dispatcher.awaitQuiet(MOMENT)).isFalse();
    answer("a1");
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void whoWaitsForQuietIsWokenByTheLastAnswer() {
    submit("a", "a1");
    CompletableFuture<Boolean> quiet =
        CompletableFuture.supplyAsync(() -> dispatcher.awaitQuiet(Duration.ofSeconds(30)));

    answer("a1");

    assertThat(quiet).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    submit("a", "a1");
    Thread.currentThread().interrupt();

    assertThat(dispatcher.awaitQuiet(Duration.ofSeconds(30))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatIsNoLongerWantedIsSkippedWithoutAWord() {
    submit("a", "a1");
    TestDelivery unwanted = submit("a", "a2");
    submit("a", "a3");
    unwanted.wanted = false;

    answer("a1");

    assertThat(sent).containsOnlyKeys("a3");
    assertThat(unwanted.outcome).isNotDone();
    answer("a3");
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void anEngineThatAnswersAtOnceDoesNotOverflowTheStack() {
    CommandDispatcher synchronous =
        Dispatchers.once(
            new FakeEngine(command -> CompletableFuture.completedFuture(ACCEPTED)), 1, failure);
    List<TestDelivery> deliveries = new ArrayList<>();
    synchronous.hold();
    for (int i = 0; i < 100_000; i++) {
      TestDelivery delivery = new TestDelivery("a", "a" + i);
      deliveries.add(delivery);
      synchronous.submit(delivery);
    }

    synchronous.release();

    assertThat(deliveries).allMatch(delivery -> delivery.outcome.isDone());
    assertThat(synchronous.inFlight()).isZero();
  }

  @Test
  void manyUnwantedDeliveriesDoNotOverflowTheStack() {
    dispatcher.hold();
    for (int i = 0; i < 100_000; i++) {
      submit("a", "a" + i).wanted = false;
    }

    dispatcher.release();

    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
    assertThat(sent).isEmpty();
  }

  @Test
  void anOutcomeThatIsLostFailsTheTaskAndNothingOvertakesIt() {
    TestDelivery lost = new TestDelivery("a", "a1");
    lost.fault = new OutOfMemoryError("of a test");
    dispatcher.submit(lost);
    submit("a", "a2");

    answer("a1");

    assertThat(sent).isEmpty();
    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "the outcome of complete-job of job a1 was lost: java.lang.OutOfMemoryError: of a test")
        .hasCause(lost.fault);
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void onceTheTaskHasFailedNothingIsSentWhoeverReleasesIt() {
    submit("a", "a1").outcome.thenRun(() -> failure.set(new ConnectException("refused")));
    submit("a", "a2");
    submit("b", "b1");
    answer("b1");

    answer("a1");
    dispatcher.release();
    dispatcher.hold();
    dispatcher.release();
    submit("c", "c1");

    assertThat(sent).isEmpty();
    assertThat(dispatcher.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void anEngineThatThrowsFailsTheCommandAndItsLaneGoesOn() {
    AtomicInteger calls = new AtomicInteger();
    CommandDispatcher fragile =
        Dispatchers.once(
            new FakeEngine(
                command -> {
                  if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("the transport has died");
                  }
                  return CompletableFuture.completedFuture(ACCEPTED);
                }),
            1,
            failure);
    TestDelivery first = new TestDelivery("a", "a1");
    TestDelivery second = new TestDelivery("a", "a2");

    fragile.submit(first);
    fragile.submit(second);

    assertThat(first.outcome)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
              assertThat(failure).hasMessageContaining("the transport has died");
            });
    assertThat(second.outcome).isCompletedWithValue(ACCEPTED);
    assertThat(fragile.awaitQuiet(Duration.ZERO)).isTrue();
  }

  @Test
  void aDeliveryMaySubmitAnotherOneWhenItIsDone() {
    TestDelivery first = submit("a", "a1");
    first.outcome.thenRun(() -> submit("a", "a2"));

    answer("a1");

    await().until(() -> sent.containsKey("a2"));
  }
}
