package io.bpmnconnect.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;

/**
 * Brokers, asked by an admin client that is made for the first question. For use by one thread;
 * answers come on the client's.
 */
final class AdminBrokers implements Brokers {

  private final Map<String, Object> settings;
  private final int millis;
  private Admin admin;

  /**
   * @param longest how long an answer may take
   */
  AdminBrokers(Map<String, Object> settings, Duration longest) {
    this.settings = settings;
    this.millis = Math.toIntExact(longest.toMillis());
  }

  @Override
  public CompletionStage<Integer> partitions(String topic) {
    return ask(
        client ->
            client
                .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(millis))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenApply(described -> described.partitions().size()));
  }

  @Override
  public CompletionStage<?> presence() {
    return ask(
        client ->
            client
                .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                .clusterId()
                .toCompletionStage());
  }

  private <T> CompletionStage<T> ask(Function<Admin, CompletionStage<T>> question) {
    try {
      if (admin == null) {
        admin = Admin.create(settings);
      }
      return question.apply(admin);
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
