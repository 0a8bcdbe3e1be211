package io.bpmnconnect.connect.config;

import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/** Finds what a Kafka client of our own would refuse only when a task starts. */
public final class ClientChecks {

  private ClientChecks() {}

  /**
   * Whether all brokers are {@code host:port}; a client tells of the first that is not when it
   * starts. Adds a problem if one is not.
   */
  public static boolean areAddresses(String key, String servers, Problems problems) {
    for (String address : Arrays.stream(servers.split(",")).map(String::strip).toList()) {
      if (!address.isEmpty()
          && (Utils.getHost(address) == null || Utils.getPort(address) == null)) {
        problems.add(key, "must be host:port,host:port, but has \"" + address + "\"");
        return false;
      }
    }
    return true;
  }

  /**
   * Adds what a producer would refuse.
   *
   * @param settings of the producer, brokers and serializers included
   * @param prefix of the configuration keys that the settings come from
   * @param written what the producer writes, such as {@code results}
   * @param blamed the key to blame when no producer can be made of the settings
   */
  public static void producer(
      Map<String, Object> settings,
      String prefix,
      String written,
      String blamed,
      Problems problems) {
    String servers = settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).toString();
    if (!areAddresses(prefix + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers, problems)) {
      return;
    }
    if (settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
      problems.add(
          prefix + ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          "is not supported: " + written + " are not written in transactions");
      return;
    }
    try {
      ProducerConfig parsed = new ProducerConfig(settings);
      long least =
          parsed.getLong(ProducerConfig.LINGER_MS_CONFIG)
              + parsed.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
      if (parsed.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG) < least) {
        problems.add(
            prefix + ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            "must be at least linger.ms and request.timeout.ms together, which are " + least);
      }
    } catch (ConfigException e) {
      problems.add(
          blamed,
          "no producer can be made of the settings below " + prefix + ": " + e.getMessage());
    }
  }
}
