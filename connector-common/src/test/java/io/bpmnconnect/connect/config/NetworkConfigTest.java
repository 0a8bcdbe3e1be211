package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The way to the engine: what reaches the client, and what is said of each mistake, word for word.
 */
class NetworkConfigTest {

  private static final String PASSWORD = "s3cret";

  @TempDir private static Path directory;

  /** {@code %name%} in a value or a message stands for one of these. */
  private static final Map<String, String> MATERIAL = new TreeMap<>();

  @BeforeAll
  static void makeStores() throws Exception {
    Path keys = directory.resolve("keys.p12");
    keytool(keys, "-genkeypair", "-alias", "client", "-keyalg", "EC", "-dname", "CN=client");
    Path other = directory.resolve("other.p12");
    keytool(other, "-genkeypair", "-alias", "other", "-keyalg", "EC", "-dname", "CN=other");
    KeyStore store = load(keys);
    String certificate = pem("CERTIFICATE", store.getCertificate("client").getEncoded());
    String key = pem("PRIVATE KEY", store.getKey("client", PASSWORD.toCharArray()).getEncoded());
    String otherKey =
        pem("PRIVATE KEY", load(other).getKey("other", PASSWORD.toCharArray()).getEncoded());
    Path trust = directory.resolve("trust.p12");
    Path exported = Files.writeString(directory.resolve("certificate.pem"), certificate);
    keytool(trust, "-importcert", "-noprompt", "-alias", "ca", "-file", exported.toString());
    MATERIAL.put("keys", keys.toString());
    MATERIAL.put("trust", trust.toString());
    MATERIAL.put("certificate", exported.toString());
    MATERIAL.put("key", write("key.pem", key));
    MATERIAL.put("otherKey", write("other-key.pem", otherKey));
    MATERIAL.put("both", write("both.pem", key + certificate));
    MATERIAL.put("oldKey", write("old-key.pem", pem("RSA PRIVATE KEY", new byte[] {1})));
    MATERIAL.put("encrypted", write("encrypted.pem", pem("ENCRYPTED PRIVATE KEY", new byte[] {1})));
    MATERIAL.put("broken", write("broken.pem", pem("CERTIFICATE", new byte[] {1, 2, 3})));
    MATERIAL.put("empty", write("empty.pem", ""));
    MATERIAL.put("nothing", directory.resolve("nothing.pem").toString());
    MATERIAL.put("folder", directory.toString());
    MATERIAL.put("certificateText", certificate);
    MATERIAL.put("keyText", key);
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
  }

