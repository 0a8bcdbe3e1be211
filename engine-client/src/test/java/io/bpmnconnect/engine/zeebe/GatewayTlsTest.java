package io.bpmnconnect.engine.zeebe;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.http.AskingServer;
import io.bpmnconnect.engine.http.Authority;
import io.bpmnconnect.engine.http.Nginx;
import io.bpmnconnect.engine.http.TinyProxy;
import io.bpmnconnect.engine.http.Transports;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and mTLS with a gateway behind a real nginx. */
@Timeout(120)
class GatewayTlsTest {

  private static final EngineCommand SIGNAL =
      new BroadcastSignal("alarm", Map.of(), Optional.empty());

  @TempDir private static Path shared;

  private static Authority authority;
  private static Authority.Identity server;
  private static Authority.Identity client;

  @TempDir private Path directory;

  private final ScriptedGateway gateway = new ScriptedGateway();

  @BeforeAll
  static void prepare() throws Exception {
    assumeTrue(Nginx.program().isPresent(), "nginx is missing: apt-get install nginx");
    authority = Authority.create(shared, "authority");
    server = authority.server();
    client = authority.issue("client");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  /** Hands calls to the gateway, and the name of the client with them. */
  private Nginx nginx(String clients) throws Exception {
    return Nginx.start(
        directory,
        server,
        clients,
        "location / { grpc_pass grpc://127.0.0.1:"
            + gateway.port()
            + "; grpc_set_header x-client $ssl_client_s_dn; }");
  }

  private static ZeebeGrpcEngine open(Nginx nginx, TlsSettings tls) {
    return open(nginx.address(""), Transports.with(tls));
  }

  private static ZeebeGrpcEngine open(URI url, NetworkSettings network) {
    return new ZeebeGrpcEngine(ScriptedGateway.settings(url, network));
  }

  private static TlsSettings trusting() throws Exception {
    return Transports.trusting(Transports.text(authority.pem()));
  }

  private static TlsSettings named() throws Exception {
    return Transports.trusting(
        Transports.text(authority.pem()), Transports.text(client.chainPem(), client.keyPem()));
  }

  private void answers() {
    gateway.answer(BroadcastSignalResponse.newBuilder().setKey(1).build());
  }

  private static void assertCommands(ZeebeGrpcEngine engine) throws Exception {
    assertThat(result(engine.execute(SIGNAL))).isEqualTo(new SignalBroadcast("1"));
  }

  @Test
  void commandsGoOverTls() throws Exception {
    answers();
    try (Nginx nginx = nginx("");
        ZeebeGrpcEngine engine = open(nginx, trusting())) {
      assertCommands(engine);
    }
  }

  @Test
  void theClientIsNamedByItsCertificate() throws Exception {
    answers();
    try (Nginx nginx = nginx(authority.pem());
        ZeebeGrpcEngine engine = open(nginx, named())) {
      assertCommands(engine);
      assertThat(gateway.received().get(0).header("x-client")).isEqualTo("CN=client");
    }
  }

  @Test
  void jobsArePushedOverTlsToANamedClient() throws Exception {
    gateway.hold(Jobs.job(1));
    BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    try (Nginx nginx = nginx(authority.pem());
        ZeebeGrpcEngine engine = open(nginx, named())) {
      JobStream stream = engine.openJobStream(pay(), arrivals(keys));
      assertThat(keys.poll(20, TimeUnit.SECONDS)).isEqualTo("1");

      gateway.push(Jobs.job(2));
      assertThat(keys.poll(20, TimeUnit.SECONDS)).isEqualTo("2");

      stream.close();
      await().until(() -> gateway.cancelled() == 1);
    }
  }

  private static JobActivation pay() {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofSeconds(60), List.of(), List.of(), JobActivation.Filter.ALL)),
        "w-1",
        1,
        Duration.ZERO,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  private static JobStream.Listener arrivals(BlockingQueue<String> keys) {
    return new JobStream.Listener() {
      @Override
      public void activated(ActivatedJob job) {
        keys.add(job.key());
      }

      @Override
      public void ended(Optional<EngineException> failure) {
        failure.ifPresent(end -> keys.add(end.getMessage()));
      }
    };
  }

