package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LastingClientTest {

  private static final Duration SHORT = Duration.ofMillis(500);
  private static final int CONNECTIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Throws on the client's I/O thread what the JVM throws anywhere when memory is short. */
  private static final Credentials FATAL_WHEN_REFUSED =
      new Credentials() {
        @Override
        public CompletionStage<Map<String, String>> headers() {
          return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public boolean refused(Map<String, String> headers) {
          throw new OutOfMemoryError("of a test");
        }

        @Override
        public void close() {}
      };

  @Test
  void goesOnWhenErrorsHaveEndedItsThreads() throws IOException {
    try (PlainServer refusing = PlainServer.answering(401, "{}");
        PlainServer server = PlainServer.answering(200, "{}");
        HttpTransport transport = open()) {
      for (int i = 0; i < 2; i++) {
        EngineException lost = failure(get(transport, refusing.address()));
        assertThat(lost.kind()).isIn(ErrorKind.TIMEOUT, ErrorKind.UNAVAILABLE);

        // As many connections at once as there may be: some belong to each of the threads.
        await("requests that all succeed")
            .atMost(PATIENCE)
            .until(() -> succeedAtOnce(transport, server));
      }
    }
  }

  private static boolean succeedAtOnce(HttpTransport transport, PlainServer server) {
    List<CompletableFuture<HttpAnswer>> answers =
        Stream.generate(() -> get(transport, server.address()).toCompletableFuture())
            .limit(CONNECTIONS)
            .toList();
    CompletableFuture<?> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    return all.handle((done, failure) -> failure == null).join();
  }

  /** One that a dying thread got takes all its time, and is not told of the end before. */
  private static CompletionStage<HttpAnswer> get(HttpTransport transport, URI uri) {
    return transport.send(Method.GET, uri, new byte[0], SHORT);
  }

  private static HttpTransport open() {
    return new HttpTransport(
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create("http://localhost"),
            new Authentication.None(),
            SHORT,
            SHORT,
            CONNECTIONS,
            "unit-test/1.0",
            NetworkSettings.DEFAULT,
            Map.of()),
        FATAL_WHEN_REFUSED);
  }
}
