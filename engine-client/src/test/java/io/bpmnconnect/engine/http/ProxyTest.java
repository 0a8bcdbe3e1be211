package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static io.bpmnconnect.engine.http.Transports.get;
import static io.bpmnconnect.engine.http.Transports.text;
import static io.bpmnconnect.engine.http.Transports.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way through a proxy, with and without TLS and credentials. */
@Timeout(60)
class ProxyTest {

  /** user:p&#228;ss, in UTF-8. */
  private static final String BASIC = "Basic dXNlcjpww6Rzcw==";

  private static final Optional<Authentication.Basic> LOGIN =
      Optional.of(new Authentication.Basic("user", "p\u00e4ss"));

  @TempDir private static Path directory;

  private static Authority.Identity identity;
  private static TlsSettings trust;

  @BeforeAll
  static void issue() throws Exception {
    Authority authority = Authority.create(directory, "authority");
    identity = authority.server();
    trust = trusting(text(authority.pem()));
  }

  private static TlsServer tlsServer() throws Exception {
    return TlsServer.with(identity.store("PKCS12"));
  }

  private static HttpTransport through(
      URI proxy, Optional<Authentication.Basic> login, String... bypass) {
    return Transports.open(
        Transports.with(trust, new ProxySettings(proxy, login, List.of(bypass))));
  }

  @Test
  void tlsGoesThroughATunnelAndTheLogInIsSentUnasked() throws Exception {
    try (TlsServer server = tlsServer();
        TinyProxy proxy = TinyProxy.expecting(BASIC);
        HttpTransport transport = through(proxy.address(), LOGIN)) {
      URI address = server.address("localhost");
      assertThat(result(get(transport, address)).status()).isEqualTo(204);
      assertThat(result(get(transport, address)).status()).isEqualTo(204);

      // At most one for each request: a connection is given back a moment after its answer.
      assertThat(proxy.heads())
          .hasSizeBetween(1, 2)
          .allSatisfy(head -> assertThat(head).startsWith("CONNECT localhost:" + server.port()));
    }
  }

  @Test
  void plainRequestsAreGivenToTheProxyWithTheLogIn() throws Exception {
    try (PlainServer server = PlainServer.answering(200, "{}");
        TinyProxy proxy = TinyProxy.expecting(BASIC);
        HttpTransport transport = through(proxy.address(), LOGIN)) {
      assertThat(result(get(transport, server.address())).status()).isEqualTo(200);

      assertThat(proxy.heads()).hasSize(1);
      assertThat(proxy.heads().get(0)).startsWith("GET " + server.address() + "/ HTTP/1.1");
    }
  }

  @Test
  void wrongCredentialsAreNotTakenForThoseOfTheEngine() throws Exception {
    for (boolean tls : List.of(true, false)) {
      try (TlsServer server = tlsServer();
          TinyProxy proxy = TinyProxy.expecting("Basic b3RoZXI=");
          HttpTransport transport = through(proxy.address(), LOGIN)) {
        URI address = tls ? server.address("localhost") : URI.create("http://localhost:1");
        EngineException failure = failure(get(transport, address));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure)
            .hasMessage(
                "engine answered 407 Proxy Authentication Required: this is not the engine's word,"
                    + " but that of the proxy %s",
                proxy.address());
      }
    }
  }

  @Test
  void missingCredentialsAreMissed() throws Exception {
    try (TlsServer server = tlsServer();
        TinyProxy proxy = TinyProxy.expecting(BASIC);
        HttpTransport transport = through(proxy.address(), Optional.empty())) {
      EngineException failure = failure(get(transport, server.address("localhost")));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure.status()).hasValue(407);
    }
  }

  @Test
  void aProxyThatDoesNotLeadToTheEngineIsNotTakenForIt() throws Exception {
    for (String refusal : List.of("403 Forbidden", "404 Not Found", "502 Bad Gateway")) {
      try (TlsServer server = tlsServer();
          TinyProxy proxy = TinyProxy.refusing(refusal);
          HttpTransport transport = through(proxy.address(), Optional.empty())) {
        EngineException failure = failure(get(transport, server.address("localhost")));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure.status()).isEmpty();
        assertThat(failure)
            .hasMessage(
                "the proxy %s does not lead to %s: it answers %s",
                proxy.address(), server.address("localhost"), refusal);
      }
    }
  }

  @Test
  void aProxyThatIsAwayIsBlamedInPlaceOfTheEngine() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }

    try (HttpTransport transport = through(nobody, Optional.empty())) {
      assertThat(failure(get(transport, URI.create("https://engine.example"))))
          .hasMessage(
              "the proxy %s on the way to https://engine.example refuses connections", nobody);
    }
  }

  @Test
  void theNameOfTheEngineIsLookedUpByTheProxyOnly() throws Exception {
    try (TinyProxy proxy = TinyProxy.refusing("504 Gateway Timeout");
        HttpTransport transport = through(proxy.address(), Optional.empty())) {
      assertThat(failure(get(transport, URI.create("https://engine.invalid"))))
          .hasMessageContaining("it answers 504");
      assertThat(proxy.hasSeen("CONNECT engine.invalid:443")).isTrue();
    }
  }

  @Test
  void someHostsAreReachedWithoutTheProxy() throws Exception {
    try (TlsServer server = tlsServer();
        TinyProxy proxy = TinyProxy.refusing("403 Forbidden");
        HttpTransport transport = through(proxy.address(), Optional.empty(), "LOCALhost")) {
      assertThat(result(get(transport, server.address("localhost"))).status()).isEqualTo(204);

      assertThat(proxy.heads()).isEmpty();
    }
  }

  @Test
  void aBypassMayNameTheEndOfNames() {
    ProxySettings proxy =
        new ProxySettings(
            URI.create("http://proxy:3128"), Optional.empty(), List.of("engine", "*.internal"));

    assertThat(proxy.isBypassedFor("engine")).isTrue();
    assertThat(proxy.isBypassedFor("a.b.INTERNAL")).isTrue();
    assertThat(proxy.isBypassedFor("internal")).isFalse();
    assertThat(proxy.isBypassedFor("my-engine")).isFalse();
    assertThat(proxy.isBypassedFor("notinternal")).isFalse();
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(new ProxySettings(URI.create("http://proxy:3128"), LOGIN, List.of()).toString())
        .doesNotContain("p\u00e4ss");
  }
}
