package io.bpmnconnect.connect.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * The configuration as it takes effect, defaults included, for a task's log. Passwords are not
 * shown; neither are settings passed on to Kafka's clients and converters, unless they are known to
 * hold no secret. Keys of Connect itself, and those that nobody knows, are left out.
 */
public final class EffectiveConfig {

  private static final String HIDDEN = "[hidden]";

  /** Settings of clients and converters that cannot hold a secret. All others might. */
  private static final Set<String> SHOWN =
      Set.of(
          "acks",
          "auto.offset.reset",
          "batch.size",
          "bootstrap.servers",
          "client.id",
          "client.rack",
          "compression.type",
          "delivery.timeout.ms",
          "enable.idempotence",
          "fetch.max.wait.ms",
          "fetch.min.bytes",
          "group.id",
          "isolation.level",
          "linger.ms",
          "max.block.ms",
          "max.poll.interval.ms",
          "max.poll.records",
          "max.request.size",
          "request.timeout.ms",
          "sasl.mechanism",
          "schemas.enable",
          "security.protocol",
          "session.timeout.ms");

  private EffectiveConfig() {}

  /**
   * Describes a configuration that has passed its validation.
   *
   * @param config as the task was given it, so with the values that providers put in place of
   *     {@code ${…}}
   * @param prefixes of settings that are passed on, such as {@code reply.consumer.}
   * @return a line for each key, sorted: the key, {@code =} and the value
   */
  public static String describe(
      ConfigDef definition, Map<String, String> config, Collection<String> prefixes) {
    SortedMap<String, String> lines = new TreeMap<>();
    definition
        .configKeys()
        .values()
        .forEach(
            key -> {
              String value = value(key, config);
              if (value != null) {
                lines.put(key.name, key.type == Type.PASSWORD ? HIDDEN : value);
              }
            });
    config.forEach(
        (key, value) -> {
          List<String> settings = passedOn(key, prefixes);
          if (value != null && !settings.isEmpty() && !definition.configKeys().containsKey(key)) {
            lines.put(key, SHOWN.containsAll(settings) ? value : HIDDEN);
          }
        });
    return lines.entrySet().stream()
        .map(line -> line.getKey() + " = " + onOneLine(line.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** What a client or converter calls the key: nothing, if it is below none of the prefixes. */
  private static List<String> passedOn(String key, Collection<String> prefixes) {
    return prefixes.stream()
        .filter(key::startsWith)
        .map(prefix -> key.substring(prefix.length()))
        .toList();
  }

  /** The value in configuration's words, or {@code null} when the key has none. */
  private static String value(ConfigKey key, Map<String, String> config) {
    String configured = config.get(key.name);
    return configured != null || !key.hasDefault()
        ? configured
        : ConfigDef.convertToString(key.defaultValue, key.type);
  }

  /** A FEEL expression may have several lines. */
  private static String onOneLine(String value) {
    return value.replace("\r", "\\r").replace("\n", "\\n");
  }
}
