package io.bpmnconnect.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A minor version of Camunda 8; what comes after the minor number brings no features. */
public record CamundaVersion(int major, int minor) implements Comparable<CamundaVersion> {

  private static final Pattern START = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

  /** A version that cannot be read is that of a development build, and so the newest. */
  public static CamundaVersion of(String text) {
    Matcher matcher = START.matcher(text);
    return matcher.matches()
        ? new CamundaVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : new CamundaVersion(Integer.MAX_VALUE, 0);
  }

  @Override
  public int compareTo(CamundaVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return "Camunda " + major + "." + minor;
  }
}
