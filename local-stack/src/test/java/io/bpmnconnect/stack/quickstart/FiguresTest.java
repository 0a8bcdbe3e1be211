package io.bpmnconnect.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.stack.EngineTally;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private final TopicCounts topics = new TopicCounts();
  private EngineTally engine = new EngineTally(0, 0, 0, 0, 0);

  @Test
  void succeedsWhenEveryOrderEnded() {
    order("a");
    job("a", "instance-1", "job-1", 3);
    order("b");
    job("b", "instance-2", "job-2", 3);
    instances(2, 2);

    Figures figures = figures();

    assertThat(figures.unfinished()).isZero();
    assertThat(figures.duplicates()).isZero();
    assertThat(figures.succeeded(2)).isTrue();
    assertThat(figures.succeeded(3)).isFalse();
  }

  @Test
  void doesNotTakeASecondTryForADuplicate() {
    order("a");
    job("a", "instance-1", "job-1", 3);
    job("a", "instance-1", "job-1", 2);

    assertThat(figures().duplicates()).isZero();
    assertThat(figures().jobs()).isEqualTo(2);
  }

  @Test
  void countsAJobThatWasWrittenTwice() {
    order("a");
    job("a", "instance-1", "job-1", 3);
    job("a", "instance-1", "job-1", 3);

    assertThat(figures().duplicates()).isEqualTo(1);
  }

  @Test
  void anOrderStartedTwiceDoesNotMakeUpForALostOne() {
    order("a");
    order("b");
    job("a", "instance-1", "job-1", 3);
    job("a", "instance-2", "job-2", 3);
    instances(2, 2);

    Figures figures = figures();

    assertThat(figures.unfinished()).isEqualTo(1);
    assertThat(figures.duplicates()).isEqualTo(1);
    assertThat(figures.ended(2)).isFalse();
  }

  @Test
  void aDeadLetterIsNotLostAndNoSuccess() {
    order("a");
    deadLetter(Topics.ORDERS);

    assertThat(figures().unfinished()).isZero();
    assertThat(figures().deadLettered()).isEqualTo(1);
    assertThat(figures().ended(1)).isTrue();
    assertThat(figures().succeeded(1)).isFalse();
  }

  @Test
  void aDeadShipmentLeavesItsOrderUnfinished() {
    order("a");
    job("a", "instance-1", "job-1", 3);
    deadLetter(Topics.SHIPMENTS);
    instances(1, 0);

    assertThat(figures().unfinished()).isEqualTo(1);
    assertThat(figures().ended(1)).isFalse();
  }

  @Test
  void knowsWhenOnlyTheDayIsMissing() {
    order("paid and shipped");
    order("declined");
    job("paid and shipped", "instance-1", "job-1", 3);
    job("declined", "instance-2", "job-2", 3);

    engine = new EngineTally(2, 1, 1, 1, 1);
    assertThat(figures().onlyTheDayIsMissing(2)).isFalse();

    engine = new EngineTally(2, 1, 1, 1, 2);
    assertThat(figures().waitingForDay()).isEqualTo(1);
    assertThat(figures().onlyTheDayIsMissing(2)).isTrue();
  }

  @Test
  void isOneLineOfJson() {
    Figures figures = new Figures(200, 199, 220, 219, 198, 10, 3, 2, 1, 7);

    assertThat(figures.toJson(12.34))
        .isEqualTo(
            "{\"orders\":200,\"started\":199,\"jobs\":220,\"replies\":219,\"completed\":198,"
                + "\"declined\":10,\"dead_lettered\":3,\"lost\":2,\"duplicates\":1,"
                + "\"seconds\":12.3}");
  }

  private Figures figures() {
    return Figures.of(topics, engine);
  }

  private void order(String id) {
    topics.add(record(Topics.ORDERS, "{\"orderId\":\"" + id + "\"}", Map.of()));
  }

  private void job(String order, String instance, String key, int retries) {
    topics.add(
        record(
            Topics.JOBS,
            "{\"variables\":{\"orderId\":\"" + order + "\"}}",
            Map.of(
                "bpmn-process-instance-key", instance,
                "bpmn-job-key", key,
                "bpmn-job-retries", Integer.toString(retries))));
  }

  private void deadLetter(String from) {
    topics.add(record(Topics.DEAD_LETTERS, "{}", Map.of("__connect.errors.topic", from)));
  }

  private static ConsumerRecord<String, String> record(
      String topic, String value, Map<String, String> headers) {
    ConsumerRecord<String, String> record = new ConsumerRecord<>(topic, 0, 0, "key", value);
    headers.forEach((name, content) -> record.headers().add(name, content.getBytes(UTF_8)));
    return record;
  }

  private void instances(int started, int ended) {
    engine = new EngineTally(started, ended, 0, 0, 0);
  }
}
