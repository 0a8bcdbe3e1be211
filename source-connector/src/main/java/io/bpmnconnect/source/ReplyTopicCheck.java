package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.EngineConfig;
import io.bpmnconnect.connect.config.Problems;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
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
    try (Brokers brokers = new AdminBrokers(config.clients().admin(), LONGEST)) {
      run(config, brokers, problems);
    }
  }

  /** As above, with given brokers. */
  static void run(ReplyConfig config, Brokers brokers, Problems problems) {
    try {
      for (String topic : config.topics().names()) {
        check(brokers, topic, config, problems);
      }
      if (config.topics().names().isEmpty()) {
        await(brokers.presence());
      }
    } catch (ExecutionException e) {
      add(config, e.getCause(), problems);
    } catch (TimeoutException e) {
      noAnswer(config, problems);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(ReplyClients.BOOTSTRAP_SERVERS, "the connection test was interrupted");
    }
  }

  private static void check(Brokers brokers, String topic, ReplyConfig config, Problems problems)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      await(brokers.partitions(topic));
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

  private static void await(CompletionStage<?> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    answer.toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void add(ReplyConfig config, Throwable failure, Problems problems) {
    if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      noAnswer(config, problems);
    } else if (failure instanceof AuthenticationException) {
      problems.add(
          ReplyClients.BOOTSTRAP_SERVERS,
          config.clients().servers()
              + " does not accept the credentials below "
              + ReplyConfig.CONSUMER_PREFIX
              + ": "
              + failure.getMessage());
    } else if (failure instanceof ApiException) {
      problems.add(
          ReplyClients.BOOTSTRAP_SERVERS,
          config.clients().servers() + " cannot be used: " + failure.getMessage());
    } else {
      problems.add(ReplyClients.BOOTSTRAP_SERVERS, "no client can be made: " + reason(failure));
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
  private static String reason(Throwable e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}
