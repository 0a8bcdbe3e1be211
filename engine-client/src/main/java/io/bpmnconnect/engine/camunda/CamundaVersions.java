package io.bpmnconnect.engine.camunda;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of Camunda brought what, as far as it came after the oldest that we know (8.6).
 * Taken from the version marks of the API's public OpenAPI description.
 */
final class CamundaVersions {

  /** A minor version of Camunda 8; what comes after the minor number brings no features. */
  private record Version(int major, int minor) implements Comparable<Version> {
    private static final Pattern START = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

    /** A version that cannot be read is that of a development build, and so the newest. */
    static Version of(String text) {
      Matcher matcher = START.matcher(text);
      return matcher.matches()
          ? new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
          : new Version(Integer.MAX_VALUE, 0);
    }

    @Override
    public int compareTo(Version other) {
      return major == other.major
          ? Integer.compare(minor, other.minor)
          : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
      return "Camunda " + major + "." + minor;
    }
  }

  private static final Version V8_8 = new Version(8, 8);
  private static final Version V8_9 = new Version(8, 9);
  private static final Version V8_10 = new Version(8, 10);

  private static final Map<Operation, Version> OPERATIONS =
      Map.of(Operation.EVALUATE_CONDITIONALS, V8_9);

  private static final Map<Feature, Version> FEATURES =
      Map.of(
          Feature.RUNTIME_INSTRUCTIONS, V8_8,
          Feature.TAGS, V8_8,
          Feature.INCIDENT_REFERENCE, V8_8,
          Feature.JOB_RESULT, V8_8,
          Feature.BUSINESS_ID, V8_9,
          Feature.JOB_TENANT_FILTER, V8_9,
          Feature.MESSAGE_BUSINESS_ID, V8_10,
          Feature.JOB_LEASE, V8_10);

  private CamundaVersions() {}

  static EngineInfo info(String gatewayVersion, int partitions) {
    Version version = Version.of(gatewayVersion);
    return new EngineInfo(
        "Camunda 8",
        gatewayVersion,
        partitions,
        missing(OPERATIONS, version),
        missing(FEATURES, version));
  }

  /** The version that brought an operation; empty for what every version has. */
  static Optional<String> first(Operation operation) {
    return Optional.ofNullable(OPERATIONS.get(operation)).map(Version::toString);
  }

  private static <T> Map<T, String> missing(Map<T, Version> since, Version version) {
    Map<T, String> missing = new HashMap<>();
    since.forEach(
        (what, first) -> {
          if (version.compareTo(first) < 0) {
            missing.put(what, first.toString());
          }
        });
    return missing;
  }
}
