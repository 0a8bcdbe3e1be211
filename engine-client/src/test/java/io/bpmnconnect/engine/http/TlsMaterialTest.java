package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static io.bpmnconnect.engine.http.Transports.file;
import static io.bpmnconnect.engine.http.Transports.get;
import static io.bpmnconnect.engine.http.Transports.pemFile;
import static io.bpmnconnect.engine.http.Transports.text;
import static io.bpmnconnect.engine.http.Transports.trusting;
import static io.bpmnconnect.engine.http.Transports.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.TlsStore;
import io.bpmnconnect.engine.http.Authority.Identity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trust and keys of every format, against servers that do and do not ask for a client's name. */
@Timeout(120)
class TlsMaterialTest {

  @TempDir private static Path shared;

  private static Authority authority;
  private static Authority stranger;
  private static Identity server;
  private static Identity client;

  @TempDir private Path directory;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.create(shared, "authority");
    stranger = Authority.create(shared, "stranger");
    server = authority.server();
    client = authority.issue("client");
  }

  private static TlsServer open() throws Exception {
    return TlsServer.with(server.store("PKCS12"));
  }

  private static TlsServer openForClients() throws Exception {
    return TlsServer.forClients(server.store("PKCS12"), authority.trust("PKCS12"));
  }

  private Path write(String name, String content) throws Exception {
    Path written = Files.writeString(directory.resolve(name + ".new"), content);
    return Files.move(written, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static int status(TlsServer server, TlsSettings tls) throws Exception {
    try (HttpTransport transport = Transports.open(with(tls))) {
      return result(get(transport, server.address("localhost"))).status();
    }
  }

  private static EngineException failureOf(TlsServer server, TlsSettings tls) {
    try (HttpTransport transport = Transports.open(with(tls))) {
      return failure(get(transport, server.address("localhost")));
    }
  }

  @Test
  void trustStoresOfEveryFormatAreRead() throws Exception {
    try (TlsServer server = open()) {
      for (TlsStore store :
          List.of(
              file(Authority.write(authority.trust("PKCS12"), directory.resolve("trust.p12"))),
              file(Authority.write(authority.trust("JKS"), directory.resolve("trust.jks"))),
              pemFile(write("trust.pem", stranger.pem() + "a note\n" + authority.pem())),
              text(authority.pem()))) {
        assertThat(status(server, trusting(store))).isEqualTo(204);
      }
    }
  }

  @Test
  void keyStoresOfEveryFormatNameTheClient() throws Exception {
    TlsStore trust = text(authority.pem());
    Path chain = write("chain.pem", client.chainPem());
    List<TlsStore> stores =
        List.of(
            file(Authority.write(client.store("PKCS12"), directory.resolve("client.p12"))),
            file(Authority.write(client.store("JKS"), directory.resolve("client.jks"))),
            pemFile(write("client.pem", client.keyPem() + client.chainPem())),
            new TlsStore.InFile(
                Optional.of(TlsStore.Type.PEM),
                chain,
                Optional.of(write("key.pem", client.encryptedKeyPem())),
                Optional.empty(),
                Optional.of(Authority.PASSWORD)),
            text(client.chainPem(), client.keyPem()));

    try (TlsServer server = openForClients()) {
      for (TlsStore store : stores) {
        assertThat(status(server, trusting(trust, store))).isEqualTo(204);
      }

      assertThat(server.clients()).hasSameSizeAs(stores).containsOnly("CN=client");
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTrusted() throws Exception {
    try (TlsServer server = open()) {
      EngineException failure = failureOf(server, trusting(text(stranger.pem())));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessageContaining("the server's certificate is not trusted; add it")
          .hasMessageEndingWith("to the configured trust store");
    }
  }

  @Test
  void whatJavaTrustsDoesNotCountBesideATrustStore() throws Exception {
    Path store = Authority.write(authority.trust("PKCS12"), directory.resolve("java.p12"));
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", Authority.PASSWORD);
    try (TlsServer server = open()) {
      assertThat(status(server, TlsSettings.DEFAULT)).isEqualTo(204);
      assertThat(failureOf(server, trusting(text(stranger.pem()))))
          .hasMessageContaining("not trusted");
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }

  @Test
  void theHostNameIsCheckedWithATrustStoreOfOurOwn() throws Exception {
    Identity other = authority.issue("other", "-ext", "san=dns:engine.example");

    try (TlsServer server = TlsServer.with(other.store("PKCS12"))) {
      assertThat(failureOf(server, trusting(text(authority.pem()))))
          .hasMessageContaining("the server's certificate is for another host");
    }
  }

  @Test
  void aClientWithoutANameIsRefusedByAServerThatAsksForOne() throws Exception {
    try (AskingServer server = AskingServer.start(server().store("PKCS12"), authority);
        HttpTransport transport = Transports.open(with(trusting(text(authority.pem()))))) {
      EngineException failure = failure(get(transport, server.address()));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertRefused(
          failure, "the server asks for a certificate of this client", "configure a key store");
    }
  }

  @Test
  void aClientOfAnotherAuthorityIsRefused() throws Exception {
    Identity unknown = stranger.issue("unknown");
    TlsSettings tls = trusting(text(authority.pem()), text(unknown.chainPem(), unknown.keyPem()));

    try (AskingServer server = AskingServer.start(server().store("PKCS12"), authority);
        HttpTransport transport = Transports.open(with(tls))) {
      EngineException failure = failure(get(transport, server.address()));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertRefused(failure, "the server does not accept the certificate of this client");
    }
  }

  /**
   * In TLS 1.3 a connection is there before the server has looked at the client's certificate: when
   * its alert comes before the request is taken up, HttpClient tells the end of the connection
   * only.
   */
  private static void assertRefused(EngineException failure, String... why) {
    assertThat(failure)
        .satisfiesAnyOf(
            told -> assertThat(told.getMessage()).contains(why),
            told ->
                assertThat(told)
                    .hasMessageEndingWith("closed the connection before it took the request"));
  }

  private static Identity server() {
    return server;
  }

  @Test
  void anExpiredServerIsRefused() throws Exception {
    Identity expired =
        authority.issue(
            "expired", "-ext", "san=dns:localhost", "-startdate", "-3d", "-validity", "1");

    try (TlsServer server = TlsServer.with(expired.store("PKCS12"))) {
      EngineException failure = failureOf(server, trusting(text(authority.pem())));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure)
          .hasMessageContaining("the server's certificate is not valid at this time")
          .hasMessageContaining("renew it, or set the clock");
    }
  }

  @Test
  void onlyTheVersionsThatAreNotBrokenAreOffered() throws Exception {
    try (HelloServer server = new HelloServer();
        HttpTransport transport = Transports.open(with(TlsSettings.DEFAULT))) {
      failure(get(transport, server.address()));

      assertThat(server.offeredVersions()).containsExactlyInAnyOrder(0x0304, 0x0303);
    }
  }

  @Test
  void aReplacedTrustStoreIsUsedByNewConnections() throws Exception {
    Path trust = write("trust.pem", stranger.pem());

    try (TlsServer server = open();
        HttpTransport transport = Transports.open(with(trusting(pemFile(trust))))) {
      URI address = server.address("localhost");
      assertThat(failure(get(transport, address))).hasMessageContaining("not trusted");

      write("trust.pem", authority.pem());

      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(result(get(transport, address)).status()).isEqualTo(204));
    }
  }

  @Test
  void aReplacedKeyIsUsedByNewConnections() throws Exception {
    Identity renewed = authority.issue("renewed");
    Path chain = write("chain.pem", client.chainPem());
    TlsStore keys =
        new TlsStore.InFile(
            Optional.empty(),
            chain,
            Optional.of(write("key.pem", client.keyPem())),
            Optional.empty(),
            Optional.empty());
    TlsMaterial material = TlsMaterial.read(trusting(text(authority.pem()), keys));

    try (TlsServer server = openForClients()) {
      assertThat(Handshakes.with(material, server)).isEqualTo("CN=client");

      write("chain.pem", renewed.chainPem());
      write("key.pem", renewed.keyPem());

      await()
          .untilAsserted(
              () -> assertThat(Handshakes.with(material, server)).isEqualTo("CN=renewed"));
      assertThat(Handshakes.withManagers(material, server)).isEqualTo("CN=renewed");
    }
  }

  @Test
  void aHalfWrittenFileLeavesWhatWasReadBefore() throws Exception {
    Identity renewed = authority.issue("renewed-late");
    Path store = write("client.pem", client.keyPem() + client.chainPem());
    TlsMaterial material = TlsMaterial.read(trusting(text(authority.pem()), pemFile(store)));

    try (TlsServer server = openForClients()) {
      write("client.pem", renewed.keyPem() + client.chainPem());
      await()
          .during(Duration.ofMillis(2_500))
          .untilAsserted(
              () -> assertThat(Handshakes.with(material, server)).isEqualTo("CN=client"));

      write("client.pem", renewed.keyPem() + renewed.chainPem());

      await()
          .untilAsserted(
              () -> assertThat(Handshakes.with(material, server)).isEqualTo("CN=renewed-late"));
    }
  }

  @Test
  void aHandshakeThatHasBegunGetsTheKeyOfItsCertificate() throws Exception {
    Identity renewed = authority.issue("renewed-meanwhile");
    Path store = write("client.pem", client.keyPem() + client.chainPem());
    TlsMaterial material = TlsMaterial.read(trusting(text(authority.pem()), pemFile(store)));
    X509ExtendedKeyManager keys = material.keyManager().orElseThrow();
    String begun = keys.chooseEngineClientAlias(new String[] {"EC"}, null, null);

    write("client.pem", renewed.keyPem() + renewed.chainPem());
    await()
        .until(() -> !keys.chooseEngineClientAlias(new String[] {"EC"}, null, null).equals(begun));

    assertThat(keys.getCertificateChain(begun)[0]).isEqualTo(client.chain().get(0));
    assertThat(keys.getPrivateKey(begun)).isEqualTo(client.key());
  }

  @Test
  void aKeyThatIsNotThatOfItsCertificateIsRefused() throws Exception {
    TlsSettings mixed = trusting(text(authority.pem()), text(client.chainPem(), server.keyPem()));

    assertThatThrownBy(() -> TlsMaterial.read(mixed))
        .isInstanceOf(TlsStoreException.class)
        .hasMessage("the private key in the text is not that of the first certificate, CN=client");
  }

  @Test
  void nothingOfAKeyIsShown() throws Exception {
    TlsSettings tls = trusting(text(authority.pem()), text(client.chainPem(), client.keyPem()));

    assertThat(with(tls).toString()).doesNotContain("BEGIN", Authority.PASSWORD);
  }
}
