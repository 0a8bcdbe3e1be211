package io.bpmnconnect.connect.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.RecordedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(30)
class TaskThreadsTest {

  private static final String TASK = "[orders-sink|task-0] ";

  private final TaskThreads threads = ofTask(TASK);

  private static TaskThreads ofTask(String task) {
    MDC.put(RecordedLog.CONNECTOR, task);
    try {
      return TaskThreads.ofThisTask();
    } finally {
      MDC.clear();
    }
  }

  private static String connector() {
    return MDC.get(RecordedLog.CONNECTOR);
  }

  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void aThreadIsADaemonOfItsNameInTheContextOfTheTask() throws InterruptedException {
    CompletableFuture<String> seen = new CompletableFuture<>();

    Thread thread = threads.daemon("bpmn-replies", () -> seen.complete(connector()));

    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("bpmn-replies");
    thread.start();
    thread.join();
    assertThat(seen).isCompletedWithValue(TASK);
  }

  @Test
  void whatATimerRunsIsInTheContextOfTheTask() throws Exception {
    ScheduledExecutorService timer = threads.timer("bpmn-job-timer");
    try {
      MDC.put(RecordedLog.CONNECTOR, "of another");

      assertThat(timer.submit(TaskThreadsTest::connector).get()).isEqualTo(TASK);
      assertThat(timer.submit(() -> Thread.currentThread().getName()).get())
          .isEqualTo("bpmn-job-timer");
      assertThat(timer.submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void aTimerForgetsWhatIsCancelled() {
    ScheduledThreadPoolExecutor timer =
        (ScheduledThreadPoolExecutor) threads.timer("bpmn-job-timer");
    try {
      Future<?> look = timer.schedule(() -> {}, 1, TimeUnit.HOURS);

      look.cancel(false);

      assertThat(timer.getQueue()).isEmpty();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void whatComesLaterIsInTheContextOfTheTask() throws ExecutionException, InterruptedException {
    CompletableFuture<String> seen = new CompletableFuture<>();

    threads.after(Duration.ofMillis(1), () -> seen.complete(connector()));

    assertThat(seen.get()).isEqualTo(TASK);
  }

  @Test
  void aCallbackGivesItsThreadItsContextBack() {
    MDC.put(RecordedLog.CONNECTOR, "of another");
    CompletableFuture<String> seen = new CompletableFuture<>();

    threads.run(() -> seen.complete(connector()));

    assertThat(seen).isCompletedWithValue(TASK);
    assertThat(connector()).isEqualTo("of another");
  }

  @Test
  void aCallbackThatThrowsGivesItsThreadItsContextBack() {
    try {
      threads.run(
          () -> {
            throw new IllegalStateException("thrown");
          });
    } catch (IllegalStateException thrown) {
      assertThat(thrown).hasMessage("thrown");
    }

    assertThat(connector()).isNull();
  }

  @Test
  void withoutAContextThereIsNoneOnItsThreadsEither() throws Exception {
    TaskThreads nobodys = TaskThreads.ofThisTask();
    MDC.put(RecordedLog.CONNECTOR, "of another");
    CompletableFuture<String> seen = new CompletableFuture<>();

    nobodys.run(() -> seen.complete(String.valueOf(connector())));

    assertThat(seen).isCompletedWithValue("null");
    assertThat(connector()).isEqualTo("of another");
  }
}
