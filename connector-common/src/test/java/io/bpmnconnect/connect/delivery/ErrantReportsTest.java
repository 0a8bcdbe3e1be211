package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import io.bpmnconnect.connect.threads.TaskThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class ErrantReportsTest {

  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);

  private final OffsetTracker offsets = new OffsetTracker();
  private final Map<String, CompletableFuture<Void>> reported = new LinkedHashMap<>();
  private final TaskFailure failure = new TaskFailure();
  private final ErrantReports<String> reports =
      reporting(
          (record, reason) -> {
            CompletableFuture<Void> acknowledged = new CompletableFuture<>();
            reported.put(record + ": " + reason.getMessage(), acknowledged);
            return acknowledged;
          });

  private ErrantReports<String> reporting(ErrantReports.Reporter<String> reporter) {
    return new ErrantReports<>(
        reporter, failure, TaskThreads.ofThisTask().timer("errant-reports-test"));
  }

  private Tracked add(String record, long offset) {
    Tracked tracked = offsets.track(ORDERS_0, offset);
    reports.add(record, new ConnectException("refused"), tracked);
    return tracked;
  }

  @Test
  void aRecordIsReportedOnTheNextAdvanceAndNotBefore() {
    add("one", 1);

    assertThat(reported).isEmpty();
    reports.advance();
    assertThat(reported).containsOnlyKeys("one: refused");
    reports.advance();
    assertThat(reported).hasSize(1);
  }

  @Test
  void aRecordIsDoneWhenItsReportIsAcknowledged() {
    Tracked one = add("one", 1);

    reports.advance();
    assertThat(one.isOpen()).isTrue();
    reported.get("one: refused").complete(null);
    reports.advance();
    assertThat(one.isOpen()).isFalse();
  }

  @Test
  void whatIsAcknowledgedAtOnceIsDoneAtOnce() {
    ErrantReports<String> synchronous =
        reporting((record, reason) -> CompletableFuture.completedFuture(null));
    Tracked one = offsets.track(ORDERS_0, 1);

    synchronous.add("one", new ConnectException("refused"), one);
    synchronous.advance();

    assertThat(one.isOpen()).isFalse();
  }

  @Test
  void aRecordOfARevokedPartitionIsNotReported() {
    add("one", 1);
    offsets.forget(List.of(ORDERS_0));

    reports.advance();

    assertThat(reported).isEmpty();
  }

  @Test
  void anErrorTopicThatRefusesARecordFailsTheTaskAndTheRecordStaysOpen() {
    Tracked one = add("one", 1);
    reports.advance();
    Exception tooLarge = new IllegalStateException("record too large");
    reported.get("one: refused").completeExceptionally(tooLarge);

    reports.advance();

    assertThatThrownBy(failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "the error topic did not take a record: java.lang.IllegalStateException: record too"
                + " large")
        .hasCause(tooLarge);
    assertThat(one.isOpen()).isTrue();
  }

  @Test
  void aReporterThatThrowsFailsTheTaskAndTheRecordStaysOpen() {
    ErrantReports<String> broken =
        reporting(
            (record, reason) -> {
              throw new ConnectException("tolerance exceeded");
            });
    Tracked one = offsets.track(ORDERS_0, 1);
    broken.add("one", new ConnectException("refused"), one);

    broken.advance();

    assertThatThrownBy(failure::throwIfSet).hasMessage("tolerance exceeded");
    assertThat(one.isOpen()).isTrue();
  }

  @Test
  void reportsAreFinishedInTheirOrder() {
    Tracked one = add("one", 1);
    Tracked two = add("two", 2);
    reports.advance();

    reported.get("two: refused").complete(null);
    reports.advance();
    assertThat(two.isOpen()).isTrue();
    reported.get("one: refused").complete(null);
    reports.advance();
    assertThat(one.isOpen()).isFalse();
    assertThat(two.isOpen()).isFalse();
  }

  @Test
  void nothingToReportIsFine() {
    assertThatCode(reports::advance).doesNotThrowAnyException();
  }

  @Test
  void afterTheFirstFailureNothingIsReported() {
    AtomicInteger calls = new AtomicInteger();
    ErrantReports<String> refusing =
        reporting(
            (record, reason) -> {
              calls.incrementAndGet();
              return CompletableFuture.failedFuture(new IllegalStateException("too large"));
            });
    for (int i = 0; i < 200; i++) {
      refusing.add("record", new ConnectException("refused"), offsets.track(ORDERS_0, i));
    }

    refusing.advance();
    refusing.advance();

    assertThat(calls).hasValue(1);
    assertThat(offsets.open()).isEqualTo(200);
  }

  @Test
  void aReportThatBlocksHoldsUpItsCallerForASecondAtMostAndIsNotLost() throws Exception {
    CountDownLatch topicIsThere = new CountDownLatch(1);
    ErrantReports<String> blocking =
        reporting(
            (record, reason) -> {
              try {
                topicIsThere.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return CompletableFuture.completedFuture(null);
            });
    Tracked one = offsets.track(ORDERS_0, 1);
    blocking.add("one", new ConnectException("refused"), one);
    long begin = System.nanoTime();

    blocking.advance();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(ErrantReports.LONGEST_TURN.multipliedBy(3));
    assertThat(one.isOpen()).isTrue();
    topicIsThere.countDown();
    blocking.advance();
    assertThat(one.isOpen()).isFalse();
    blocking.close();
  }
}
