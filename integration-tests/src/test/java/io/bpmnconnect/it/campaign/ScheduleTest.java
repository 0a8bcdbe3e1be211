package io.bpmnconnect.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void theSameSeedGivesTheSameStrikes() {
    assertThat(Schedule.draw(42, 100)).isEqualTo(Schedule.draw(42, 100));
    assertThat(Schedule.draw(42, 100)).isNotEqualTo(Schedule.draw(43, 100));
  }

  @Test
  void aShorterCampaignIsTheBeginOfALongerOne() {
    assertThat(Schedule.draw(42, 100).strikes()).startsWith(strikes(42, 7));
  }

  @Test
  void everyNemesisStrikesBeforeAnyStrikesAgain() {
    int all = Nemesis.values().length;

    assertThat(
            Arrays.stream(strikes(42, all)).flatMap(strike -> strike.nemeses().stream()).limit(all))
        .containsExactlyInAnyOrder(Nemesis.values());
  }

  private static Strike[] strikes(long seed, int count) {
    return Schedule.draw(seed, count).strikes().toArray(Strike[]::new);
  }
}
