package io.bpmnconnect.engine.camundaversion;

import io.bpmnconnect.engine.Feature;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A minor version of Camunda 8; what comes after the minor number brings no features. */
public record CamundaVersion(int major, int minor) implements Comparable<CamundaVersion> {

  /** Those that the adapters were made for, oldest first. */
  public static final List<CamundaVersion> KNOWN =
      List.of(
          new CamundaVersion(8, 6),
          new CamundaVersion(8, 7),
          new CamundaVersion(8, 8),
          new CamundaVersion(8, 9),
          new CamundaVersion(8, 10));

  private static final Pattern START = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

  /** A version that cannot be read is that of a development build, and so the newest. */
  public static CamundaVersion of(String text) {
    Matcher matcher = START.matcher(text);
    return matcher.matches()
        ? new CamundaVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : new CamundaVersion(Integer.MAX_VALUE, 0);
  }

  /**
   * What no version of Camunda 8 has, whatever its protocol, added to what one protocol lacks.
   *
   * @param others what the protocol lacks, each with what would have it
   */
  public static Map<Feature, String> withoutThoseOfCamunda7(Map<Feature, String> others) {
    Map<Feature, String> missing = new EnumMap<>(Feature.class);
    missing.putAll(others);
    Feature.OF_CAMUNDA_7.forEach(feature -> missing.put(feature, Feature.CAMUNDA_7));
    return Map.copyOf(missing);
  }

  /**
   * What this version does not have, each with what would have it.
   *
   * @param never what no version has, each with what would have it
   * @param since the version that brought what came after the oldest
   */
  public <T> Map<T, String> missing(Map<T, String> never, Map<T, CamundaVersion> since) {
    Map<T, String> missing = new HashMap<>(never);
    since.forEach(
        (what, first) -> {
          if (compareTo(first) < 0) {
            missing.put(what, first.toString());
          }
        });
    return missing;
  }

  /** Its numbers, such as {@code 8.6}. */
  public String number() {
    return major + "." + minor;
  }

  @Override
  public int compareTo(CamundaVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return "Camunda " + number();
  }
}
