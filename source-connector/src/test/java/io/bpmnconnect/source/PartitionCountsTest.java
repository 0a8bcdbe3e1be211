package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.threads.TaskThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

/** The brokers' answers are given by hand, and so is the time. */
class PartitionCountsTest {

  private final BrokersStub brokers = new BrokersStub();
  private long nanos = 1;
  private final PartitionCounts counts =
      new PartitionCounts(Optional.of(brokers), TaskThreads.ofThisTask(), () -> nanos);

  private CompletableFuture<OptionalInt> of(String topic, int partition) {
    return counts.of(new Destination(topic, OptionalInt.of(partition)));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void theBrokersAreAskedOnceForATopic() {
    CompletableFuture<OptionalInt> first = of("jobs", 0);
    CompletableFuture<OptionalInt> second = of("jobs", 1);

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    brokers.answer(2);

    assertThat(first).isCompletedWithValue(OptionalInt.of(2));
    assertThat(second).isCompletedWithValue(OptionalInt.of(2));
    assertThat(of("jobs", 1)).isCompletedWithValue(OptionalInt.of(2));
    assertThat(brokers.asked()).containsExactly("jobs");
  }

  @Test
  void nobodyIsAskedForARecordWhoseKeyDecides() {
    assertThat(counts.of(new Destination("jobs", OptionalInt.empty())))
        .isCompletedWithValue(OptionalInt.empty());
    assertThat(brokers.asked()).isEmpty();
  }

  @Test
  void withoutBrokersNothingIsKnown() {
    PartitionCounts unknown =
        new PartitionCounts(Optional.empty(), TaskThreads.ofThisTask(), () -> nanos);

    assertThat(unknown.of(new Destination("jobs", OptionalInt.of(9))))
        .isCompletedWithValue(OptionalInt.empty());
  }

  @Test
  void aCountThatRefusesAPartitionIsSoonAskedForAgain() {
    CompletableFuture<OptionalInt> unused = of("jobs", 2);
    brokers.answer(2);

    pass(Duration.ofSeconds(9));
    assertThat(of("jobs", 2)).isCompletedWithValue(OptionalInt.of(2));
    pass(Duration.ofSeconds(1));
    assertThat(of("jobs", 1)).isCompletedWithValue(OptionalInt.of(2));
    CompletableFuture<OptionalInt> again = of("jobs", 2);
    assertThat(again).isNotDone();
    brokers.answer(3);

    assertThat(again).isCompletedWithValue(OptionalInt.of(3));
    assertThat(brokers.asked()).hasSize(2);
  }

  @Test
  void aCountThatAllowsAPartitionIsAskedForAgainAfterMinutes() {
    CompletableFuture<OptionalInt> unused = of("jobs", 1);
    brokers.answer(2);

    pass(Duration.ofMinutes(5));

    assertThat(of("jobs", 1)).isNotDone();
  }

  @Test
  void whatTheBrokersDoNotTellIsNotKnownAndAskedForAgainALittleLater() {
    CompletableFuture<OptionalInt> missing = of("jobs", 1);
    brokers.fail(new UnknownTopicOrPartitionException());
    CompletableFuture<OptionalInt> forbidden = of("secrets", 1);
    brokers.fail(new TopicAuthorizationException("secrets"));

    assertThat(missing).isCompletedWithValue(OptionalInt.empty());
    assertThat(forbidden).isCompletedWithValue(OptionalInt.empty());
    assertThat(of("jobs", 1)).isCompletedWithValue(OptionalInt.empty());
    pass(Duration.ofSeconds(10));
    assertThat(of("jobs", 1)).isNotDone();
  }

  @Test
  void onlySoManyTopicsAreRemembered() {
    for (int topic = 0; topic < 1_001; topic++) {
      CompletableFuture<OptionalInt> unused = of("jobs-" + topic, 0);
      brokers.answer(1);
    }

    assertThat(of("jobs-1000", 0)).isDone();
    assertThat(of("jobs-0", 0)).isNotDone();
  }

  @Test
  void theBrokersAreClosedWithIt() {
    counts.close();

    assertThat(brokers.closed()).isTrue();
  }
}
