package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryConfigTest {

  private final Problems problems = new Problems();

  private DeliveryConfig read(Map<String, String> config) {
    return DeliveryConfig.from(
        new AbstractConfig(DeliveryConfig.define(new ConfigDef()), config), problems);
  }

  @Test
  void nothingNeedsToBeSet() {
    DeliveryConfig delivery = read(Map.of());

    assertThat(problems.found()).isEmpty();
    assertThat(delivery.maxInFlight()).isGreaterThan(1);
    assertThat(delivery.maxBackoff()).isGreaterThan(delivery.backoff());
    assertThat(delivery.deliveryTimeout()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void everythingReachesTheRetryPolicy() {
    RetryPolicy policy =
        read(Map.of(
                "retry.backoff.ms", "1",
                "retry.backoff.max.ms", "2",
                "delivery.timeout.ms", "3"))
            .retryPolicy(Duration.ofMillis(4), Ambiguity.UNBOUNDED);

    assertThat(policy)
        .isEqualTo(
            new RetryPolicy(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                Duration.ofMillis(4),
                Ambiguity.UNBOUNDED));
  }

  @Test
  void theLargestPauseMustNotBeSmallerThanTheFirst() {
    read(Map.of("retry.backoff.ms", "500", "retry.backoff.max.ms", "499"));

    assertThat(problems.found())
        .containsExactly(
            new Problem("retry.backoff.max.ms", "must not be smaller than retry.backoff.ms"));
  }

  @ParameterizedTest
  @CsvSource({
    "max.in.flight.requests, 0",
    "max.in.flight.requests, 10001",
    "max.in.flight.requests, many",
    "retry.backoff.ms, 0",
    "retry.backoff.ms, 3600001",
    "retry.backoff.max.ms, 0",
    "delivery.timeout.ms, -1"
  })
  void aNumberOutOfItsRangeIsRefusedWithItsKey(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, value);
  }
}