  private static String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> entry : MATERIAL.entrySet()) {
      filled = filled.replace("%" + entry.getKey() + "%", entry.getValue());
    }
    return filled;
  }

  /** Reads {@code key=value} pairs that are separated by blanks. */
  private static Map<String, String> config(String settings) {
    Map<String, String> config = new HashMap<>();
    config.put("engine.url", "https://localhost");
    config.put("validate.connection", "false");
    for (String setting : settings.split(" ", -1)) {
      String[] parts = setting.split("=", 2);
      config.put(parts[0], filled(parts[1]));
    }
    return config;
  }

  private static NetworkSettings read(String settings) {
    return engine(settings).settings(1).network();
  }

  private static EngineConfig engine(String settings) {
    Problems problems = new Problems();
    EngineConfig engine =
        EngineConfig.from(
            new AbstractConfig(
                EngineConfig.define(new ConfigDef()), config(settings), Map.of(), false),
            problems);
    assertThat(problems.found()).isEmpty();
    return engine;
  }

  @Test
  void theDefaultsAreThoseOfTheClient() {
    assertThat(read("engine.url=http://localhost")).isEqualTo(NetworkSettings.DEFAULT);
  }

  @Test
  void whatIsConfiguredReachesTheClient() {
    NetworkSettings network =
        read(
            "engine.proxy.url=http://proxy:3128 engine.proxy.username=user"
                + " engine.proxy.password=s3cret engine.proxy.bypass=localhost,*.internal"
                + " engine.connection.max.age.ms=1000 engine.connection.max.idle.ms=2000"
                + " engine.response.max.bytes=65536");

    assertThat(network)
        .isEqualTo(
            new NetworkSettings(
                NetworkSettings.DEFAULT.tls(),
                Optional.of(
                    new ProxySettings(
                        URI.create("http://proxy:3128"),
                        Optional.of(new Authentication.Basic("user", PASSWORD)),
                        List.of("localhost", "*.internal"))),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                65_536));
    assertThat(network.toString()).doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "engine.auth.token.url=https://idp/token",
    "engine.auth.issuer=https://idp",
  })
  void tlsMayBeForTheServerOfTheTokensAlone(String where) {
    NetworkSettings network =
        read(
            "engine.url=http://localhost engine.tls.truststore.path=%certificate%"
                + " engine.auth.client.id=c engine.auth.client.secret=s3cret "
                + where);

    assertThat(network.tls().trustStore()).isPresent();
  }

  @Test
  void aClientThatShowsItsCertificateNeedsNoSecret() {
    EngineConfig engine =
        engine(
            "engine.url=http://localhost engine.tls.keystore.path=%both%"
                + " engine.auth.client.id=c engine.auth.client.auth.method=tls_client_auth"
                + " engine.auth.token.url=https://idp/token");

    assertThat(engine.auth().authentication())
        .extracting(login -> ((Authentication.OAuth2) login).client())
        .isEqualTo(new OAuthClient.TlsCertificate("c"));
    assertThat(engine.network().tls().keyStore()).isPresent();
  }

  @Test
  void nothingIsSaidOfTlsWhenItIsTheAddressThatIsMissing() {
    for (String tokens : List.of("", " engine.auth.token.url=http://idp engine.auth.client.id=c")) {
      Map<String, String> config = config("engine.tls.truststore.path=%certificate%" + tokens);
      config.remove("engine.url");

      assertThat(errors(config))
          .containsKey("engine.url")
          .doesNotContainKey("engine.tls.truststore.path");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "engine.tls.truststore.path=%trust% engine.tls.truststore.password=s3cret",
    "engine.tls.truststore.path=%trust% engine.tls.truststore.password=s3cret"
        + " engine.tls.truststore.type=PKCS12",
    "engine.tls.truststore.path=%certificate%",
    "engine.tls.truststore.path=%certificate% engine.tls.truststore.type=PEM",
    "engine.tls.keystore.path=%keys% engine.tls.keystore.password=s3cret",
    "engine.tls.keystore.path=%both%",
    "engine.tls.keystore.path=%certificate% engine.tls.keystore.key.path=%key%",
  })
  void storesAreReadByValidation(String settings) {
    NetworkSettings network = read(settings);

    assertThat(network.tls().trustStore().isPresent() || network.tls().keyStore().isPresent())
        .isTrue();
    assertThat(network.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void storesMayBeText() {
    Map<String, String> config = config("engine.url=https://localhost");
    config.put("engine.tls.truststore.certificates", MATERIAL.get("certificateText"));
    config.put("engine.tls.keystore.certificate.chain", MATERIAL.get("certificateText"));
    config.put("engine.tls.keystore.key", MATERIAL.get("keyText"));
    Problems problems = new Problems();

    EngineConfig engine =
        EngineConfig.from(
            new AbstractConfig(EngineConfig.define(new ConfigDef()), config, Map.of(), false),
            problems);

    assertThat(problems.found()).isEmpty();
    assertThat(engine.network().tls().keyStore()).get().isInstanceOf(TlsStore.InText.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      maxCharsPerColumn = 10_000,
      value = {
        // TLS: what does not fit together
        "engine.url=http://localhost engine.tls.truststore.path=%trust%|engine.tls.truststore.path|is set, but engine.url is an http address; begin that with https://, or remove the keys below engine.tls.",
        "engine.url=http://localhost engine.auth.client.id=c engine.auth.client.secret=s3cret engine.auth.token.url=http://idp/token engine.tls.truststore.path=%trust%|engine.tls.truststore.path|is set, but engine.url is an http address; begin that with https://, or remove the keys below engine.tls.",
        "engine.url=http://localhost engine.tls.keystore.key=x|engine.tls.keystore.key|is set, but engine.url is an http address; begin that with https://, or remove the keys below engine.tls.",
        "engine.tls.truststore.password=s3cret|engine.tls.truststore.password|means nothing without engine.tls.truststore.path",
        "engine.tls.truststore.type=JKS|engine.tls.truststore.type|means nothing without engine.tls.truststore.path",
        "engine.tls.truststore.path=%certificate% engine.tls.truststore.certificates=x|engine.tls.truststore.certificates|cannot be used together with engine.tls.truststore.path; remove one of the two",
        "engine.tls.keystore.password=s3cret|engine.tls.keystore.password|means nothing without engine.tls.keystore.path",
        "engine.tls.keystore.key.path=%key%|engine.tls.keystore.key.path|means nothing without engine.tls.keystore.path",
        "engine.tls.keystore.key.password=s3cret|engine.tls.keystore.key.password|means nothing without engine.tls.keystore.certificate.chain",
        "engine.tls.keystore.key=x|engine.tls.keystore.key|means nothing without engine.tls.keystore.certificate.chain",
        "engine.tls.keystore.certificate.chain=x|engine.tls.keystore.certificate.chain|means nothing without engine.tls.keystore.key",
        "engine.tls.keystore.path=%both% engine.tls.keystore.key=x|engine.tls.keystore.key|cannot be used together with engine.tls.keystore.path; remove one of the two",
        // TLS: trust stores that cannot be used
        "engine.tls.truststore.path=%nothing%|engine.tls.truststore.path|there is no file %nothing% on this worker",
        "engine.tls.truststore.path=%folder%|engine.tls.truststore.path|%folder% is a folder; expected is a file",
        "engine.tls.truststore.path=%trust% engine.tls.truststore.password=wrong|engine.tls.truststore.password|is not the password of %trust%",
        "engine.tls.truststore.path=%trust%|engine.tls.truststore.password|is required: %trust% shows no certificate without its password",
        "engine.tls.truststore.path=%certificate% engine.tls.truststore.password=s3cret|engine.tls.truststore.password|is for stores of type JKS and PKCS12, but %certificate% is PEM, where only a private key has a password",
        "engine.tls.truststore.path=%key%|engine.tls.truststore.path|%key% has no PEM certificate",
        "engine.tls.truststore.path=%broken%|engine.tls.truststore.path|%broken% has a certificate that cannot be read",
        "engine.tls.truststore.path=%trust% engine.tls.truststore.type=PEM|engine.tls.truststore.path|%trust% has no PEM certificate",
        "engine.tls.truststore.path=%certificate% engine.tls.truststore.type=JKS|engine.tls.truststore.path|%certificate% is not a store of type JKS (Invalid keystore format)",
        "engine.tls.truststore.certificates=x|engine.tls.truststore.certificates|the text has no PEM certificate",
        // TLS: keys that cannot be used
        "engine.tls.keystore.path=%nothing%|engine.tls.keystore.path|there is no file %nothing% on this worker",
        "engine.tls.keystore.path=%keys% engine.tls.keystore.password=wrong|engine.tls.keystore.password|is not the password of %keys%",
        "engine.tls.keystore.path=%keys% engine.tls.keystore.password=s3cret engine.tls.keystore.key.password=wrong|engine.tls.keystore.key.password|is not the password of the key in %keys%",
        "engine.tls.keystore.path=%trust% engine.tls.keystore.password=s3cret|engine.tls.keystore.path|%trust% has no private key; is it a trust store?",
        "engine.tls.keystore.path=%certificate%|engine.tls.keystore.path|%certificate% has no PEM private key",
        "engine.tls.keystore.path=%certificate% engine.tls.keystore.key.path=%nothing%|engine.tls.keystore.key.path|there is no file %nothing% on this worker",
        "engine.tls.keystore.path=%certificate% engine.tls.keystore.key.path=%otherKey%|engine.tls.keystore.key.path|the private key in %otherKey% is not that of the first certificate, CN=client",
        "engine.tls.keystore.path=%certificate% engine.tls.keystore.key.path=%oldKey%|engine.tls.keystore.key.path|%oldKey% has a key in the older format \"RSA PRIVATE KEY\"; convert it to PKCS#8, such as with: openssl pkcs8 -topk8 -in key.pem -out pkcs8.pem",
        "engine.tls.keystore.path=%certificate% engine.tls.keystore.key.path=%encrypted%|engine.tls.keystore.key.password|is required: the private key in %encrypted% is encrypted",
        "engine.tls.keystore.path=%keys% engine.tls.keystore.password=s3cret engine.tls.keystore.key.path=%key%|engine.tls.keystore.key.path|is for PEM only, but %keys% is a store with its own key",
        // Proxy
        "engine.proxy.username=user|engine.proxy.username|means nothing without engine.proxy.url",
        "engine.proxy.password=s3cret|engine.proxy.password|means nothing without engine.proxy.url",
        "engine.proxy.bypass=localhost|engine.proxy.bypass|means nothing without engine.proxy.url",
        "engine.proxy.url=https://proxy:3128|engine.proxy.url|must begin with http://: what goes to an https address is encrypted on the way through the proxy all the same",
        "engine.proxy.url=http://proxy|engine.proxy.url|must have a port, such as http://proxy:3128",
        "engine.proxy.url=http://proxy:3128/pac|engine.proxy.url|must not have a path",
        "engine.proxy.url=http://proxy:3128 engine.proxy.username=user|engine.proxy.password|is required together with engine.proxy.username",
        "engine.proxy.url=http://proxy:3128 engine.proxy.password=s3cret|engine.proxy.username|is required together with engine.proxy.password",
        "engine.proxy.url=http://proxy:3128 engine.proxy.username=a:b engine.proxy.password=s3cret|engine.proxy.username|must not contain a colon (RFC 7617)",
        "engine.proxy.url=http://proxy:3128 engine.proxy.bypass=http://localhost|engine.proxy.bypass|must be names of hosts without ports, which may begin with *., but has \"http://localhost\"",
      })
  void eachMistakeHasItsMessageOnItsKey(String settings, String key, String message) {
    Map<String, List<String>> errors = errors(config(settings));

    assertThat(errors).isEqualTo(Map.of(key, List.of(key + ": " + filled(message))));
    assertThat(errors.toString()).doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engine.tls.truststore.type=DER|Invalid value DER for configuration engine.tls.truststore.type: String must be one of: JKS, PKCS12, PEM",
        "engine.proxy.url=proxy:3128|Invalid value proxy:3128 for configuration engine.proxy.url: must begin with http:// or https://, such as http://localhost:8080",
        "engine.proxy.url=http://user:s3cret@proxy:3128|Invalid value for configuration engine.proxy.url: must not contain credentials, because addresses are shown in logs; there are keys for credentials",
        "engine.connection.max.age.ms=10|Invalid value 10 for configuration engine.connection.max.age.ms: Value must be at least 1000",
        "engine.connection.max.idle.ms=0|Invalid value 0 for configuration engine.connection.max.idle.ms: Value must be at least 1000",
        "engine.response.max.bytes=1000|Invalid value 1000 for configuration engine.response.max.bytes: Value must be at least 65536",
        "engine.response.max.bytes=2000000000|Invalid value 2000000000 for configuration engine.response.max.bytes: Value must be no more than 1073741824",
      })
  void aSingleValueThatIsWrongIsNamed(String setting, String message) {
    assertThat(errors(config(setting)))
        .isEqualTo(Map.of(setting.substring(0, setting.indexOf('=')), List.of(message)));
  }

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value :
        ConfigValidation.validate(
                EngineConfig.define(new ConfigDef()), config, NetworkConfigTest::settings)
            .configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  private static ConfigValidation.Settings settings(AbstractConfig config, Problems problems) {
    EngineConfig engine = EngineConfig.from(config, problems);
    return () -> engine;
  }
}
