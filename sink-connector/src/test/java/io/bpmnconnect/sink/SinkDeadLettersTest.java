package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A dead letter is done when a broker has it. Connect drops what a producer refuses at once, and
 * says that all is well.
 */
class SinkDeadLettersTest {

  private RunningSink sink;

  @BeforeEach
  void start() throws IOException {
    sink = new RunningSink();
    sink.engine.answerWith(request -> EngineStub.refuse(400, "INVALID_ARGUMENT"));
  }

  @AfterEach
  void stop() {
    sink.close();
  }

  private void startWithQueue() {
    sink.start(SinkConfigs.publishing("errors.deadletterqueue.topic.name", "orders-dlq"));
  }

  private void answerReportsWith(Future<Void> first, Future<Void> second) {
    AtomicInteger calls = new AtomicInteger();
    sink.context.reporter =
        (record, reason) -> {
          sink.deadLetters.add(reason.getMessage());
          return calls.getAndIncrement() % 2 == 0 ? first : second;
        };
  }

  @Test
  void whatTheQueuesProducerRefusesAtOnceFailsTheTaskAndIsNotCommitted() {
    answerReportsWith(
        CompletableFuture.completedFuture(null), CompletableFuture.completedFuture(null));
    startWithQueue();

    sink.put(5, Map.of("id", "o-1"));

    assertThat(sink.awaitFailure())
        .hasMessageStartingWith(
            "record orders-0@5 could not be written to the dead letter queue orders-dlq, which"
                + " refused it at once")
        .hasMessageContaining("failed: engine answered 400 INVALID_ARGUMENT");
    assertThat(sink.committable(6)).isEqualTo(5);
    assertThat(sink.deadLetters).as("with all headers, and without the long ones").hasSize(2);
  }

  @Test
  void whatFitsWithoutOurLongHeadersIsWritten() {
    CompletableFuture<Void> written = new CompletableFuture<>();
    answerReportsWith(CompletableFuture.completedFuture(null), written);
    startWithQueue();

    sink.put(5, Map.of("id", "o-1"));
    await()
        .until(
            () -> {
              sink.put();
              return sink.deadLetters.size() == 2;
            });

    assertThat(sink.committable(6)).isEqualTo(5);
    written.complete(null);
    sink.awaitDone(6);
  }

  /** Connect waits for the queue right before it asks what may be committed. */
  @Test
  void whatTheQueueHasAcknowledgedCountsAtTheCommitThatFollows() {
    CompletableFuture<Void> written = new CompletableFuture<>();
    answerReportsWith(written, written);
    startWithQueue();
    sink.put(5, Map.of("id", "o-1"));
    await()
        .until(
            () -> {
              sink.put();
              return !sink.deadLetters.isEmpty();
            });

    written.complete(null);

    assertThat(sink.committable(6)).isEqualTo(6);
  }

  @Test
  void whatWasRefusedAfterTheLastPutIsReportedByTheCommit() {
    answerReportsWith(new CompletableFuture<>(), new CompletableFuture<>());
    startWithQueue();
    sink.put(5, Map.of("id", "o-1"));
    sink.awaitArrived(1);

    assertThat(sink.committable(6)).isEqualTo(5);

    assertThat(sink.deadLetters).hasSize(1);
  }
}
