package io.bpmnconnect.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.OAuthClient.PrivateKeyJwt;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed is verified by the JDK, with the public key alone. */
class ClientAssertionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI ENDPOINT = URI.create("https://idp.example/token");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final KeyPair RSA = TestKeys.rsa(2048);

  private static PrivateKeyJwt client(String pem) {
    return new PrivateKeyJwt("c", pem, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static String sign(PrivateKeyJwt client) {
    return new ClientAssertion(client, Clock.fixed(NOW, ZoneOffset.UTC)).sign(ENDPOINT);
  }

  private static JsonNode part(String jwt, int index) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
  }

  private static boolean verify(String jwt, PublicKey key, String algorithm)
      throws GeneralSecurityException {
    int dot = jwt.lastIndexOf('.');
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    return verifier.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
  }

  static List<Arguments> keys() {
    return List.of(
        Arguments.of(RSA, "RS256", "SHA256withRSA"),
        Arguments.of(TestKeys.ec("secp256r1"), "ES256", "SHA256withECDSAinP1363Format"),
        Arguments.of(TestKeys.ec("secp384r1"), "ES384", "SHA384withECDSAinP1363Format"),
        Arguments.of(TestKeys.ec("secp521r1"), "ES512", "SHA512withECDSAinP1363Format"),
        Arguments.of(TestKeys.ed25519(), "EdDSA", "Ed25519"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theSignatureIsThatOfTheKey(KeyPair keys, String name, String algorithm) throws Exception {
    String jwt = sign(client(TestKeys.pem(keys.getPrivate())));

    assertThat(part(jwt, 0).path("alg").asText()).isEqualTo(name);
    assertThat(verify(jwt, keys.getPublic(), algorithm)).isTrue();
    assertThat(verify(jwt.replaceFirst("\\.", ".e"), keys.getPublic(), algorithm)).isFalse();
  }

  @Test
  void theClaimsAreThoseOfTheSpecification() throws IOException {
    String jwt = sign(client(TestKeys.pem(RSA.getPrivate())));

    assertThat(part(jwt, 0).toString()).isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    JsonNode claims = part(jwt, 1);
    assertThat(claims.path("iss").asText()).isEqualTo("c");
    assertThat(claims.path("sub").asText()).isEqualTo("c");
    assertThat(claims.path("aud").asText()).isEqualTo("https://idp.example/token");
    assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 60);
    assertThat(claims.path("jti").asText()).isNotEmpty();
    assertThat(claims).hasSize(6);
  }

  @Test
  void noTwoAreTheSame() throws IOException {
    ClientAssertion assertion =
        new ClientAssertion(
            client(TestKeys.pem(RSA.getPrivate())), Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(part(assertion.sign(ENDPOINT), 1).path("jti"))
        .isNotEqualTo(part(assertion.sign(ENDPOINT), 1).path("jti"));
  }

  @Test
  void theServerIsToldWhichKeyItIsAndWhomTheProofIsFor(@TempDir Path directory) throws Exception {
    KeyStore store = selfSigned(directory);
    Certificate certificate = store.getCertificate("client");
    PrivateKey key = (PrivateKey) store.getKey("client", "changeit".toCharArray());

    String jwt =
        sign(
            new PrivateKeyJwt(
                "c",
                TestKeys.pem(key),
                Optional.of("k1"),
                Optional.of(TestKeys.pem("CERTIFICATE", certificate.getEncoded())),
                Optional.of("https://idp.example")));

    String thumbprint =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    assertThat(part(jwt, 0).path("kid").asText()).isEqualTo("k1");
    assertThat(part(jwt, 0).path("x5t#S256").asText()).isEqualTo(thumbprint);
    assertThat(part(jwt, 1).path("aud").asText()).isEqualTo("https://idp.example");
    assertThat(verify(jwt, certificate.getPublicKey(), "SHA256withECDSAinP1363Format")).isTrue();
  }

  @Test
  void theCertificateOfAnotherKeyIsRefused(@TempDir Path directory) throws Exception {
    String certificate =
        TestKeys.pem("CERTIFICATE", selfSigned(directory).getCertificate("client").getEncoded());
    for (KeyPair other : List.of(RSA, TestKeys.ec("secp256r1"))) {
      SigningKey key = SigningKey.read(TestKeys.pem(other.getPrivate()));

      assertThatThrownBy(() -> key.withCertificate(certificate))
          .hasMessage("is the certificate of another key");
    }
  }

  private static KeyStore selfSigned(Path directory) throws Exception {
    Path file = directory.resolve("client.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "client",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=client of a test",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\n", "\r\n"})
  void linesThatWereLostOnTheWayAreNoMatter(String lineEnd) throws Exception {
    String pem = TestKeys.pem(RSA.getPrivate()).strip().replace("\n", lineEnd);

    assertThat(verify(sign(client(pem)), RSA.getPublic(), "SHA256withRSA")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DSA", "X25519", "DiffieHellman"})
  void keysThatSignNoJwtAreRefused(String kind) throws Exception {
    String pem =
        TestKeys.pem(
            java.security.KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate());

    assertThatThrownBy(() -> SigningKey.read(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "is not a key that can be read; known are RSA, EC on P-256, P-384 and P-521, and"
                + " Ed25519");
  }

  @Test
  void aKeyIsNotShown() {
    String pem = TestKeys.pem(RSA.getPrivate());

    assertThat(SigningKey.read(pem) + client(pem).toString())
        .isEqualTo("SigningKey[RS256]PrivateKeyJwt[id=c, keyId=]");
  }
}
