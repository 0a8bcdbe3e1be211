package io.bpmnconnect.engine.zeebe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import org.junit.jupiter.api.Test;

/** What an engine behind the gRPC protocol has, by its version. */
class ZeebeVersionsTest {

  @Test
  void theOldestHasWhatTheProtocolBeganWith() {
    EngineInfo info = ZeebeVersions.info("8.6.0", 3);

    assertThat(info.partitions()).isEqualTo(3);
    assertThat(info.missingOperations())
        .containsOnlyKeys(Operation.CORRELATE_MESSAGE, Operation.EVALUATE_CONDITIONALS);
    assertThat(info.missingFeatures())
        .containsOnlyKeys(
            Feature.RUNTIME_INSTRUCTIONS,
            Feature.TAGS,
            Feature.JOB_RESULT,
            Feature.BUSINESS_ID,
            Feature.JOB_TENANT_FILTER,
            Feature.MESSAGE_BUSINESS_ID,
            Feature.JOB_LEASE);
    assertThat(info.whyNot(Operation.CORRELATE_MESSAGE))
        .contains(
            "needs Camunda 8 REST (engine.type=camunda8); the engine is Zeebe, version 8.6.0");
    assertThat(info.whyNot(Feature.TAGS))
        .contains("needs Camunda 8.8; the engine is Zeebe, version 8.6.0");
  }

  @Test
  void whatTheProtocolDoesNotKnowNoVersionHas() {
    EngineInfo newest = ZeebeVersions.info("8.10.9", 1);

    assertThat(newest.missingOperations()).containsOnlyKeys(Operation.CORRELATE_MESSAGE);
    assertThat(newest.missingFeatures())
        .containsOnlyKeys(Feature.MESSAGE_BUSINESS_ID, Feature.JOB_LEASE);
  }
}
