package io.bpmnconnect.engine.gobpmn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.JobActivation.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(50), Duration.ofMillis(300));

  private final Pace pace = new Pace();

  private List<Long> pauses(int count) {
    return Stream.generate(() -> pace.foundNone(PAUSES).toMillis()).limit(count).toList();
  }

  @Test
  void pausesGrowToTheLongestWhileThereIsNoWork() {
    assertThat(pauses(5)).containsExactly(50L, 100L, 200L, 300L, 300L);
  }

  @Test
  void workBringsTheShortestPauseBack() {
    pauses(5);

    pace.found();

    assertThat(pauses(2)).containsExactly(50L, 100L);
  }
}
