package io.bpmnconnect.source;

import static io.bpmnconnect.source.SourceConfigs.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What brokers refuse is told with the key to look at; ValidationIT asks real ones. */
class ReplyTopicCheckTest {

  private static final String SERVERS = "reply.consumer.bootstrap.servers";

  private static List<Problem> problems(Brokers brokers, String... keysAndValues) {
    Problems problems = new Problems();
    ReplyTopicCheck.run(
        SourceSettings.parse(replying(keysAndValues)).replies().orElseThrow(), brokers, problems);
    return problems.found();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new TopicAuthorizationException("replies"),
            "reply.topic",
            "the brokers do not let these credentials read replies; grant Read and Describe on the"
                + " topic, or correct the credentials below reply.consumer."),
        Arguments.of(
            new UnknownTopicOrPartitionException(),
            "reply.topic",
            "there is no topic replies on localhost:1; create it, or correct the name; set"
                + " validate.connection=false to skip this test"),
        Arguments.of(
            new SaslAuthenticationException("wrong password"),
            SERVERS,
            "localhost:1 does not accept the credentials below reply.consumer.: wrong password"),
        Arguments.of(
            new ClusterAuthorizationException("not you"),
            SERVERS,
            "localhost:1 cannot be used: not you"),
        Arguments.of(
            new TimeoutException(),
            SERVERS,
            "localhost:1 did not answer within 10 s; see whether brokers listen there, and whether"
                + " they want TLS or credentials; set validate.connection=false to skip this test"),
        Arguments.of(
            new KafkaException("Failed to create", new KafkaException("no such mechanism")),
            SERVERS,
            "no client can be made: no such mechanism"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("refusals")
  void aRefusalIsToldWithTheKeyToLookAt(KafkaException refusal, String key, String message) {
    assertThat(problems(new BrokersStub().failing(refusal)))
        .containsExactly(new Problem(key, message));
  }

  @Test
  void eachTopicThatMayNotBeReadIsTold() {
    Brokers brokers = new BrokersStub().failing(new TopicAuthorizationException("some"));

    assertThat(problems(brokers, "reply.topic", "a,b"))
        .extracting(Problem::key, problem -> problem.message().replaceFirst(";.*", ""))
        .containsExactly(
            tuple("reply.topic", "the brokers do not let these credentials read a"),
            tuple("reply.topic", "the brokers do not let these credentials read b"));
  }

  @Test
  void withAPatternTheBrokersThemselvesAreAskedFor() {
    String[] pattern = {"reply.topic", null, "reply.topic.regex", "replies-.*"};

    assertThat(problems(new BrokersStub().answering(1), pattern)).isEmpty();
    assertThat(problems(new BrokersStub().failing(new TimeoutException()), pattern))
        .extracting(Problem::key)
        .containsExactly(SERVERS);
  }

  @Test
  void topicsThatAreThereAreNoProblem() {
    BrokersStub brokers = new BrokersStub().answering(1);

    assertThat(problems(brokers, "reply.topic", "a,b")).isEmpty();
    assertThat(brokers.asked()).containsExactly("a", "b");
  }
}
