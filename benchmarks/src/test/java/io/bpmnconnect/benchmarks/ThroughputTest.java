package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.benchmarks.Throughput.Turn;
import java.time.Duration;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ThroughputTest {

  private static Rates rates(double... perSecond) {
    return new Rates(DoubleStream.of(perSecond).mapToObj(rate -> new Turn(rate, 10)).toList());
  }

  @Test
  void oneBadRoundDoesNotMoveTheMedian() {
    assertThat(rates(100, 5, 110).median()).isEqualTo(100);
    assertThat(rates(100, 110).median()).isEqualTo(105);
  }

  @Test
  void leastAndMostTellHowFarRoundsAreApart() {
    assertThat(rates(100, 5, 110).least()).isEqualTo(5);
    assertThat(rates(100, 5, 110).most()).isEqualTo(110);
  }

  @Test
  void theSupplyLastsForAllTurnsOfASide() {
    assertThat(new Rounds(3, Duration.ofSeconds(10)).supply(1_000)).isEqualTo(66_000);
    assertThat(new Rounds(1, Duration.ofSeconds(1)).supply(1_000)).isEqualTo(5_000);
  }
}
