package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.core5.http.Method;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of each way in which TLS can fail, and that nothing else passes for TLS. */
@Timeout(60)
class TlsFaultTest {

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

  @TempDir private Path directory;

  @AfterEach
  void trustWhatJavaTrusts() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
  }

  private static void trust(Path store) {
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE_PASSWORD, TlsServer.PASSWORD);
  }

  private static String describe(Exception fault) {
    return TlsFault.describe(fault, TlsSettings.DEFAULT);
  }

  private static CompletionStage<HttpAnswer> get(HttpTransport transport, URI uri) {
    return transport.send(Method.GET, uri, new byte[0], Duration.ofSeconds(10));
  }

  private static HttpTransport transport(URI uri) {
    return new HttpTransport(
        new EngineSettings(
            EngineType.CAMUNDA8,
            uri,
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            1,
            "unit-test/1.0",
            NetworkSettings.DEFAULT,
            Map.of()),
        Credentials.fixed(Map.of()));
  }

  private static EngineException failureAt(URI uri) {
    try (HttpTransport transport = transport(uri)) {
      return failure(get(transport, uri));
    }
  }

  @Test
  void aTrustedCertificateForTheHostIsAccepted() throws Exception {
    Path store = TlsServer.certificate(directory, "-ext", "san=dns:localhost,ip:127.0.0.1");
    trust(store);

    try (TlsServer server = TlsServer.with(store);
        HttpTransport transport = transport(server.address("localhost"))) {
      assertThat(result(get(transport, server.address("localhost"))).status()).isEqualTo(204);
      assertThat(result(get(transport, server.address("127.0.0.1"))).status()).isEqualTo(204);
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsNamedSo() throws Exception {
    Path store = TlsServer.certificate(directory, "-ext", "san=dns:localhost");

    try (TlsServer server = TlsServer.with(store)) {
      EngineException failure = failureAt(server.address("localhost"));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessage(
              "no TLS connection to %s: the server's certificate is not trusted; add it, or the"
                  + " authority that signed it, to the trust store of this Java process"
                  + " (javax.net.ssl.trustStore)",
              server.address("localhost"));
    }
  }

  @Test
  void aTrustStoreThatCannotBeReadIsNamedSo() throws Exception {
    Path store = TlsServer.certificate(directory, "-ext", "san=dns:localhost");
    System.setProperty(TRUST_STORE, store.toString()); // but not its password

    try (TlsServer server = TlsServer.with(store)) {
      assertThat(failureAt(server.address("localhost")))
          .hasMessage(
              "no TLS connection to %s: this Java process trusts no certificate at all; see whether"
                  + " its trust store can be read with its password (javax.net.ssl.trustStore,"
                  + " javax.net.ssl.trustStorePassword)",
              server.address("localhost"));
    }
  }

  @Test
  void aTrustedCertificateForAnotherHostIsRefused() throws Exception {
    Path store = TlsServer.certificate(directory, "-ext", "san=dns:engine.example");
    trust(store);

    try (TlsServer server = TlsServer.with(store)) {
      EngineException failure = failureAt(server.address("localhost"));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessageStartingWith(
              "no TLS connection to %s: the server's certificate is for another host (",
              server.address("localhost"))
          .hasMessageContaining("localhost")
          .hasMessageEndingWith("); use a host name that it is for");
      assertThat(failureAt(server.address("127.0.0.1")))
          .hasMessageContaining("is for another host")
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void aServerThatHangsUpInTheHandshakeIsUnavailable() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      hangUpOnTheFirst(listener);
      URI uri = URI.create("https://127.0.0.1:" + listener.getLocalPort());

      EngineException failure = failureAt(uri);

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure).hasMessageContaining(uri.toString());
    }
  }

  @Test
  void tlsThatBreaksAfterTheRequestWasSentMayHaveCarriedTheCommand() throws Exception {
    Authority authority = Authority.create(directory, "authority");

    try (GarblingServer server = GarblingServer.with(authority.server().store("PKCS12"));
        HttpTransport transport =
            Transports.open(
                Transports.with(Transports.trusting(Transports.text(authority.pem()))))) {
      EngineException failure = failure(get(transport, server.address()));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isTrue();
      assertThat(failure)
          .hasMessageStartingWith("cannot talk to %s: ", server.address())
          .hasCauseInstanceOf(SSLException.class);
    }
  }

  private static void hangUpOnTheFirst(ServerSocket listener) {
    Thread server =
        new Thread(
            () -> {
              try (Socket connection = listener.accept()) {
                connection.getInputStream().read();
              } catch (IOException closed) {
                // the test is over
              }
            });
    server.setDaemon(true);
    server.start();
  }

  @Test
  void plainHttpToAPortForTlsGetsNoAnswer() throws Exception {
    Path store = TlsServer.certificate(directory, "-ext", "san=dns:localhost");

    try (TlsServer server = TlsServer.with(store)) {
      URI plain = URI.create(server.address("localhost").toString().replace("https", "http"));

      EngineException failure = failureAt(plain);

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessage(plain + " closed the connection before its answer was complete");
    }
  }

  @Test
  void anExpiredCertificateIsNamedSo() {
    Exception fault = new SSLHandshakeException("PKIX path validation failed");
    fault.initCause(new CertificateExpiredException("NotAfter: yesterday"));

    assertThat(describe(fault))
        .isEqualTo(
            "the server's certificate is not valid at this time (PKIX path validation failed);"
                + " renew it, or set the clock");
  }

  @Test
  void whatIsNotKnownIsToldInTheWordsOfJava() {
    assertThat(describe(new SSLHandshakeException("Received fatal alert: handshake_failure")))
        .isEqualTo("Received fatal alert: handshake_failure");
  }

  @Test
  void theTwoWordingsOfAPlainAnswerAreKnown() {
    assertThat(describe(new SSLHandshakeException("Unsupported or unrecognized SSL message")))
        .isEqualTo(
            describe(new SSLHandshakeException("Unrecognized SSL message, plaintext connection?")));
  }
}
