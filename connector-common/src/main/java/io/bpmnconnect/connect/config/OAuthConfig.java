package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.auth.SigningKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The client of an OAuth 2.0 authorization server, and where its tokens come from. */
final class OAuthConfig {

  static final String CLIENT_ID = "engine.auth.client.id";
  static final String CLIENT_SECRET = "engine.auth.client.secret";
  static final String METHOD = "engine.auth.client.auth.method";
  static final String CLIENT_KEY = "engine.auth.client.key";
  static final String CLIENT_KEY_ID = "engine.auth.client.key.id";
  static final String CLIENT_CERTIFICATE = "engine.auth.client.certificate";
  static final String ASSERTION_AUDIENCE = "engine.auth.client.assertion.audience";
  static final String TOKEN_URL = "engine.auth.token.url";
  static final String ISSUER = "engine.auth.issuer";
  static final String SCOPE = "engine.auth.scope";
  static final String AUDIENCE = "engine.auth.audience";
  static final String RESOURCE = "engine.auth.resource";

  static final List<String> KEYS =
      List.of(
          CLIENT_ID,
          CLIENT_SECRET,
          METHOD,
          CLIENT_KEY,
          CLIENT_KEY_ID,
          CLIENT_CERTIFICATE,
          ASSERTION_AUDIENCE,
          TOKEN_URL,
          ISSUER,
          SCOPE,
          AUDIENCE,
          RESOURCE);

  private static final List<String> KEYS_OF_JWT =
      List.of(CLIENT_KEY, CLIENT_KEY_ID, CLIENT_CERTIFICATE, ASSERTION_AUDIENCE);

  /** The ways of a client to prove who it is, by their registered names (RFC 8414, RFC 8705). */
  private enum Method {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT,
    TLS_CLIENT_AUTH;

    static final List<String> NAMES =
        List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth");

    static Method of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean usesSecret() {
      return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private OAuthConfig() {}

  /**
   * Adds the keys.
   *
   * @param last the order of the last key before them
   */
  static ConfigDef define(ConfigDef def, int last) {
    int order = last;
    return def.define(
            CLIENT_ID,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The client identifier for `oauth2`.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Client id",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            CLIENT_SECRET,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The client's secret for `client_secret_basic` and `client_secret_post`.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Client secret",
            visibleFor(Method::usesSecret))
        .define(
            TOKEN_URL,
            Type.STRING,
            null,
            Checks.httpUrl(),
            Importance.MEDIUM,
            "The address of the token endpoint for `oauth2`.",
            AuthConfig.GROUP,
            ++order,
            Width.LONG,
            "Token URL",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            ISSUER,
            Type.STRING,
            null,
            Checks.httpUrl(),
            Importance.MEDIUM,
            "The issuer of the tokens, exactly as it names itself, instead of `engine.auth.token.url`:"
                + " the token endpoint is found by OpenID Connect Discovery.",
            AuthConfig.GROUP,
            ++order,
            Width.LONG,
            "Issuer",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            AUDIENCE,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "Whom the tokens are for, where the authorization server asks for an `audience`.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Audience",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            SCOPE,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "What the tokens are to allow: names with spaces between them.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Scope",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            RESOURCE,
            Type.STRING,
            null,
            Importance.LOW,
            "Whom the tokens are for, as an absolute URI, where the authorization server asks for a"
                + " `resource` (RFC 8707).",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Resource",
            AuthConfig.visibleFor(AuthType.OAUTH2))
        .define(
            METHOD,
            Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                (key, value) -> {
                  if (value != null) {
                    ConfigDef.ValidString.in(Method.NAMES.toArray(String[]::new))
                        .ensureValid(key, value);
                  }
                },
                () -> String.join(", ", Method.NAMES)),
            Importance.LOW,
            "How the client proves who it is: `client_secret_basic` and `client_secret_post` send its"
                + " secret in a header or in the body, `private_key_jwt` signs with"
                + " `engine.auth.client.key` (RFC 7523), `tls_client_auth` relies on the certificate"
                + " of the TLS connection (RFC 8705). When it is not set, `private_key_jwt` if there"
                + " is a key, else `client_secret_basic`.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Client authentication",
            List.of(
                CLIENT_SECRET, CLIENT_KEY, CLIENT_KEY_ID, CLIENT_CERTIFICATE, ASSERTION_AUDIENCE),
            Recommenders.oneOfWhen(Method.NAMES, OAuthConfig::isChosen))
        .define(
            CLIENT_KEY,
            Type.PASSWORD,
            null,
            Importance.LOW,
            "The private key for `private_key_jwt`: PEM text in PKCS #8 (`-----BEGIN PRIVATE"
                + " KEY-----`). An RSA key signs with RS256, an EC key with ES256, ES384 or ES512, an"
                + " Ed25519 key with EdDSA.",
            AuthConfig.GROUP,
            ++order,
            Width.LONG,
            "Client key",
            visibleFor(Method.PRIVATE_KEY_JWT::equals))
        .define(
            CLIENT_KEY_ID,
            Type.STRING,
            null,
            Importance.LOW,
            "The name (`kid`) by which the authorization server knows the key.",
            AuthConfig.GROUP,
            ++order,
            Width.MEDIUM,
            "Client key id",
            visibleFor(Method.PRIVATE_KEY_JWT::equals))
        .define(
            CLIENT_CERTIFICATE,
            Type.STRING,
            null,
            Importance.LOW,
            "The key's certificate as PEM text, where the authorization server wants its thumbprint"
                + " (`x5t#S256`).",
            AuthConfig.GROUP,
            ++order,
            Width.LONG,
            "Client certificate",
            visibleFor(Method.PRIVATE_KEY_JWT::equals))
        .define(
            ASSERTION_AUDIENCE,
            Type.STRING,
            null,
            Importance.LOW,
            "Whom the signed proof is for (`aud`), where the authorization server wants something else"
                + " than the address of its token endpoint, such as its issuer.",
            AuthConfig.GROUP,
            ++order,
            Width.LONG,
            "Assertion audience",
            visibleFor(Method.PRIVATE_KEY_JWT::equals));
  }

