package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static io.bpmnconnect.engine.http.Transports.get;
import static io.bpmnconnect.engine.http.Transports.text;
import static io.bpmnconnect.engine.http.Transports.trusting;
import static io.bpmnconnect.engine.http.Transports.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.hc.core5.http.Method;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2, mTLS and compression with the server that many put in front of an engine. */
@Timeout(120)
class NginxTest {

  @TempDir private static Path shared;

  private static Authority authority;
  private static Authority.Identity server;
  private static Authority.Identity client;

  @TempDir private Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    assumeTrue(Nginx.program().isPresent(), "nginx is missing: apt-get install nginx");
    authority = Authority.create(shared, "authority");
    server = authority.server();
    client = authority.issue("client");
  }

  private Nginx nginx(String options) throws Exception {
    return Nginx.start(directory, server, "", options);
  }

  private static String leadingTo(PlainServer server) {
    return "location / { proxy_http_version 1.1; proxy_pass " + server.address() + "; }";
  }

  private static HttpTransport open(int connections) throws Exception {
    return Transports.open(with(trusting(text(authority.pem()))), connections);
  }

  private static String body(CompletionStage<HttpAnswer> answer) throws Exception {
    return new String(result(answer).body(), StandardCharsets.UTF_8);
  }

  @Test
  void http2IsSpokenWhereItIsOffered() throws Exception {
    try (Nginx nginx = nginx("");
        HttpTransport transport = open(8)) {
      assertThat(body(get(transport, nginx.address("/protocol")))).isEqualTo("HTTP/2.0");
    }
  }

  @Test
  void http2IsSpokenThroughAProxy() throws Exception {
    try (Nginx nginx = nginx("");
        TinyProxy proxy = TinyProxy.open();
        HttpTransport transport =
            Transports.open(
                with(
                    trusting(text(authority.pem())),
                    new ProxySettings(proxy.address(), Optional.empty(), List.of())))) {
      assertThat(body(get(transport, nginx.address("/protocol")))).isEqualTo("HTTP/2.0");
      assertThat(proxy.heads()).hasSize(1);
    }
  }

  @Test
  void theClientIsNamedByItsCertificate() throws Exception {
    NetworkSettings named =
        with(trusting(text(authority.pem()), text(client.chainPem(), client.keyPem())));

    try (Nginx nginx = Nginx.start(directory, server, authority.pem(), "");
        HttpTransport transport = Transports.open(named);
        HttpTransport nameless = open(8)) {
      assertThat(body(get(transport, nginx.address("/client")))).isEqualTo("CN=client");
      assertThat(result(get(nameless, nginx.address("/client"))).status()).isEqualTo(400);
    }
  }

  @Test
  void aServerThatOnlyHasAnOldVersionIsRefused() throws Exception {
    try (Nginx nginx = nginx("ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;");
        HttpTransport transport = open(8)) {
      EngineException failure = failure(get(transport, nginx.address("/protocol")));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("protocol_version");
    }
  }

  @Test
  void compressedAnswersAreReadOverHttp2() throws Exception {
    String jobs = "{\"jobs\":[]}".repeat(10_000);

    try (PlainServer engine =
            PlainServer.answering(
                jobs.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "application/json"));
        Nginx nginx = nginx("gzip on; gzip_types application/json; " + leadingTo(engine));
        HttpTransport transport = open(8)) {
      assertThat(body(get(transport, nginx.address("/jobs")))).isEqualTo(jobs);
    }
  }

  @Test
  void longPollsAndCommandsDoNotHoldEachOtherUp() throws Exception {
    try (PlainServer engine = PlainServer.answering(200, "{}");
        Nginx nginx = nginx("http2_max_concurrent_streams 2; " + leadingTo(engine));
        HttpTransport transport = open(8)) {
      List<CompletionStage<HttpAnswer>> polls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        polls.add(get(transport, nginx.address("/held/" + i)));
      }
      List<CompletionStage<HttpAnswer>> commands = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        commands.add(get(transport, nginx.address("/command")));
      }

      for (CompletionStage<HttpAnswer> command : commands) {
        assertThat(result(command).status()).isEqualTo(200);
      }
      assertThat(polls).noneMatch(poll -> poll.toCompletableFuture().isDone());
    }
  }

  @Test
  void aConnectionThatTheServerHasUsedUpIsReplacedWithoutLosingARequest() throws Exception {
    try (PlainServer engine = PlainServer.answering(200, "{}");
        Nginx nginx = nginx("keepalive_requests 3; " + leadingTo(engine));
        HttpTransport transport = open(4)) {
      List<CompletionStage<HttpAnswer>> commands = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        commands.add(get(transport, nginx.address("/command")));
      }

      int answered = 0;
      for (CompletionStage<HttpAnswer> command : commands) {
        try {
          assertThat(result(command).status()).isEqualTo(200);
          answered++;
        } catch (ExecutionException e) {
          // it may have been sent just when the server had said goodbye; the server tells so
          assertThat(EngineException.from(e).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
          assertThat(EngineException.from(e).isAmbiguous()).as(e.toString()).isFalse();
        }
      }
      assertThat(answered).isGreaterThan(commands.size() / 2);
    }
  }

  @Test
  void aServerThatKeepsSilentOverHttp2IsATimeoutAndFreesItsConnection() throws Exception {
    try (PlainServer engine = PlainServer.answering(200, "{}");
        Nginx nginx = nginx(leadingTo(engine));
        HttpTransport transport = open(1)) {
      for (int i = 0; i < 3; i++) {
        EngineException failure =
            failure(
                transport.send(
                    Method.GET, nginx.address("/held"), new byte[0], Duration.ofMillis(300)));

        assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(failure).hasMessageContaining("did not answer in time (300 MILLISECONDS)");
      }
      assertThat(result(get(transport, nginx.address("/command"))).status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsBrokenOffOverHttp2() throws Exception {
    NetworkSettings other = with(trusting(text(authority.pem())));
    NetworkSettings limited =
        new NetworkSettings(
            other.tls(),
            other.proxy(),
            other.maxConnectionAge(),
            other.maxConnectionIdle(),
            100_000);

    try (PlainServer engine =
            PlainServer.answering(new byte[5_000_000], Map.of("Transfer-Encoding", "chunked"));
        Nginx nginx = nginx(leadingTo(engine));
        HttpTransport transport = Transports.open(limited, 1)) {
      for (int i = 0; i < 3; i++) {
        assertThat(failure(get(transport, nginx.address("/large"))))
            .hasMessageContaining("gives an answer of more than 100000 bytes");
      }
      assertThat(body(get(transport, nginx.address("/protocol")))).isEqualTo("HTTP/2.0");
    }
  }
}
