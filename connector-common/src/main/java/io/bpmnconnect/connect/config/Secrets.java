package io.bpmnconnect.connect.config;

import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;

/** Reads optional texts and secrets. */
final class Secrets {

  private Secrets() {}

  /** Whether a value is configured; an empty text is none, an empty secret is one. */
  static boolean isSet(AbstractConfig config, String key) {
    Object value = config.originals().get(key);
    return value != null
        && (config.values().get(key) instanceof Password || !value.toString().isBlank());
  }

  /** A text that is not empty. */
  static Optional<String> text(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key)).filter(text -> !text.isBlank());
  }

  /**
   * A secret. Kafka has cut off what is white around it, such as the line end that its provider for
   * files in a directory gives along.
   */
  static Optional<String> secret(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getPassword(key)).map(Password::value);
  }

  /** A secret that must not be empty; an empty text, and a problem, when it is. */
  static String required(AbstractConfig config, String key, String by, Problems problems) {
    Optional<String> secret = secret(config, key);
    if (secret.isEmpty()) {
      problems.add(key, "is required by " + by);
    } else if (secret.get().isBlank()) {
      problems.add(key, "must not be empty");
    }
    return secret.orElse("");
  }
}
