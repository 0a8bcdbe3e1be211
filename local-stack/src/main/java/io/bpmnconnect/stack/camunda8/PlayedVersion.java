package io.bpmnconnect.stack.camunda8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of Camunda 8 that a stand-in plays, such as 8.10.6. */
public record PlayedVersion(int minor, int patch) {
  private static final Pattern TEXT = Pattern.compile("8\\.(\\d+)\\.(\\d+)");

  public PlayedVersion {
    if (minor < 6 || minor > 10) {
      throw new IllegalArgumentException("8.6 to 8.10 are played, not 8." + minor);
    }
  }

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException unless it is of the form 8.x.y, from 8.6 to 8.10
   */
  public static PlayedVersion of(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a version of Camunda 8: " + text);
    }
    return new PlayedVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  /** Whether it has what came with a minor version. */
  public boolean has(int sinceMinor) {
    return minor >= sinceMinor;
  }

  /** Whether it has what came with a patch. */
  public boolean has(int sinceMinor, int sincePatch) {
    return minor > sinceMinor || (minor == sinceMinor && patch >= sincePatch);
  }

  @Override
  public String toString() {
    return "8.%d.%d".formatted(minor, patch);
  }
}
