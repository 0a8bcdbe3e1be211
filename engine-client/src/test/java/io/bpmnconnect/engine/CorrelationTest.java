package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bpmnconnect.engine.Correlation.ByBusinessId;
import io.bpmnconnect.engine.Correlation.ByKey;
import io.bpmnconnect.engine.Correlation.ByVariables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CorrelationTest {

  private static final ByVariables BY_VARIABLES =
      new ByVariables(
          Map.of("iban", "DE02"),
          Map.of("pin", 1234),
          Optional.of("order-4711"),
          Optional.of("instance-1"));

  @Test
  void aKeyIsWhatItIs() {
    ByKey byKey = new ByKey("o-1", Optional.of("order-4711"));

    assertThat(byKey.requireKey("Zeebe")).isSameAs(byKey);
  }

  @Test
  void whatIsNoKeyIsUnsupportedAndTheReasonSaysWhatToUse() {
    assertThat(List.of(new ByBusinessId("order-4711"), BY_VARIABLES))
        .allSatisfy(
            correlation ->
                assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> correlation.requireKey("Zeebe"))
                    .withMessage(
                        "Zeebe correlates messages by the correlation key of the model only; needs"
                            + " the Camunda 7 family (engine.type=camunda7)")
                    .extracting(EngineException::kind)
                    .isEqualTo(ErrorKind.UNSUPPORTED));
  }

  @Test
  void theDescriptionNamesTheVariablesWithoutTheirValues() {
    assertThat(BY_VARIABLES.describe())
        .isEqualTo(
            "variables [iban], local variables [pin], business id \"order-4711\", process instance"
                + " instance-1");
  }

  @Test
  void theDescriptionLeavesOutWhatIsNotAskedFor() {
    assertThat(
            new ByVariables(Map.of("iban", 1), Map.of(), Optional.empty(), Optional.empty())
                .describe())
        .isEqualTo("variables [iban]");
    assertThat(new ByBusinessId("order-4711").describe()).isEqualTo("business id \"order-4711\"");
    assertThat(new ByKey("o-1", Optional.empty()).describe()).isEqualTo("\"o-1\"");
  }
}
