package io.bpmnconnect.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void theSameSeedGivesTheSameStrikes() {
    assertThat(draw(42, 100)).isEqualTo(draw(42, 100));
    assertThat(draw(42, 100)).isNotEqualTo(draw(43, 100));
  }

  @Test
  void aShorterCampaignIsTheBeginOfALongerOne() {
    assertThat(draw(42, 100).strikes()).startsWith(strikes(42, 7));
  }

  @Test
  void everyNemesisStrikesBeforeAnyStrikesAgain() {
    int all = Nemesis.values().length;

    assertThat(
            Arrays.stream(strikes(42, all)).flatMap(strike -> strike.nemeses().stream()).limit(all))
        .containsExactlyInAnyOrder(Nemesis.values());
  }

  @Test
  void onlySomeNemesesMayStrike() {
    assertThat(Schedule.draw(42, 10, List.of(Nemesis.KAFKA_HANGS)).strikes())
        .hasSize(10)
        .allSatisfy(strike -> assertThat(strike.nemeses()).containsExactly(Nemesis.KAFKA_HANGS));
  }

  private static Schedule draw(long seed, int strikes) {
    return Schedule.draw(seed, strikes, List.of(Nemesis.values()));
  }

  private static Strike[] strikes(long seed, int count) {
    return draw(seed, count).strikes().toArray(Strike[]::new);
  }
}