  /** Reads the keys. What is missing or does not fit together is added to the problems. */
  static Authentication.OAuth2 from(AbstractConfig config, Problems problems) {
    String id = Secrets.text(config, CLIENT_ID).orElse("");
    if (id.isEmpty()) {
      problems.add(CLIENT_ID, "is required by oauth2 authentication");
    }
    Optional<String> resource = Secrets.text(config, RESOURCE);
    if (resource.isPresent() && !isAbsoluteUri(resource.get())) {
      problems.add(RESOURCE, "must be an absolute URI without a fragment (RFC 8707)");
    }
    return new Authentication.OAuth2(
        client(id, config, problems),
        endpoint(config, problems),
        Secrets.text(config, SCOPE),
        Secrets.text(config, AUDIENCE),
        resource);
  }

  private static OAuthClient client(String id, AbstractConfig config, Problems problems) {
    boolean inferred = !Secrets.isSet(config, METHOD);
    Method method =
        inferred
            ? inferred(Secrets.isSet(config, CLIENT_KEY))
            : Method.of(config.getString(METHOD));
    refuse(method, inferred, config, problems);
    return switch (method) {
      case CLIENT_SECRET_BASIC -> new OAuthClient.SecretBasic(id, secret(method, config, problems));
      case CLIENT_SECRET_POST -> new OAuthClient.SecretPost(id, secret(method, config, problems));
      case PRIVATE_KEY_JWT -> jwt(id, config, problems);
      case TLS_CLIENT_AUTH -> new OAuthClient.TlsCertificate(id);
    };
  }

  private static Method inferred(boolean withKey) {
    return withKey ? Method.PRIVATE_KEY_JWT : Method.CLIENT_SECRET_BASIC;
  }

  /** What is set and not used would be a secret that its owner believes to be in use. */
  private static void refuse(
      Method method, boolean inferred, AbstractConfig config, Problems problems) {
    if (!method.usesSecret() && Secrets.isSet(config, CLIENT_SECRET)) {
      problems.add(
          CLIENT_SECRET,
          inferred
              ? "cannot be set together with " + CLIENT_KEY + "; remove one of the two"
              : "is not used by " + METHOD + "=" + method + "; remove one of the two");
    }
    if (method != Method.PRIVATE_KEY_JWT) {
      for (String key : KEYS_OF_JWT) {
        if (Secrets.isSet(config, key)) {
          problems.add(
              key,
              inferred
                  ? "needs " + CLIENT_KEY
                  : "is not used by " + METHOD + "=" + method + "; remove one of the two");
        }
      }
    }
  }

  private static String secret(Method method, AbstractConfig config, Problems problems) {
    return Secrets.required(config, CLIENT_SECRET, method.toString(), problems);
  }

  private static OAuthClient jwt(String id, AbstractConfig config, Problems problems) {
    String pem = Secrets.required(config, CLIENT_KEY, "private_key_jwt", problems);
    Optional<String> certificate = Secrets.text(config, CLIENT_CERTIFICATE);
    if (!pem.isBlank()) {
      check(pem, certificate, problems);
    }
    return new OAuthClient.PrivateKeyJwt(
        id,
        pem,
        Secrets.text(config, CLIENT_KEY_ID),
        certificate,
        Secrets.text(config, ASSERTION_AUDIENCE));
  }

  private static void check(String pem, Optional<String> certificate, Problems problems) {
    SigningKey key;
    try {
      key = SigningKey.read(pem);
    } catch (IllegalArgumentException e) {
      problems.add(CLIENT_KEY, e.getMessage());
      return;
    }
    try {
      certificate.ifPresent(key::withCertificate);
    } catch (IllegalArgumentException e) {
      problems.add(CLIENT_CERTIFICATE, e.getMessage());
    }
  }

  private static TokenEndpoint endpoint(AbstractConfig config, Problems problems) {
    Optional<String> url = Secrets.text(config, TOKEN_URL);
    Optional<String> issuer = Secrets.text(config, ISSUER);
    if (url.isPresent() && issuer.isPresent()) {
      problems.add(ISSUER, "cannot be set together with " + TOKEN_URL + "; remove one of the two");
    } else if (url.isEmpty() && issuer.isEmpty()) {
      problems.add(TOKEN_URL, "is required by oauth2 authentication, or else " + ISSUER);
    }
    return issuer.isPresent()
        ? new TokenEndpoint.OfIssuer(URI.create(issuer.get()))
        : new TokenEndpoint.At(URI.create(url.orElse("")));
  }

  private static boolean isAbsoluteUri(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static ConfigDef.Recommender visibleFor(Predicate<Method> methods) {
    return Recommenders.visibleWhen(values -> isChosen(values) && methods.test(method(values)));
  }

  private static boolean isChosen(Map<String, Object> values) {
    return AuthConfig.chosen(values).map(AuthType.OAUTH2::equals).orElse(true);
  }

  private static Method method(Map<String, Object> values) {
    Object configured = values.get(METHOD);
    return configured != null && Method.NAMES.contains(configured)
        ? Method.of(configured.toString())
        : inferred(values.get(CLIENT_KEY) != null);
  }
}
