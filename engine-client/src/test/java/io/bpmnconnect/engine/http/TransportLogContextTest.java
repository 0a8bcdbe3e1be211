package io.bpmnconnect.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What an adapter logs of an answer says whose it is, though tasks share the I/O threads. */
class TransportLogContextTest {

  private static final String KEY = "connector.context";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static HttpTransport open(String task) {
    MDC.put(KEY, task);
    try {
      return Transports.open(NetworkSettings.DEFAULT);
    } finally {
      MDC.clear();
    }
  }

  private static CompletionStage<String> contextOfAnswer(HttpTransport transport, PlainServer at) {
    return Transports.get(transport, at.holding()).thenApply(answer -> String.valueOf(context()));
  }

  private static String context() {
    return MDC.get(KEY);
  }

  @Test
  void answersAreReadInTheContextOfWhoOpenedTheTransport() throws IOException {
    try (PlainServer server = PlainServer.answering(200, "{}");
        HttpTransport one = open("one");
        HttpTransport other = open("other");
        HttpTransport nobodys = Transports.open(NetworkSettings.DEFAULT)) {
      CompletableFuture<String> first = contextOfAnswer(one, server).toCompletableFuture();
      CompletableFuture<String> second = contextOfAnswer(other, server).toCompletableFuture();
      CompletableFuture<String> third = contextOfAnswer(nobodys, server).toCompletableFuture();
      await().until(() -> server.held() == 3);

      server.release();

      assertThat(first).succeedsWithin(PATIENCE).isEqualTo("one");
      assertThat(second).succeedsWithin(PATIENCE).isEqualTo("other");
      assertThat(third).succeedsWithin(PATIENCE).isEqualTo("null");
    }
  }
}
