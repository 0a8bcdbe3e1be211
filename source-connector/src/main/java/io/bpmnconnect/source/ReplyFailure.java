package io.bpmnconnect.source;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.connect.errors.ConnectException;

/** Says in plain words why replies cannot be read, and which key to look at. */
final class ReplyFailure {

  private ReplyFailure() {}

  static ConnectException of(ReplyConfig config, RuntimeException failure) {
    if (failure instanceof ConnectException known) {
      return known.getCause() instanceof ConnectException cause ? cause : known;
    }
    return new ConnectException(message(config, failure), failure);
  }

  /** Why the brokers do not let replies be read, or anything else that a client threw. */
  static String message(ReplyConfig config, Exception failure) {
    if (failure instanceof TopicAuthorizationException e) {
      return config.topics().key()
          + ": the brokers do not let these credentials read "
          + String.join(", ", e.unauthorizedTopics())
          + "; grant Read and Describe on the topic, or correct the credentials below "
          + ReplyConfig.CONSUMER_PREFIX;
    }
    if (failure instanceof GroupAuthorizationException) {
      return ReplyConfig.GROUP_ID
          + ": the brokers do not let these credentials join the group "
          + config.clients().group()
          + "; grant Read on the group, or set another";
    }
    if (failure instanceof AuthenticationException) {
      return ReplyConfig.CONSUMER_PREFIX
          + "*: the brokers do not accept these credentials: "
          + failure.getMessage();
    }
    if (failure instanceof InvalidTopicException) {
      return config.topics().key() + ": " + failure.getMessage();
    }
    return "replies cannot be read (" + config.topics() + "): " + failure;
  }

  static String unknownTopic(ReplyConfig config, String topic) {
    return config.topics().key()
        + ": there is no topic "
        + topic
        + " on "
        + config.clients().servers()
        + "; create it, or correct the name";
  }
}
