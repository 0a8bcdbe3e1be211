package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * The topics that replies come from: by name or, where there are no names, all that match.
 *
 * @param names empty when there is a pattern
 */
record ReplyTopics(List<String> names, Optional<Pattern> pattern) {

  /** Reads {@code reply.topic} and {@code reply.topic.regex}; empty when neither is set. */
  static Optional<ReplyTopics> from(AbstractConfig config, Problems problems) {
    List<String> names =
        config.getList(ReplyConfig.TOPIC).stream().map(String::strip).distinct().toList();
    String regex = config.getString(ReplyConfig.TOPIC_REGEX);
    boolean hasRegex = regex != null && !regex.isBlank();
    if (names.isEmpty() && !hasRegex) {
      return Optional.empty();
    }
    if (!names.isEmpty() && hasRegex) {
      problems.add(ReplyConfig.TOPIC_REGEX, "cannot be set together with " + ReplyConfig.TOPIC);
    }
    for (String name : names) {
      if (!Checks.isTopicName(name)) {
        problems.add(
            ReplyConfig.TOPIC,
            "must name topics: up to 249 letters, digits, dots, '_' and '-' each, but has \""
                + name
                + "\"");
      }
    }
    return Optional.of(
        new ReplyTopics(names, hasRegex ? pattern(regex, problems) : Optional.empty()));
  }

  private static Optional<Pattern> pattern(String regex, Problems problems) {
    try {
      return Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      problems.add(
          ReplyConfig.TOPIC_REGEX,
          "is not a regular expression: " + e.getDescription() + " at index " + e.getIndex());
      return Optional.empty();
    }
  }

  /** Whether replies are read from this topic. */
  boolean include(String topic) {
    return names.contains(topic) || pattern.filter(p -> p.matcher(topic).matches()).isPresent();
  }

  void subscribe(Consumer<?, ?> consumer, ConsumerRebalanceListener listener) {
    if (pattern.isPresent()) {
      consumer.subscribe(pattern.get(), listener);
    } else {
      consumer.subscribe(names, listener);
    }
  }

  /** Every partition of the topics, as far as the brokers know them. */
  List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    Stream<PartitionInfo> known =
        pattern.isPresent()
            ? consumer.listTopics().entrySet().stream()
                .filter(topic -> include(topic.getKey()))
                .flatMap(topic -> topic.getValue().stream())
            : names.stream().flatMap(name -> consumer.partitionsFor(name).stream());
    return known.map(p -> new TopicPartition(p.topic(), p.partition())).toList();
  }

  /** The configuration key that the topics were given with. */
  String key() {
    return pattern.isPresent() ? ReplyConfig.TOPIC_REGEX : ReplyConfig.TOPIC;
  }

  @Override
  public String toString() {
    return key() + "=" + pattern.map(Pattern::pattern).orElse(String.join(",", names));
  }
}
