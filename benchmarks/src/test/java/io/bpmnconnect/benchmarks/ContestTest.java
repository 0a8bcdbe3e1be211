package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.benchmarks.Contest.Choice;
import io.bpmnconnect.benchmarks.Contest.Outcome;
import io.bpmnconnect.benchmarks.Throughput.Rates;
import io.bpmnconnect.benchmarks.Throughput.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ContestTest {

  private static final Map<String, Rates> ROUND = Map.of("32", rates(300), "500", rates(200));
  private static final Map<String, Rates> COUNTING =
      Map.of("32", rates(240, 250, 260), "ours", rates(400, 500, 600), "elsewhere", rates(1));

  private static Rates rates(double... perSecond) {
    return new Rates(DoubleStream.of(perSecond).mapToObj(rate -> new Turn(rate, 10)).toList());
  }

  private static Outcome outcome() {
    PlayedSide side = new PlayedSide("any", 1, new AtomicLong(), new ArrayList<>());
    Contest contest = new Contest(Map.of("32", side, "500", side), "ours", side);
    return new Choice(contest, ROUND).outcome(COUNTING);
  }

  @Test
  void theReferenceIsTheBestOfTheRoundBefore() {
    assertThat(outcome().best()).isEqualTo("32");
  }

  @Test
  void theRoundBeforeIsNotPartOfTheRatio() {
    assertThat(outcome().ours()).isEqualTo(500);
    assertThat(outcome().reference()).isEqualTo(250);
    assertThat(outcome().ratio()).isEqualTo(2);
  }

  @Test
  void whatWasNotChosenKeepsTheRoundBefore() {
    assertThat(outcome().rates())
        .containsOnlyKeys("32", "500", "ours")
        .containsEntry("500", rates(200));
  }

  @Test
  void theTableComparesEachSideWithTheReferenceOfItsContest() {
    Outcome other = new Outcome("sink", "loop", Map.of("loop", rates(100), "sink", rates(50)));

    assertThat(RateTable.of("jobs/s", List.of(outcome(), other)).toString())
        .containsPattern("ours +500 +400 +600 +2.00 ")
        .containsPattern("sink +50.0 +50.0 +50.0 +0.50 ");
  }
}
