package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.KeptContext;
import org.slf4j.MDC;

class TaskThreadsTest {

  private static final String NAME = "connector.context";
  private static final String TASK = "[orders|task-0] ";

  @BeforeAll
  static void keepContexts() {
    KeptContext.use();
  }

  @BeforeEach
  void runAsATask() {
    MDC.put(NAME, TASK);
  }

  @AfterEach
  void leaveTheTask() {
    MDC.clear();
  }

  /** What a log line of the thread that completes it would say. */
  private static CompletableFuture<String> seen(CompletionStage<?> stage) {
    return stage.handle((result, failure) -> MDC.get(NAME)).toCompletableFuture();
  }

  private static String seenOnAForeignThread(Runnable work, CompletableFuture<String> seen)
      throws Exception {
    Thread foreign = new Thread(work);
    foreign.start();
    return seen.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aThreadHasTheContextOfItsTaskAndKeepsNoWorkerFromItsEnd() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();

    Thread thread =
        TaskThreads.ofThisContext().thread("bpmn-test", () -> seen.complete(MDC.get(NAME)));
    thread.start();

    assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(TASK);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("bpmn-test");
  }

  @Test
  void aTimerHasTheContextOfItsTask() throws Exception {
    ScheduledExecutorService timer = TaskThreads.ofThisContext().timer("bpmn-test");
    try {
      assertThat(timer.schedule(() -> MDC.get(NAME), 1, TimeUnit.MILLISECONDS).get())
          .isEqualTo(TASK);
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void whoRunsSomethingForATaskHasItsOwnContextAgainAfterwards() {
    TaskThreads threads = TaskThreads.ofThisContext();
    MDC.put(NAME, "[payments|task-1] ");

    threads.run(() -> assertThat(MDC.get(NAME)).isEqualTo(TASK));

    assertThat(MDC.get(NAME)).isEqualTo("[payments|task-1] ");
    MDC.clear();
    threads.run(() -> assertThat(MDC.get(NAME)).isEqualTo(TASK));
    assertThat(MDC.get(NAME)).isNull();
  }

  @Test
  void anEngineAnswersInTheContextOfTheTask() throws Exception {
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    FakeEngine engine = FakeEngine.answering(attempt -> answer);
    ProcessEngine inContext = new ContextEngine(engine, TaskThreads.ofThisContext());

    CompletableFuture<String> seen =
        seen(
            inContext.execute(new EngineCommand.BroadcastSignal("go", Map.of(), Optional.empty())));

    assertThat(seenOnAForeignThread(() -> answer.complete(new CommandResult.Accepted()), seen))
        .isEqualTo(TASK);
  }

  @Test
  void theNextAttemptIsMadeInTheContextOfTheTask() throws Exception {
    CompletableFuture<String> second = new CompletableFuture<>();
    FakeEngine engine =
        FakeEngine.answering(
            attempt -> {
              if (attempt > 1) {
                second.complete(MDC.get(NAME));
              }
              return FakeEngine.failure(ErrorKind.UNAVAILABLE);
            });
    try (ProcessEngine retrying =
        new RetryingEngine(
            engine,
            new RetryPolicy(
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofMinutes(1),
                Duration.ZERO,
                true))) {
      CompletionStage<CommandResult> unused =
          retrying.execute(new EngineCommand.BroadcastSignal("go", Map.of(), Optional.empty()));

      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(TASK);
    }
  }
}
