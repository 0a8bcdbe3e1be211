package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an engine behind the gRPC protocol has, by its version. */
class ZeebeVersionsTest {

  /** What the protocol has in no version. */
  private static final Set<Feature> NEVER =
      Set.of(
          Feature.CONDITIONAL_BUSINESS_ID,
          Feature.VARIABLES_IN_RETURN,
          Feature.CORRELATION_VARIABLES,
          Feature.CORRELATE_ALL,
          Feature.JOB_FILTER,
          Feature.JOB_PRIORITY_ORDER,
          Feature.JOB_PRIORITY_UPDATE);

  private static final Set<Feature> LATER =
      Set.of(
          Feature.RUNTIME_INSTRUCTIONS,
          Feature.TAGS,
          Feature.JOB_RESULT,
          Feature.BUSINESS_ID,
          Feature.JOB_TENANT_FILTER,
          Feature.MESSAGE_BUSINESS_ID,
          Feature.JOB_LEASE);

  @Test
  void theOldestHasWhatTheProtocolBeganWith() {
    EngineInfo info = ZeebeVersions.info("8.6.0");

    assertThat(info.missingOperations())
        .containsOnlyKeys(Operation.CORRELATE_MESSAGE, Operation.EVALUATE_CONDITIONALS);
    assertThat(info.missingFeatures().keySet())
        .isEqualTo(Stream.of(NEVER, LATER).flatMap(Set::stream).collect(Collectors.toSet()));
    assertThat(info.whyNot(Operation.CORRELATE_MESSAGE))
        .contains(
            "needs Camunda 8 REST (engine.type=camunda8); the engine is Zeebe, version 8.6.0");
    assertThat(info.whyNot(Feature.TAGS))
        .contains("needs Camunda 8.8; the engine is Zeebe, version 8.6.0");
  }

  @Test
  void whatTheProtocolDoesNotKnowNoVersionHas() {
    EngineInfo newest = ZeebeVersions.info("8.10.9");

    assertThat(newest.missingOperations()).containsOnlyKeys(Operation.CORRELATE_MESSAGE);
    assertThat(newest.missingFeatures().keySet()).isEqualTo(NEVER);
    assertThat(newest.whyNot(Feature.CORRELATE_ALL))
        .contains(
            "needs the Camunda 7 family (engine.type=camunda7); the engine is Zeebe, version"
                + " 8.10.9");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESSAGE_BUSINESS_ID", "JOB_LEASE"})
  void whatCameWithTheProtocolOf810IsNoMatterOfThePublishedStubs(Feature feature) {
    assertThat(ZeebeVersions.info("8.9.9").whyNot(feature))
        .contains("needs Camunda 8.10; the engine is Zeebe, version 8.9.9");
    assertThat(ZeebeVersions.info("8.10.0").whyNot(feature)).isEmpty();
  }
}
