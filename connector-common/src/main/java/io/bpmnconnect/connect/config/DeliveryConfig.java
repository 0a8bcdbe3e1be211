package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Ambiguity;
import io.bpmnconnect.engine.RetryPolicy;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How many commands go to the engine at once, and how long a refused one is tried again. */
public record DeliveryConfig(
    int maxInFlight, Duration backoff, Duration maxBackoff, Duration deliveryTimeout) {

  static final String MAX_IN_FLIGHT = "max.in.flight.requests";
  static final String BACKOFF = "retry.backoff.ms";
  static final String MAX_BACKOFF = "retry.backoff.max.ms";
  static final String DELIVERY_TIMEOUT = "delivery.timeout.ms";

  private static final String GROUP = "Delivery";

  /** Adds the group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            MAX_IN_FLIGHT,
            Type.INT,
            64,
            Range.between(1, 10_000),
            Importance.MEDIUM,
            "The most commands of one task that wait for the engine's answer at once. Below this bound"
                + " the sink follows the engine's backpressure; commands that settle jobs are not"
                + " held back by it.",
            GROUP,
            ++order,
            Width.SHORT,
            "Max in flight")
        .define(
            BACKOFF,
            Type.LONG,
            100L,
            Range.between(1, 3_600_000),
            Importance.LOW,
            "The bound of the first pause before a command is tried again, in milliseconds. The bound"
                + " doubles with each attempt; the pause is drawn evenly from zero to it.",
            GROUP,
            ++order,
            Width.SHORT,
            "Retry backoff (ms)")
        .define(
            MAX_BACKOFF,
            Type.LONG,
            30_000L,
            Range.between(1, 3_600_000),
            Importance.LOW,
            "The largest bound of a pause between attempts, in milliseconds. A message that nothing waits"
                + " for is tried again after 5 s at the latest; while the engine is away, one command at"
                + " a time tries it, after 5 s at the latest, too.",
            GROUP,
            ++order,
            Width.SHORT,
            "Retry backoff, largest (ms)")
        .define(
            DELIVERY_TIMEOUT,
            Type.LONG,
            Duration.ofDays(1).toMillis(),
            Range.atLeast(0),
            Importance.MEDIUM,
            "How long a command is tried again while the engine is overloaded or away, in"
                + " milliseconds, counted from its first attempt.",
            GROUP,
            ++order,
            Width.SHORT,
            "Delivery timeout (ms)");
  }

  /** Reads the group. What does not fit together is added to the problems. */
  public static DeliveryConfig from(AbstractConfig config, Problems problems) {
    if (config.getLong(MAX_BACKOFF) < config.getLong(BACKOFF)) {
      problems.add(MAX_BACKOFF, "must not be smaller than " + BACKOFF);
    }
    return new DeliveryConfig(
        config.getInt(MAX_IN_FLIGHT),
        Duration.ofMillis(config.getLong(BACKOFF)),
        Duration.ofMillis(config.getLong(MAX_BACKOFF)),
        Duration.ofMillis(config.getLong(DELIVERY_TIMEOUT)));
  }

  /** The policy for commands of this group; the other parameters are those of the policy. */
  public RetryPolicy retryPolicy(Duration unmatchedMessageRetry, Ambiguity ambiguity) {
    return new RetryPolicy(backoff, maxBackoff, deliveryTimeout, unmatchedMessageRetry, ambiguity);
  }
}
