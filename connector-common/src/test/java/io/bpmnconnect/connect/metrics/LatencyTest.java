package io.bpmnconnect.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final long MILLI = 1_000_000;
  private static final long TENTH_OF_MILLI = MILLI / 10;
  private static final long HOUR = 3_600_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final Latency latency = new Latency(clock::get);

  private void pass(long seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void withoutRecordsThereIsNoNumber() {
    assertThat(latency.percentile(0.5)).isNaN();
    assertThat(latency.max()).isNaN();
    assertThat(latency.average()).isNaN();
  }

  @Test
  void percentilesMaxAndMeanAreThoseOfTheRecords() {
    LongStream.rangeClosed(1, 1_000).forEach(i -> latency.record(i * MILLI));

    assertThat(latency.percentile(0.50)).isCloseTo(500, withinPercentage(1.6));
    assertThat(latency.percentile(0.95)).isCloseTo(950, withinPercentage(1.6));
    assertThat(latency.percentile(0.99)).isCloseTo(990, withinPercentage(1.6));
    assertThat(latency.max()).isEqualTo(1_000);
    assertThat(latency.average()).isEqualTo(500.5);
  }

  @Property
  void aPercentileIsRightToLessThanTwoPercentFromATenthOfAMillisecondToAnHour(
      @ForAll @Size(min = 1, max = 50) List<@LongRange(min = TENTH_OF_MILLI, max = HOUR) Long> all,
      @ForAll @LongRange(min = 1, max = 100) long percent) {
    Latency fresh = new Latency(clock::get);
    all.forEach(fresh::record);

    int rank = (int) Math.ceil(percent / 100.0 * all.size());
    double exact = all.stream().sorted().skip(rank - 1).findFirst().orElseThrow() / 1e6;

    assertThat(fresh.percentile(percent / 100.0)).isCloseTo(exact, withinPercentage(1.6));
  }

  @Test
  void whatIsBeyondTheBucketsCountsToo() {
    latency.record(0);
    latency.record(-5);
    latency.record(Long.MAX_VALUE);

    assertThat(latency.percentile(0.5)).isLessThan(0.002);
    assertThat(latency.percentile(1)).isGreaterThan(HOUR / 1e6);
    assertThat(latency.max()).isEqualTo(Long.MAX_VALUE / 1e6);
  }

  @Test
  void aPercentileIsNeverAboveTheLongest() {
    latency.record(TENTH_OF_MILLI);

    assertThat(latency.percentile(0.99)).isLessThanOrEqualTo(latency.max());
  }

  @Test
  void recordsAreForgottenAfterAMinute() {
    latency.record(HOUR);
    pass(30);
    latency.record(MILLI);

    pass(20);
    assertThat(latency.max()).as("after 50 s").isEqualTo(HOUR / 1e6);
    pass(10);
    assertThat(latency.max()).as("after 60 s").isEqualTo(1);
    pass(30);
    assertThat(latency.max()).as("after 90 s").isNaN();
  }

  @Test
  void aSliceIsUsedAgainForALaterTimeWithoutWhatItHeld() {
    latency.record(HOUR);

    for (int i = 0; i < 100; i++) {
      pass(10);
      latency.record(MILLI);
    }

    assertThat(latency.max()).isEqualTo(1);
    assertThat(latency.average()).isEqualTo(1);
  }

  @Test
  void timeMayStartBelowZero() {
    clock.set(Long.MIN_VALUE + 1);
    latency.record(MILLI);
    pass(70);
    latency.record(3 * MILLI);

    assertThat(latency.average()).isEqualTo(3);
  }

  @Test
  void nothingIsLostWhenManyThreadsRecord() {
    IntStream.range(0, 100_000).parallel().forEach(i -> latency.record(i % 2 == 0 ? 0 : MILLI));

    assertThat(latency.average()).isEqualTo(0.5);
    assertThat(latency.percentile(0.5)).isLessThan(0.002);
    assertThat(latency.percentile(0.51)).isEqualTo(1, org.assertj.core.data.Offset.offset(0.02));
  }
}
