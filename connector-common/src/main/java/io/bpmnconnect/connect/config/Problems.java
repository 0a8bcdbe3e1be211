package io.bpmnconnect.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Collects everything that is wrong with a configuration, so that a user sees it all at once. */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();

  public void add(String key, String message) {
    found.add(new Problem(key, message));
  }

  public List<Problem> found() {
    return List.copyOf(found);
  }

  /**
   * Fails with every problem found, for a task that was started without validation.
   *
   * @throws ConfigException if there is any
   */
  public void throwIfAny() {
    asException()
        .ifPresent(
            problems -> {
              throw problems;
            });
  }

  /** Every problem found, in one exception; empty when there is none. */
  public Optional<ConfigException> asException() {
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ConfigException(
                found.stream()
                    .map(p -> p.key() + ": " + p.message())
                    .collect(Collectors.joining("; "))));
  }

  /** Adds each problem to the value of its key, as Connect's validation answers it. */
  public void addTo(Map<String, ConfigValue> values) {
    for (Problem problem : found) {
      values
          .computeIfAbsent(problem.key(), ConfigValue::new)
          .addErrorMessage(problem.key() + ": " + problem.message());
    }
  }
}
