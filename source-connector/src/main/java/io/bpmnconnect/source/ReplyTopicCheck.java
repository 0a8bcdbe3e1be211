package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers for the reply topics, as part of validation. */
final class ReplyTopicCheck {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final String SKIP =
      "; set " + EngineConfig.VALIDATE_CONNECTION + "=false to skip this test";

  private ReplyTopicCheck() {}

  /** Adds a problem when the brokers do not answer, or do not show a topic to these credentials. */
  static void run(ReplyConfig config, Problems problems) {
    try (Admin admin = Admin.create(config.clients().admin())) {
      for (String topic : config.topics().names()) {
        check(admin, topic, config, problems);
      }
      if (config.topics().names().isEmpty()) {
        admin.describeCluster().clusterId().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      add(config, e.getCause(), problems);
    } catch (TimeoutException e) {
      noAnswer(config, problems);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(ReplyClients.BOOTSTRAP_SERVERS, "the connection test was interrupted");
    } catch (KafkaException e) {
      problems.add(ReplyClients.BOOTSTRAP_SERVERS, "no client can be made: " + reason(e));
    }
  }

  private static void check(Admin admin, String topic, ReplyConfig config, Problems problems)
      throws ExecutionException, InterruptedException, TimeoutException {
    int millis = Math.toIntExact(LONGEST.toMillis());
    try {
      admin
          .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(millis))
          .allTopicNames()
          .get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        problems.add(
            config.topics().key(),
            "there is no topic "
                + topic
                + " on "
                + config.clients().servers()
                + "; create it, or correct the name"
                + SKIP);
      } else if (e.getCause() instanceof TopicAuthorizationException) {
        problems.add(
            config.topics().key(),
            "the brokers do not let these credentials read "
                + topic
                + "; grant Read and Describe on the topic, or correct the credentials below "
                + ReplyConfig.CONSUMER_PREFIX);
      } else {
        throw e;
      }
    }
  }

  private static void add(ReplyConfig config, Throwable failure, Problems problems) {
    if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      noAnswer(config, problems);
    } else {
      problems.add(
          ReplyClients.BOOTSTRAP_SERVERS,
          config.clients().servers() + " cannot be used: " + failure.getMessage());
    }
  }

  private static void noAnswer(ReplyConfig config, Problems problems) {
    problems.add(
        ReplyClients.BOOTSTRAP_SERVERS,
        config.clients().servers()
            + " did not answer within "
            + LONGEST.toSeconds()
            + " s; see whether brokers listen there, and whether they want TLS or credentials"
            + SKIP);
  }

  /** Clients wrap what is wrong in "Failed to create new KafkaAdminClient". */
  private static String reason(KafkaException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}
