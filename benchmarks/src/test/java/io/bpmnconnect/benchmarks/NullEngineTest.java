package io.bpmnconnect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NullEngineTest {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private NullEngine engine;

  @BeforeEach
  void start() throws IOException {
    engine = NullEngine.start();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(engine.address().resolve(path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/messages/publication, 200, messageKey",
    "/v2/process-instances, 200, processInstanceKey",
    "/v2/jobs/1/completion, 204, ''"
  })
  void commandsAreAnsweredAndCounted(String path, int status, String content) throws Exception {
    HttpResponse<String> answer = post(path, "{}");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(content);
    assertThat(engine.commands()).isEqualTo(1);
  }

  @Test
  void thereAreAsManyJobsAsAreAskedFor() throws Exception {
    HttpResponse<String> answer =
        post("/v2/jobs/activation", "{\"type\":\"pay\",\"maxJobsToActivate\":3}");

    JsonNode jobs = new ObjectMapper().readTree(answer.body()).path("jobs");
    assertThat(jobs).hasSize(3).allMatch(job -> job.path("type").asText().equals("pay"));
    assertThat(jobs).extracting(job -> job.path("jobKey").asLong()).doesNotHaveDuplicates();
    assertThat(engine.commands()).as("to ask for jobs is no command").isZero();
  }

  @Test
  void aLargeBodyIsReadToItsEnd() throws Exception {
    post("/v2/messages/publication", "x".repeat(1_000_000));
    post("/v2/messages/publication", "{}");

    assertThat(engine.commands()).isEqualTo(2);
  }

  @Test
  void requestsMayComeInPiecesAndTogether() throws Exception {
    String request = "POST /v2/process-instances HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
    String all = request + request;
    try (SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(engine.address().getHost(), engine.address().getPort()))) {
      for (String part : new String[] {all.substring(0, 30), all.substring(30)}) {
        channel.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.ISO_8859_1)));
      }

      await().until(() -> engine.commands() == 2);
    }
  }
}
