package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.JobActivation.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobActivationTest {

  private static final OfType PAY = ofType("pay", Filter.ALL);
  private static final OfType SHIP = ofType("ship", Filter.ALL);

  private static OfType ofType(String type, Filter filter) {
    return new OfType(type, Duration.ofSeconds(1), List.of(), List.of(), filter);
  }

  private static JobActivation of(List<OfType> types, int maxJobs, boolean byPriority) {
    return new JobActivation(
        types,
        "w",
        maxJobs,
        Duration.ZERO,
        List.of(),
        Optional.empty(),
        false,
        byPriority,
        3,
        new Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  @Test
  void atLeastOneJobIsAskedFor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(List.of(PAY), 0, false))
        .withMessage("maxJobs must be at least 1, was 0");
  }

  @Test
  void atLeastOneTypeIsAskedFor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(List.of(), 1, false))
        .withMessage("types must name at least one job type");
  }

  @Test
  void theOnlyTypeIsFound() {
    assertThat(of(List.of(PAY), 1, false).onlyType()).isEqualTo(PAY);
    assertThat(of(List.of(PAY), 1, false).requireAllOfOneType("Zeebe")).isEqualTo(PAY);
  }

  @Test
  void ofSeveralTypesNoneIsTheOnlyOne() {
    assertThatIllegalStateException()
        .isThrownBy(() -> of(List.of(PAY, SHIP), 1, false).onlyType())
        .withMessageContaining("pay")
        .withMessageContaining("ship");
  }

  @Test
  void anEmptyFilterTakesAll() {
    Filter empty = new Filter(Optional.empty(), Map.of());

    assertThat(of(List.of(ofType("pay", empty)), 1, false).requireAllOfOneType("Zeebe").type())
        .isEqualTo("pay");
  }

  @Test
  void aFilterOrAnOrderIsMoreThanAllOfOneType() {
    Filter ofOrder = new Filter(Optional.of("order-4711"), Map.of());
    Filter inEurope = new Filter(Optional.empty(), Map.of("region", "eu"));

    assertThat(
            List.of(
                of(List.of(ofType("pay", ofOrder)), 1, false),
                of(List.of(ofType("pay", inEurope)), 1, false),
                of(List.of(PAY), 1, true)))
        .allSatisfy(
            activation ->
                assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> activation.requireAllOfOneType("Zeebe"))
                    .withMessageStartingWith("Zeebe gives out jobs of a type as they come")
                    .extracting(EngineException::kind)
                    .isEqualTo(ErrorKind.UNSUPPORTED));
  }
}
