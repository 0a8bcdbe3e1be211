package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the keys of logging in, and what is said of each, word for word. */
class AuthMistakesTest {

  private static final String SECRET = "s3cret";
  private static final String NOT_KEY_TEXT =
      "is not PEM text: it has no -----BEGIN …----- with its -----END …-----";

  private static final String NO_CERTIFICATE =
      "is required by tls_client_auth, or else engine.tls.keystore.certificate.chain with"
          + " engine.tls.keystore.key";

  /** A configuration with mistakes, and the messages on each key. */
  private static Arguments row(Map<String, String> config, String... keysAndMessages) {
    Map<String, List<String>> messages = new TreeMap<>();
    for (int i = 0; i < keysAndMessages.length; i += 2) {
      messages.put(keysAndMessages[i], List.of(keysAndMessages[i] + ": " + keysAndMessages[i + 1]));
    }
    return Arguments.of(config, messages);
  }

  private static Map<String, String> auth(String... namesAndValues) {
    return keys("engine.auth.", namesAndValues);
  }

  private static Map<String, String> cloud(String... namesAndValues) {
    return keys("camunda.cloud.", namesAndValues);
  }

  private static Map<String, String> keys(String prefix, String... namesAndValues) {
    Map<String, String> config = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      config.put(prefix + namesAndValues[i], namesAndValues[i + 1]);
    }
    return config;
  }

  /** A client that has all it needs but its proof. */
  private static Map<String, String> client(String... namesAndValues) {
    Map<String, String> config = auth("client.id", "c", "token.url", "http://idp/token");
    config.putAll(auth(namesAndValues));
    return config;
  }

  private static Map<String, String> with(Map<String, String> config, String key, String value) {
    config.put(key, value);
    return config;
  }

  private static Map<String, String> saas() {
    return cloud("cluster.id", "a-b", "region", "bru-2", "client.id", "c", "client.secret", SECRET);
  }

  static List<Arguments> mistakes() {
    return List.of(
        // Which way
        row(
            auth("username", "demo", "password", SECRET, "token", SECRET),
            "engine.auth.type",
            "cannot be told: set are engine.auth.username, engine.auth.password (basic) and"
                + " engine.auth.token (bearer); keep one of them"),
        row(
            auth("token", SECRET, "api.key", SECRET, "client.id", "c"),
            "engine.auth.type",
            "cannot be told: set are engine.auth.token (bearer) and engine.auth.api.key (api-key)"
                + " and engine.auth.client.id (oauth2); keep one of them"),
        row(
            auth("type", "none", "token", SECRET),
            "engine.auth.type",
            "is none, but set is engine.auth.token (bearer); remove it, or change engine.auth.type"),
        row(
            auth("type", "bearer", "token", SECRET, "username", "demo"),
            "engine.auth.type",
            "is bearer, but set is engine.auth.username (basic); remove it, or change"
                + " engine.auth.type"),
        row(
            with(client("client.secret", SECRET), "engine.auth.type", "basic"),
            "engine.auth.type",
            "is basic, but set is engine.auth.client.id, engine.auth.client.secret,"
                + " engine.auth.token.url (oauth2); remove it, or change engine.auth.type",
            "engine.auth.username",
            "is required by basic authentication",
            "engine.auth.password",
            "is required by basic authentication"),
        // Bearer
        row(auth("type", "bearer"), "engine.auth.token", "is required by bearer authentication"),
        row(auth("token", ""), "engine.auth.token", "must not be empty"),
        row(
            auth("token", "Bearer s3cret"),
            "engine.auth.token",
            "must be the token alone, without the word Bearer before it"),
        row(
            auth("token", "s3cret s3cret"),
            "engine.auth.token",
            "must be one word of visible ASCII characters: a header cannot carry others"),
        row(
            auth("token", "s3cret\r\nX-Admin: true"),
            "engine.auth.token",
            "must be one word of visible ASCII characters: a header cannot carry others"),
        // API key
        row(
            auth("type", "api-key"),
            "engine.auth.api.key",
            "is required by api-key authentication"),
        row(
            auth("api.key.header", "X-Api-Key"),
            "engine.auth.api.key",
            "is required by api-key authentication"),
        row(
            auth("api.key", "s3crét"),
            "engine.auth.api.key",
            "must have visible ASCII characters only: a header cannot carry others"),
        row(
            auth("api.key", SECRET, "api.key.header", "X Api Key"),
            "engine.auth.api.key.header",
            "is not the name of a header: \"X Api Key\""),
        row(
            auth("api.key", SECRET, "api.key.header", "Content-Length"),
            "engine.auth.api.key.header",
            "must not be Content-Length, which every request has already"),
        // OAuth 2.0
        row(
            auth("type", "oauth2"),
            "engine.auth.client.id",
            "is required by oauth2 authentication",
            "engine.auth.client.secret",
            "is required by client_secret_basic",
            "engine.auth.token.url",
            "is required by oauth2 authentication, or else engine.auth.issuer"),
        row(
            client("client.secret", SECRET, "issuer", "http://idp"),
            "engine.auth.issuer",
            "cannot be set together with engine.auth.token.url; remove one of the two"),
        row(client(), "engine.auth.client.secret", "is required by client_secret_basic"),
        row(
            client("client.auth.method", "client_secret_post"),
            "engine.auth.client.secret",
            "is required by client_secret_post"),
        row(client("client.secret", ""), "engine.auth.client.secret", "must not be empty"),
        row(
            client("client.auth.method", "private_key_jwt"),
            "engine.auth.client.key",
            "is required by private_key_jwt"),
        row(
            client("client.key", TestKeys.RSA, "client.secret", SECRET),
            "engine.auth.client.secret",
            "cannot be set together with engine.auth.client.key; remove one of the two"),
        row(
            client(
                "client.auth.method",
                "private_key_jwt",
                "client.key",
                TestKeys.RSA,
                "client.secret",
                SECRET),
            "engine.auth.client.secret",
            "is not used by engine.auth.client.auth.method=private_key_jwt; remove one of the two"),
        row(
            client("client.auth.method", "tls_client_auth", "client.secret", SECRET),
            "engine.auth.client.secret",
            "is not used by engine.auth.client.auth.method=tls_client_auth; remove one of the two",
            "engine.tls.keystore.path",
            NO_CERTIFICATE),
        row(
            client("client.auth.method", "tls_client_auth"),
            "engine.tls.keystore.path",
            NO_CERTIFICATE),
        row(
            client(
                "client.auth.method",
                "client_secret_post",
                "client.secret",
                SECRET,
                "client.key",
                TestKeys.RSA),
            "engine.auth.client.key",
            "is not used by engine.auth.client.auth.method=client_secret_post; remove one of the"
                + " two"),
        row(
            client("client.secret", SECRET, "client.key.id", "k1"),
            "engine.auth.client.key.id",
            "needs engine.auth.client.key"),
        row(client("client.key", SECRET), "engine.auth.client.key", NOT_KEY_TEXT),
        row(
            client("client.key", "-----BEGIN PRIVATE KEY-----\ns3cret!\n-----END PRIVATE KEY-----"),
            "engine.auth.client.key",
            "is not PEM text: what it encloses is not Base64"),
        row(
            client(
                "client.key", "-----BEGIN PRIVATE KEY-----\nczNjcmV0\n-----END PRIVATE KEY-----"),
            "engine.auth.client.key",
            "is not a key that can be read; known are RSA, EC on P-256, P-384 and P-521, and"
                + " Ed25519"),
        row(
            client("client.key", TestKeys.RSA.replace("PRIVATE KEY", "RSA PRIVATE KEY")),
            "engine.auth.client.key",
            "is not in PKCS #8; convert it with openssl pkcs8 -topk8 -nocrypt -in key.pem -out"
                + " pkcs8.pem"),
        row(
            client("client.key", TestKeys.RSA.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
            "engine.auth.client.key",
            "is encrypted, and there is no key for its passphrase; decrypt it with openssl pkcs8 -in"
                + " key.pem -out decrypted.pem"),
        row(
            client("client.key", TestKeys.RSA.replace("PRIVATE KEY", "CERTIFICATE")),
            "engine.auth.client.key",
            "is not a private key, but a CERTIFICATE"),
        row(
            client("client.key", TestKeys.SHORT_RSA),
            "engine.auth.client.key",
            "is an RSA key of 1024 bits, but needed are 2048 (RFC 7518)"),
        row(
            client("client.key", TestKeys.RSA, "client.certificate", TestKeys.RSA),
            "engine.auth.client.certificate",
            "is not a certificate, but a PRIVATE KEY"),
        row(
            client(
                "client.key",
                TestKeys.RSA,
                "client.certificate",
                TestKeys.RSA.replace("PRIVATE KEY", "CERTIFICATE")),
            "engine.auth.client.certificate",
            "is not a certificate that can be read"),
        row(
            client("client.secret", SECRET, "resource", "/zeebe"),
            "engine.auth.resource",
            "must be an absolute URI without a fragment (RFC 8707)"),
        row(
            client("client.secret", SECRET, "resource", "https://zeebe/#rest"),
            "engine.auth.resource",
            "must be an absolute URI without a fragment (RFC 8707)"),
        // Camunda's SaaS
        row(
            cloud("cluster.id", "a-b"),
            "camunda.cloud.region",
            "is required by the other camunda.cloud.* keys",
            "camunda.cloud.client.id",
            "is required by the other camunda.cloud.* keys",
            "camunda.cloud.client.secret",
            "is required by the other camunda.cloud.* keys"),
        row(
            with(saas(), "camunda.cloud.cluster.id", "evil.com/"),
            "camunda.cloud.cluster.id",
            "must consist of letters (a to z), digits and hyphens"),
        row(
            with(saas(), "camunda.cloud.region", "bru 2"),
            "camunda.cloud.region",
            "must consist of letters (a to z), digits and hyphens"),
        row(
            with(saas(), "engine.url", "http://localhost:8080"),
            "engine.url",
            "cannot be set together with camunda.cloud.*, which says the same; remove it"),
        row(
            with(saas(), "engine.auth.type", "oauth2"),
            "engine.auth.type",
            "cannot be set together with camunda.cloud.*, which says the same; remove it"),
        row(
            with(with(saas(), "engine.auth.username", "demo"), "engine.auth.audience", "zeebe"),
            "engine.auth.username",
            "cannot be set together with camunda.cloud.*, which says the same; remove it",
            "engine.auth.audience",
            "cannot be set together with camunda.cloud.*, which says the same; remove it"));
  }

  static List<Arguments> singleValues() {
    return List.of(
        Arguments.of(
            client("client.auth.method", "client_secret_jwt"),
            "engine.auth.client.auth.method",
            "Invalid value client_secret_jwt for configuration engine.auth.client.auth.method:"
                + " String must be one of: client_secret_basic, client_secret_post,"
                + " private_key_jwt, tls_client_auth"),
        Arguments.of(
            auth("token.url", "idp/token"),
            "engine.auth.token.url",
            "Invalid value idp/token for configuration engine.auth.token.url: must begin with"
                + " http:// or https://, such as http://localhost:8080"),
        Arguments.of(
            auth("token.url", "http://c:s3cret@idp/token"),
            "engine.auth.token.url",
            "Invalid value for configuration engine.auth.token.url: must not contain credentials,"
                + " because addresses are shown in logs; there are keys for credentials"),
        Arguments.of(
            auth("issuer", ""),
            "engine.auth.issuer",
            "Invalid value  for configuration engine.auth.issuer: must not be empty; expected is an"
                + " address, such as http://localhost:8080"),
        Arguments.of(
            auth("type", "OAuth2"),
            "engine.auth.type",
            "Invalid value OAuth2 for configuration engine.auth.type: String must be one of: none,"
                + " basic, bearer, api-key, oauth2"));
  }

  /** The messages of each key that has any; no connection is tried. */
  private static Map<String, List<String>> errors(Map<String, String> mistakes) {
    Map<String, String> config = new HashMap<>();
    if (!mistakes.containsKey("camunda.cloud.cluster.id")) {
      config.put("engine.url", "http://localhost:8080");
    }
    config.put("validate.connection", "false");
    config.putAll(mistakes);
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value :
        ConfigValidation.validate(
                EngineConfig.define(new ConfigDef()),
                config,
                (parsed, problems) -> {
                  EngineConfig engine = EngineConfig.from(parsed, problems);
                  return () -> engine;
                })
            .configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void eachMistakeHasItsMessageOnItsKey(
      Map<String, String> mistakes, Map<String, List<String>> messages) {
    Map<String, List<String>> errors = errors(mistakes);

    assertThat(errors).isEqualTo(messages);
    assertThat(errors.toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @MethodSource("singleValues")
  void aWrongValueIsFoundBeforeTheOthersAreLookedAt(
      Map<String, String> mistakes, String key, String message) {
    Map<String, List<String>> errors = errors(mistakes);

    assertThat(errors).isEqualTo(Map.of(key, List.of(message)));
    assertThat(errors.toString()).doesNotContain(SECRET);
  }
}
