package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.benchmarks.Throughput.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

  @Test
  void contestsTakeTurnsInTheSameRounds() throws Exception {
    AtomicLong speed = new AtomicLong();
    AtomicLong done = new AtomicLong();
    List<String> events = new ArrayList<>();
    Map<String, Side> byGrpc = new LinkedHashMap<>();
    byGrpc.put("a", new PlayedSide("a", 1, speed, events));
    byGrpc.put("b", new PlayedSide("b", 1_000, speed, events));
    Map<String, Side> byRest = Map.of("c", new PlayedSide("c", 1, speed, events));

    List<Outcome> outcomes =
        new Throughput(
                new Rounds(2, Duration.ofMillis(20)),
                Duration.ZERO,
                () -> done.addAndGet(speed.get()))
            .measure(
                List.of(
                    new Contest(byGrpc, "A", new PlayedSide("A", 1, speed, events)),
                    new Contest(byRest, "C", new PlayedSide("C", 1_000, speed, events))));

    assertThat(String.join(" ", events))
        .as("to warm up, to choose, two rounds, the end")
        .isEqualTo(
            "a b A c C "
                + "a b c "
                + "b A c C "
                + "b A c C "
                + "a closed b closed A closed c closed C closed");
    assertThat(outcomes).extracting(Outcome::best).containsExactly("b", "c");
    assertThat(outcomes.get(0).ratio()).isLessThan(1);
    assertThat(outcomes.get(1).ratio()).isGreaterThan(1);
  }
}
