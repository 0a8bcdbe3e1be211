package io.bpmnconnect.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A setting that only the engines of one adapter know; configured as {@code engine.<type>.<name>},
 * and given to the adapter by its name in {@link EngineSettings#options()}.
 *
 * @param choices what it can be; empty for a list of names
 * @param standard the default; empty for no names
 */
public record EngineOption(
    String name, String displayName, String documentation, List<String> choices, String standard) {

  public EngineOption {
    Objects.requireNonNull(name);
    Objects.requireNonNull(displayName);
    Objects.requireNonNull(documentation);
    choices = List.copyOf(choices);
    Objects.requireNonNull(standard);
  }

  /** An option that is a list of names. */
  public static EngineOption names(String name, String displayName, String documentation) {
    return new EngineOption(name, displayName, documentation, List.of(), "");
  }

  /** Whether it is a list of names, separated by commas. */
  public boolean isList() {
    return choices.isEmpty();
  }

  /** Its value, or the default where none is configured. */
  public String in(EngineSettings settings) {
    return Optional.ofNullable(settings.options().get(name)).orElse(standard);
  }
}
