package io.bpmnconnect.connect.config;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What a form for a connector's configuration offers and shows. Immutable; never fails, whatever
 * other keys are set to.
 */
public final class Recommenders {

  private Recommenders() {}

  /** Offers the constants of an enum in configuration's words; always shown. */
  public static <E extends Enum<E>> ConfigDef.Recommender oneOf(Class<E> type) {
    return new Recommendation(List.copyOf(Checks.names(type)), values -> true);
  }

  /**
   * Shows a key only when another key has a fitting value. The form asks again after a change of
   * the other key when that key names this one as its dependent.
   *
   * @param fits is given the other key's value, which may be invalid, or {@code null} when it is
   *     not set and has no default, or when it cannot be parsed
   */
  public static ConfigDef.Recommender visibleWhen(String key, Predicate<Object> fits) {
    return new Recommendation(List.of(), values -> fits.test(values.get(key)));
  }

  /** As {@link #visibleWhen(String, Predicate)}, where several keys decide. */
  public static ConfigDef.Recommender visibleWhen(Predicate<Map<String, Object>> fits) {
    return new Recommendation(List.of(), fits);
  }

  /** Offers texts, and shows their key when the others fit. */
  static ConfigDef.Recommender oneOfWhen(List<String> texts, Predicate<Map<String, Object>> fits) {
    return new Recommendation(List.copyOf(texts), fits);
  }

  private record Recommendation(List<Object> values, Predicate<Map<String, Object>> visible)
      implements ConfigDef.Recommender {

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
      return values;
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsedConfig) {
      return visible.test(parsedConfig);
    }
  }
}
