package io.bpmnconnect.engine.camunda8;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamundaVersionsTest {

  private static final Set<Feature> SINCE_8_8 =
      Set.of(
          Feature.RUNTIME_INSTRUCTIONS,
          Feature.TAGS,
          Feature.INCIDENT_REFERENCE,
          Feature.JOB_RESULT);
  private static final Set<Feature> SINCE_8_9 =
      Set.of(Feature.BUSINESS_ID, Feature.JOB_TENANT_FILTER);
  private static final Set<Feature> SINCE_8_10 =
      Set.of(Feature.MESSAGE_BUSINESS_ID, Feature.JOB_LEASE);

  /** What the protocol has in no version. */
  static final Set<Feature> NEVER =
      Set.of(
          Feature.JOB_STREAM,
          Feature.CONDITIONAL_BUSINESS_ID,
          Feature.VARIABLES_IN_RETURN,
          Feature.CORRELATION_VARIABLES,
          Feature.CORRELATE_ALL,
          Feature.JOB_FILTER,
          Feature.JOB_PRIORITY_ORDER,
          Feature.JOB_PRIORITY_UPDATE);

  private static Set<Feature> all(List<Set<Feature>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  private static Set<Feature> missing(EngineInfo info) {
    return Arrays.stream(Feature.values())
        .filter(feature -> info.whyNot(feature).isPresent())
        .collect(Collectors.toSet());
  }

  private static Set<Operation> missingOperations(EngineInfo info) {
    return Arrays.stream(Operation.values())
        .filter(operation -> info.whyNot(operation).isPresent())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5", "8.5.12", "8.6.0", "8.6.0-SNAPSHOT", "8.7", "8.7.3"})
  void anOldEngineLacksEverythingThatCameLater(String version) {
    EngineInfo info = CamundaVersions.info(version);

    assertThat(missing(info)).isEqualTo(all(List.of(SINCE_8_8, SINCE_8_9, SINCE_8_10, NEVER)));
    assertThat(missingOperations(info)).containsExactly(Operation.EVALUATE_CONDITIONALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8", "8.8.0", "8.8.0-alpha3", "8.8.12"})
  void theSecondVersionHasWhatCameWithIt(String version) {
    EngineInfo info = CamundaVersions.info(version);

    assertThat(missing(info)).isEqualTo(all(List.of(SINCE_8_9, SINCE_8_10, NEVER)));
    assertThat(missingOperations(info)).containsExactly(Operation.EVALUATE_CONDITIONALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.9", "8.9.0-alpha1", "8.9.7"})
  void theThirdVersionHasEveryOperation(String version) {
    EngineInfo info = CamundaVersions.info(version);

    assertThat(missing(info)).isEqualTo(all(List.of(SINCE_8_10, NEVER)));
    assertThat(missingOperations(info)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.10",
        "8.10.9",
        "8.11.0",
        "9.0.0",
        "10.1",
        // A development build is newer than all.
        "dev",
        "SNAPSHOT",
        "garbage 8.6",
        "8",
        "8.",
        ".8.6",
        "8.x",
        "-8.6",
        "99999999999999999999.1",
        ""
      })
  void theNewestAndWhatCannotBeReadHaveEverythingOfTheProtocol(String version) {
    EngineInfo info = CamundaVersions.info(version);

    assertThat(missing(info)).isEqualTo(NEVER);
    assertThat(missingOperations(info)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RUNTIME_INSTRUCTIONS, Camunda 8.8",
    "TAGS, Camunda 8.8",
    "INCIDENT_REFERENCE, Camunda 8.8",
    "JOB_RESULT, Camunda 8.8",
    "BUSINESS_ID, Camunda 8.9",
    "JOB_TENANT_FILTER, Camunda 8.9",
    "MESSAGE_BUSINESS_ID, Camunda 8.10",
    "JOB_LEASE, Camunda 8.10",
    "JOB_STREAM, Zeebe gRPC (engine.type=zeebe)",
    "CORRELATION_VARIABLES, the Camunda 7 family (engine.type=camunda7)",
    "JOB_PRIORITY_UPDATE, the Camunda 7 family (engine.type=camunda7)"
  })
  void theReasonNamesWhatIsNeededAndWhatIsThere(Feature feature, String needed) {
    assertThat(CamundaVersions.info("8.6.0").whyNot(feature))
        .hasValue("needs " + needed + "; the engine is Camunda 8, version 8.6.0");
  }

  @Test
  void theReasonOfAnOperationIsToldLikeThatOfAFeature() {
    assertThat(CamundaVersions.info("8.8.0-alpha3").whyNot(Operation.EVALUATE_CONDITIONALS))
        .hasValue("needs Camunda 8.9; the engine is Camunda 8, version 8.8.0-alpha3");
  }

  @Test
  void theEngineIsCalledAsItCallsItself() {
    EngineInfo info = CamundaVersions.info("8.6.0");

    assertThat(info.product()).isEqualTo("Camunda 8");
    assertThat(info.version()).isEqualTo("8.6.0");
  }

  @Test
  void onlyAnOperationThatCameLaterHasAFirstVersion() {
    assertThat(CamundaVersions.first(Operation.EVALUATE_CONDITIONALS)).hasValue("Camunda 8.9");
    assertThat(CamundaVersions.first(Operation.EVALUATE_DECISION)).isEmpty();
  }
}
