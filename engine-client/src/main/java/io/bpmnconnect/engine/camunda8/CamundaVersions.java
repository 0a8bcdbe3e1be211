package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.camundaversion.CamundaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which version of Camunda brought what, as far as it came after the oldest that we know (8.6).
 * Taken from the version marks of the API's public OpenAPI description.
 */
final class CamundaVersions {

  static final String PRODUCT = "Camunda 8";

  private static final CamundaVersion V8_8 = new CamundaVersion(8, 8);
  private static final CamundaVersion V8_9 = new CamundaVersion(8, 9);
  private static final CamundaVersion V8_10 = new CamundaVersion(8, 10);

  private static final Map<Operation, CamundaVersion> OPERATIONS =
      Map.of(Operation.EVALUATE_CONDITIONALS, V8_9);

  private static final Map<Feature, CamundaVersion> FEATURES =
      Map.of(
          Feature.RUNTIME_INSTRUCTIONS, V8_8,
          Feature.TAGS, V8_8,
          Feature.INCIDENT_REFERENCE, V8_8,
          Feature.JOB_RESULT, V8_8,
          Feature.BUSINESS_ID, V8_9,
          Feature.JOB_TENANT_FILTER, V8_9,
          Feature.MESSAGE_BUSINESS_ID, V8_10,
          Feature.JOB_LEASE, V8_10);

  private static final Map<Feature, String> NO_FEATURES =
      CamundaVersion.withoutThoseOfCamunda7(
          Map.of(Feature.JOB_STREAM, "Zeebe gRPC (engine.type=zeebe)"));

  private static final List<EngineInfo> KNOWN =
      CamundaVersion.KNOWN.stream().map(version -> info(version.number())).toList();

  private CamundaVersions() {}

  static List<EngineInfo> known() {
    return KNOWN;
  }

  static EngineInfo info(String gatewayVersion) {
    CamundaVersion version = CamundaVersion.of(gatewayVersion);
    return new EngineInfo(
        PRODUCT,
        gatewayVersion,
        version.missing(Map.of(), OPERATIONS),
        version.missing(NO_FEATURES, FEATURES));
  }

  /** The version that brought an operation; empty for what every version has. */
  static Optional<String> first(Operation operation) {
    return Optional.ofNullable(OPERATIONS.get(operation)).map(CamundaVersion::toString);
  }
}
