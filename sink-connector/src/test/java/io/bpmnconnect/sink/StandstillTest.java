package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandstillTest {

  private long now = -5; // a nano clock may be negative
  private final Standstill standstill = new Standstill(() -> now);
  private final List<String> told = new ArrayList<>();

  private void look(long finished, boolean waiting) {
    standstill.look(
        finished,
        waiting,
        () -> {
          told.add("state");
          return "state";
        });
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void recordsThatWaitForNothingAreToldOnce() {
    look(7, false);
    look(7, true);
    pass(Standstill.WORTH_TELLING.minusMillis(1));
    look(7, true);
    assertThat(told).isEmpty();
    assertThat(standstill.lasts()).isEqualTo(Standstill.WORTH_TELLING.minusMillis(1));

    pass(Duration.ofMillis(1));
    look(7, true);
    pass(Duration.ofMinutes(1));
    look(7, true);

    assertThat(told).hasSize(1);
    assertThat(standstill.lasts()).isEqualTo(Standstill.WORTH_TELLING.plusMinutes(1));
  }

  @Test
  void theEndIsToldToo() {
    look(0, true);
    pass(Standstill.WORTH_TELLING);
    look(0, true);

    look(1, true);

    assertThat(told).hasSize(2);
    assertThat(standstill.lasts()).isZero();
  }

  @Test
  void whatMovesDoesNotStandStill() {
    for (int done = 0; done < 10; done++) {
      look(done, true);
      pass(Standstill.WORTH_TELLING);
    }

    assertThat(told).isEmpty();
    assertThat(standstill.lasts()).isZero();
  }

  @Test
  void aCommandOnItsWayIsMovement() {
    look(0, true);
    pass(Standstill.WORTH_TELLING);
    look(0, false);
    look(0, true);

    assertThat(told).isEmpty();
    assertThat(standstill.lasts()).isZero();
  }
}
