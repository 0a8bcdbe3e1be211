package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/** The dispatcher's promises, while several threads answer and hold and release come in between. */
class CommandDispatcherLoadTest {

  private static final int COMMANDS = 2_000;

  private final ExecutorService engineThreads = Executors.newFixedThreadPool(3);
  private final Map<String, List<String>> carriedOut = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> inFlightOfLane = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger overtaken = new AtomicInteger();

  @AfterProperty
  void stop() {
    engineThreads.shutdownNow();
  }

  /** Answers some commands at once, others on another thread; refuses every tenth. */
  private CompletionStage<CommandResult> execute(EngineCommand command) {
    String name = TestDelivery.name(command);
    String lane = name.substring(0, name.indexOf('/'));
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    if (inFlightOfLane.computeIfAbsent(lane, l -> new AtomicInteger()).incrementAndGet() > 1) {
      overtaken.incrementAndGet();
    }
    carriedOut.computeIfAbsent(lane, l -> new CopyOnWriteArrayList<>()).add(name);
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    if (ThreadLocalRandom.current().nextInt(4) == 0) {
      answer(lane, name, answer);
    } else {
      engineThreads.execute(() -> answer(lane, name, answer));
    }
    return answer;
  }

  private void answer(String lane, String name, CompletableFuture<CommandResult> answer) {
    inFlightOfLane.get(lane).decrementAndGet();
    inFlight.decrementAndGet();
    if (name.endsWith("0")) {
      answer.completeExceptionally(EngineException.of(ErrorKind.INVALID, "no"));
    } else {
      answer.complete(new CommandResult.Accepted());
    }
  }

  @Property(tries = 25)
  void ordersAndLimitsHoldWhateverTheThreadsDo(
      @ForAll @IntRange(min = 1, max = 40) int lanes,
      @ForAll @IntRange(min = 1, max = 20) int limit,
      @ForAll Random random) {
    CommandDispatcher dispatcher =
        Dispatchers.once(new FakeEngine(this::execute), limit, new TaskFailure());
    List<TestDelivery> deliveries = new ArrayList<>();
    Map<String, List<String>> submitted = new ConcurrentHashMap<>();

    for (int i = 0; i < COMMANDS; i++) {
      String lane = Integer.toString(random.nextInt(lanes));
      TestDelivery delivery = new TestDelivery(lane, lane + "/" + i);
      deliveries.add(delivery);
      submitted.computeIfAbsent(lane, l -> new ArrayList<>()).add(delivery.name);
      dispatcher.submit(delivery);
      if (random.nextInt(100) == 0) {
        dispatcher.hold();
      }
      if (random.nextInt(50) == 0) {
        dispatcher.release();
      }
    }
    dispatcher.release();

    assertThat(dispatcher.awaitQuiet(Duration.ofSeconds(20))).isTrue();
    assertThat(deliveries).allMatch(delivery -> delivery.outcome.isDone());
    assertThat(carriedOut).isEqualTo(submitted);
    assertThat(overtaken).hasValue(0);
    assertThat(mostInFlight.get()).isLessThanOrEqualTo(limit);
    carriedOut.clear();
    mostInFlight.set(0);
  }
}
