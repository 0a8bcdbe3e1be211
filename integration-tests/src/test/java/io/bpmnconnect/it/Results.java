package io.bpmnconnect.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a sink says of its records in the result topic and the dead letter queue, by their keys. */
public record Results(TestBench bench, String topic) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The settings that make a sink write results to a topic. */
  public static Map<String, String> settings(TestBench bench, String topic) {
    return Map.of(
        "result.topic",
        topic,
        "result.producer.bootstrap.servers",
        bench.stack().kafka().bootstrapServers());
  }

  /** The result of the record with a key, as soon as it is there. */
  public JsonNode of(String key) {
    return of(key, 1).get(0);
  }

  /** The results of the records with a key, as soon as there are so many. */
  public List<JsonNode> of(String key, int atLeast) {
    return records(key, atLeast).stream().map(record -> parse(record.value())).toList();
  }

  /** The headers of the dead letter with a key, as soon as it is there. */
  public static Map<String, String> deadLetter(TestBench bench, String queue, String key) {
    return TestBench.headers(new Results(bench, queue).records(key, 1).get(0));
  }

  private List<ConsumerRecord<String, String>> records(String key, int atLeast) {
    return await("%d records of %s in %s".formatted(atLeast, key, topic))
        .atMost(TestBench.PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () ->
                bench.awaitRecords(topic, atLeast).stream()
                    .filter(record -> Objects.equals(record.key(), key))
                    .toList(),
            found -> found.size() >= atLeast);
  }

  private static JsonNode parse(String value) {
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + value, e);
    }
  }
}
