package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static io.bpmnconnect.engine.http.Transports.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How large an answer may be, however it is sent; and that it may be compressed. */
@Timeout(60)
class ResponseLimitTest {

  private static final int LIMIT = 100_000;

  private static final NetworkSettings LIMITED =
      new NetworkSettings(
          NetworkSettings.DEFAULT.tls(),
          NetworkSettings.DEFAULT.proxy(),
          NetworkSettings.DEFAULT.maxConnectionAge(),
          NetworkSettings.DEFAULT.maxConnectionIdle(),
          LIMIT);

  private static final Map<String, String> CHUNKED = Map.of("Transfer-Encoding", "chunked");
  private static final Map<String, String> GZIP = Map.of("Content-Encoding", "gzip");

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content);
    }
    return compressed.toByteArray();
  }

  private static void assertBrokenOff(byte[] body, Map<String, String> headers) throws Exception {
    try (PlainServer server = PlainServer.answering(body, headers);
        HttpTransport transport = Transports.open(LIMITED, 1)) {
      for (int attempt = 0; attempt < 3; attempt++) {
        EngineException failure = failure(get(transport, server.address()));

        assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(failure.isAmbiguous()).isTrue();
        assertThat(failure)
            .hasMessage(
                "%s gives an answer of more than 100000 bytes, the configured limit; raise it, or"
                    + " ask for less at once",
                server.address());
      }
    }
  }

  @Test
  void anAnswerOfJustTheLimitIsRead() throws Exception {
    try (PlainServer server = PlainServer.answering(new byte[LIMIT], CHUNKED);
        HttpTransport transport = Transports.open(LIMITED)) {
      assertThat(result(get(transport, server.address())).body()).hasSize(LIMIT);
    }
  }

  @Test
  void anAnswerThatSaysThatItIsTooLargeIsNotRead() throws Exception {
    assertBrokenOff(new byte[LIMIT + 1], Map.of());
  }

  @Test
  void anAnswerThatTurnsOutToBeTooLargeIsBrokenOff() throws Exception {
    assertBrokenOff(new byte[50 * LIMIT], CHUNKED);
  }

  @Test
  void anAnswerThatIsSmallOnlyWhileCompressedIsBrokenOff() throws Exception {
    byte[] bomb = gzip(new byte[200 * LIMIT]);

    assertThat(bomb.length).isLessThan(LIMIT);
    assertBrokenOff(bomb, GZIP);
  }

  @Test
  void compressedAnswersAreAskedForAndRead() throws Exception {
    byte[] content =
        "{\"jobs\":[]}".repeat(5_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

    try (PlainServer server = PlainServer.answering(gzip(content), GZIP);
        HttpTransport transport = Transports.open(LIMITED)) {
      assertThat(result(get(transport, server.address())).body()).isEqualTo(content);
      assertThat(server.encodings().get(0)).contains("gzip");
    }
  }

  @Test
  void anAnswerThatIsNotCompressedAsItSaysIsAFault() throws Exception {
    try (PlainServer server = PlainServer.answering(new byte[100], GZIP);
        HttpTransport transport = Transports.open(LIMITED)) {
      assertThat(failure(get(transport, server.address()))).hasMessageContaining("GZIP");
    }
  }

  @Test
  void headersWithoutEndAreAFault() throws Exception {
    try (PlainServer server =
            PlainServer.answering(new byte[1], Map.of("X-Long", "x".repeat(200_000)));
        HttpTransport transport = Transports.open(LIMITED)) {
      EngineException failure = failure(get(transport, server.address()));

      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(failure).hasMessageContaining("Maximum line length limit exceeded");
    }
  }
}
