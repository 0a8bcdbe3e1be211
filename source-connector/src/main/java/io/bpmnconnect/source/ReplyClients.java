package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.ClientChecks;
import io.bpmnconnect.connect.config.Problems;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The settings of the clients that read replies and write those that are of no use. */
record ReplyClients(Map<String, Object> consumer, Map<String, Object> producer) {

  static final String CONSUMER_PREFIX = "reply.consumer.";
  static final String PRODUCER_PREFIX = "reply.producer.";
  static final String BOOTSTRAP_SERVERS = CONSUMER_PREFIX + ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;

  private static final int DELIVERY_TIMEOUT_MS = 60_000;
  private static final int MAX_BLOCK_MS = 30_000;

  /** Reads the settings below the two prefixes, and finds what the clients would refuse. */
  static ReplyClients from(AbstractConfig config, String group, boolean writes, Problems problems) {
    ReplyClients clients = new ReplyClients(consumer(config, group), producer(config));
    if (clients.checkConsumer(config, problems) && writes) {
      ClientChecks.producer(
          clients.producer(), PRODUCER_PREFIX, "reply errors", ReplyConfig.ERRORS_TOPIC, problems);
    }
    return clients;
  }

  private static Map<String, Object> consumer(AbstractConfig config, String group) {
    Map<String, Object> consumer = new HashMap<>();
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // The reply of a worker's transaction that was given up never counted.
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.putAll(config.originalsWithPrefix(CONSUMER_PREFIX));
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // Offsets follow what the engine has answered, so the consumer must not commit by itself.
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return consumer;
  }

  /** Brokers and security are the consumer's, unless set for the producer. */
  private static Map<String, Object> producer(AbstractConfig config) {
    Map<String, Object> producer = new HashMap<>();
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    config
        .originalsWithPrefix(CONSUMER_PREFIX)
        .forEach(
            (key, value) -> {
              if (isOfConnection(key)) {
                producer.put(key, value);
              }
            });
    producer.putAll(config.originalsWithPrefix(PRODUCER_PREFIX));
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return producer;
  }

  private static boolean isOfConnection(String key) {
    return key.equals(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
        || key.startsWith("security.")
        || key.startsWith("sasl.")
        || key.startsWith("ssl.");
  }

  private boolean checkConsumer(AbstractConfig config, Problems problems) {
    Object servers = consumer.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
    if (servers == null || servers.toString().isBlank()) {
      problems.add(BOOTSTRAP_SERVERS, "is required with " + ReplyConfig.TOPIC);
      return false;
    }
    if (!ClientChecks.areAddresses(BOOTSTRAP_SERVERS, servers.toString(), problems)) {
      return false;
    }
    if (config.originals().containsKey(CONSUMER_PREFIX + ConsumerConfig.GROUP_ID_CONFIG)) {
      problems.add(
          CONSUMER_PREFIX + ConsumerConfig.GROUP_ID_CONFIG,
          "has no effect; set " + ReplyConfig.GROUP_ID);
    }
    Object commits =
        config.originals().get(CONSUMER_PREFIX + ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
    if (commits != null && !commits.toString().strip().equals("false")) {
      problems.add(
          CONSUMER_PREFIX + ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          "must be false: offsets are committed when the engine has answered");
    }
    try {
      return hasTimeForHeartbeats(new ConsumerConfig(consumer), problems);
    } catch (ConfigException e) {
      problems.add(
          BOOTSTRAP_SERVERS,
          "no consumer can be made of the settings below "
              + CONSUMER_PREFIX
              + ": "
              + e.getMessage());
      return false;
    }
  }

  /** The consumer checks this only when it is made, and then names no key. */
  private static boolean hasTimeForHeartbeats(ConsumerConfig config, Problems problems) {
    int session = config.getInt(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
    int heartbeat = config.getInt(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
    if (heartbeat < session) {
      return true;
    }
    problems.add(
        CONSUMER_PREFIX + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        "must be larger than "
            + ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG
            + " ("
            + heartbeat
            + "), was "
            + session);
    return false;
  }

  String servers() {
    return consumer.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG).toString();
  }

  String group() {
    return consumer.get(ConsumerConfig.GROUP_ID_CONFIG).toString();
  }

  /** The settings of a consumer that belongs to no group. */
  Map<String, Object> observer() {
    Map<String, Object> observer = new HashMap<>(consumer);
    observer.remove(ConsumerConfig.GROUP_ID_CONFIG);
    observer.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return observer;
  }

  /** The consumer's settings, as far as an admin client knows them. */
  Map<String, Object> admin() {
    Map<String, Object> admin = new HashMap<>(consumer);
    admin.keySet().retainAll(AdminClientConfig.configNames());
    return admin;
  }

  /** Names the brokers only: settings of clients hold secrets. */
  @Override
  public String toString() {
    return "clients of " + servers();
  }
}
