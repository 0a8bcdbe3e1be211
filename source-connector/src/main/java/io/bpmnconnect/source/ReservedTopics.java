package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Problems;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * The topics that jobs must not go to, since they are those of replies: a job's record has the
 * header of a reply, and would complete its own job.
 *
 * @param replies empty when no replies are read
 * @param replyErrors where replies that are of no use are written, if they are
 */
record ReservedTopics(Optional<ReplyTopics> replies, Optional<String> replyErrors) {

  /** Reads what there is; {@link ReplyConfig} tells what is wrong with it. */
  static ReservedTopics from(AbstractConfig config) {
    Optional<ReplyTopics> replies = ReplyTopics.from(config, new Problems());
    return new ReservedTopics(
        replies,
        replies.flatMap(
            read ->
                Optional.ofNullable(config.getString(ReplyConfig.ERRORS_TOPIC))
                    .filter(topic -> !topic.isBlank())));
  }

  /** Why jobs cannot go to a topic; empty when they can. */
  Optional<String> whyNot(String topic) {
    if (replies.filter(read -> read.include(topic)).isPresent()) {
      return Optional.of(
          "is one that replies are read from (" + replies.get() + "): a job would settle itself");
    }
    return replyErrors
        .filter(topic::equals)
        .map(errors -> "is that of replies that are of no use (" + ReplyConfig.ERRORS_TOPIC + ")");
  }
}
