package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void aLineSaysWhatWasComparedAndWhatIsWanted() {
    Comparison comparison =
        new Comparison("sink-null", 15_500, 20_000, 0.8, Map.of("ceiling", 43_816.4));

    assertThat(comparison.line())
        .isEqualTo(
            """
            {"scenario":"sink-null","ours":15500,"reference":20000,"ratio":0.775,"target":0.8,\
            "ceiling":43820}""");
  }

  @Test
  void whatIsKeptIsTheRatioAlone() {
    Comparison comparison = new Comparison("sink-null", 15_500, 20_000, 0.8, Map.of("n", 1));

    assertThat(comparison.ratioLine())
        .isEqualTo("{\"scenario\":\"sink-null\",\"ratio\":0.775,\"target\":0.8}");
  }

  @Test
  void aScenarioWithoutATargetSaysSo() {
    assertThat(new Comparison("cold", 4, 8, Double.NaN, Map.of()).ratioLine())
        .contains("\"target\":null");
  }
}