  @Test
  void tlsGoesThroughATunnelOfAProxy() throws Exception {
    answers();
    try (Nginx nginx = nginx("");
        TinyProxy proxy = TinyProxy.open();
        ZeebeGrpcEngine engine =
            open(
                nginx.address(""),
                Transports.with(
                    trusting(), new ProxySettings(proxy.address(), Optional.empty(), List.of())))) {
      assertCommands(engine);
      assertThat(proxy.hasSeen("CONNECT localhost:" + nginx.address("").getPort())).isTrue();
    }
  }

  @Test
  void aServerOfAnUnknownAuthorityIsNotTrusted() throws Exception {
    Authority other = Authority.create(directory, "other");
    try (Nginx nginx = nginx("");
        ZeebeGrpcEngine engine = open(nginx, Transports.trusting(Transports.text(other.pem())))) {
      EngineException failure = failure(engine.execute(SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage(
              "no TLS connection to %s: the server's certificate is not trusted; add it, or the"
                  + " authority that signed it, to the configured trust store",
              nginx.address(""));
    }
    assertThat(gateway.received()).isEmpty();
  }

  @Test
  void aServerWithACertificateForAnotherHostIsRefused() throws Exception {
    Authority.Identity elsewhere = authority.issue("elsewhere", "-ext", "san=dns:engine.example");
    try (Nginx nginx = Nginx.start(directory, elsewhere, "", "location / { return 204; }");
        ZeebeGrpcEngine engine = open(nginx, trusting())) {
      assertThat(failure(engine.execute(SIGNAL)))
          .hasMessageContaining("the server's certificate is for another host");
    }
  }

  @Test
  void aClientWithoutACertificateIsToldSo() throws Exception {
    try (Nginx nginx = nginx(authority.pem());
        ZeebeGrpcEngine engine = open(nginx, trusting())) {
      EngineException failure = failure(engine.execute(SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage(
              "no gateway answers at %s: the server does not accept this client's certificate, or"
                  + " has got none; see to the key store",
              nginx.address(""));
    }
    assertThat(gateway.received()).isEmpty();
  }

  @Test
  void aServerThatRefusesTheClientByAnAlertIsUnderstood() throws Exception {
    Authority other = Authority.create(directory, "other");
    Authority.Identity stranger = other.issue("stranger");
    try (AskingServer asking = AskingServer.start(server.store("PKCS12"), authority)) {
      try (ZeebeGrpcEngine engine = open(asking.address(), Transports.with(trusting()))) {
        assertThat(failure(engine.execute(SIGNAL)))
            .hasMessageContaining("the server asks for a certificate of this client");
      }
      TlsSettings unknown =
          Transports.trusting(
              Transports.text(authority.pem()),
              Transports.text(stranger.chainPem(), stranger.keyPem()));
      try (ZeebeGrpcEngine engine = open(asking.address(), Transports.with(unknown))) {
        EngineException failure = failure(engine.execute(SIGNAL));

        assertThat(failure).hasMessageContaining("does not accept the certificate of this client");
        assertThat(failure.isAmbiguous()).isFalse();
      }
    }
  }

  @Test
  void filesThatAreReplacedAreUsedByNewConnections() throws Exception {
    Authority other = Authority.create(directory, "other");
    Path trust = replace("trust.pem", other.pem());
    Path keys = replace("keys.pem", client.keyPem() + client.chainPem());
    try (Nginx nginx = nginx(authority.pem());
        ZeebeGrpcEngine engine =
            open(nginx, Transports.trusting(Transports.pemFile(trust), Transports.pemFile(keys)))) {
      assertThat(failure(engine.execute(SIGNAL))).hasMessageContaining("is not trusted");

      replace("trust.pem", authority.pem());
      answers();
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(() -> assertCommands(engine));
    }
    assertThat(gateway.received().get(0).header("x-client")).isEqualTo("CN=client");
  }

  /** As a rotation does it: never half-written. */
  private Path replace(String name, String content) throws Exception {
    Path written = Files.writeString(directory.resolve(name + ".new"), content);
    return Files.move(written, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
