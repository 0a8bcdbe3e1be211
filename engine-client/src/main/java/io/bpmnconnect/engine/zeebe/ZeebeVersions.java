package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the gRPC protocol does not have, and which version brought what came after the oldest that
 * we know (8.6). Taken from the published protocols.
 */
final class ZeebeVersions {

  static final String PRODUCT = "Zeebe";

  private static final CamundaVersion V8_8 = new CamundaVersion(8, 8);
  private static final CamundaVersion V8_9 = new CamundaVersion(8, 9);
  private static final CamundaVersion V8_10 = new CamundaVersion(8, 10);

  private static final String REST = "Camunda 8 REST (engine.type=camunda8)";

  private static final Map<Operation, CamundaVersion> OPERATIONS =
      Map.of(Operation.EVALUATE_CONDITIONALS, V8_9);

  private static final Map<Operation, String> NO_OPERATIONS =
      Map.of(Operation.CORRELATE_MESSAGE, REST);

  private static final Map<Feature, CamundaVersion> FEATURES =
      Map.of(
          Feature.RUNTIME_INSTRUCTIONS, V8_8,
          Feature.TAGS, V8_8,
          Feature.JOB_RESULT, V8_8,
          Feature.BUSINESS_ID, V8_9,
          Feature.JOB_TENANT_FILTER, V8_9,
          Feature.MESSAGE_BUSINESS_ID, V8_10,
          Feature.JOB_LEASE, V8_10);

  private static final Map<Feature, String> NO_FEATURES =
      CamundaVersion.withoutThoseOfCamunda7(Map.of());

  private static final List<EngineInfo> KNOWN =
      CamundaVersion.KNOWN.stream().map(version -> info(version.number())).toList();

  private ZeebeVersions() {}

  static List<EngineInfo> known() {
    return KNOWN;
  }

  static EngineInfo info(String gatewayVersion) {
    CamundaVersion version = CamundaVersion.of(gatewayVersion);
    return new EngineInfo(
        PRODUCT,
        gatewayVersion,
        version.missing(NO_OPERATIONS, OPERATIONS),
        version.missing(NO_FEATURES, FEATURES));
  }

  /** What would have an operation that this protocol or an older version of it does not have. */
  static Optional<String> needs(Operation operation) {
    return Optional.ofNullable(NO_OPERATIONS.get(operation))
        .or(() -> Optional.ofNullable(OPERATIONS.get(operation)).map(CamundaVersion::toString));
  }

  /** What would have a feature for which the protocol has no field. */
  static String needs(Feature feature) {
    return NO_FEATURES.get(feature);
  }
}
