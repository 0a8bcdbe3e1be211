package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How to log in to the engine.
 *
 * @param keys to blame for what is found when the log-in is tried
 */
record AuthConfig(Authentication authentication, LoginKeys keys) {

  static final String TYPE = "engine.auth.type";
  static final String USERNAME = "engine.auth.username";
  static final String PASSWORD = "engine.auth.password";
  static final String TOKEN = "engine.auth.token";
  static final String API_KEY = "engine.auth.api.key";
  static final String API_KEY_HEADER = "engine.auth.api.key.header";
  static final String GRACE = "engine.auth.grace.ms";

  static final String GROUP = "Authentication";

  private static final String AUTHORIZATION = "Authorization";

  /** What each way to log in is configured by; the first key says it all in an example. */
  private static final Map<AuthType, List<String>> KEYS =
      new EnumMap<>(
          Map.of(
              AuthType.BASIC,
              List.of(USERNAME, PASSWORD),
              AuthType.BEARER,
              List.of(TOKEN),
              AuthType.API_KEY,
              List.of(API_KEY, API_KEY_HEADER),
              AuthType.OAUTH2,
              OAuthConfig.KEYS));

  private static final Pattern BEARER_TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  /** Adds the group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            TYPE,
            Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                (key, value) -> {
                  if (value != null) {
                    Checks.oneOf(AuthType.class).ensureValid(key, value);
                  }
                },
                () -> "none, basic, bearer, api-key or oauth2"),
            Importance.HIGH,
            "How to log in: `none`, `basic` (a user name and a password), `bearer` (a token), `api-key`"
                + " (a key in a header) or `oauth2` (tokens of an authorization server). When it is not"
                + " set, the way whose keys are set, or `none`.",
            GROUP,
            ++order,
            Width.SHORT,
            "Authentication",
            KEYS.values().stream().flatMap(List::stream).toList(),
            Recommenders.oneOf(AuthType.class))
        .define(
            USERNAME,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The user name for `basic`.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "User name",
            visibleFor(AuthType.BASIC))
        .define(
            PASSWORD,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The password for `basic`.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Password",
            visibleFor(AuthType.BASIC))
        .define(
            TOKEN,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The token for `bearer`, without the word *Bearer*. Nobody renews it: when it expires, the"
                + " tasks fail.",
            GROUP,
            ++order,
            Width.LONG,
            "Token",
            visibleFor(AuthType.BEARER))
        .define(
            API_KEY,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The key for `api-key`; it is the whole value of the header.",
            GROUP,
            ++order,
            Width.LONG,
            "API key",
            visibleFor(AuthType.API_KEY))
        .define(
            API_KEY_HEADER,
            Type.STRING,
            AUTHORIZATION,
            Importance.LOW,
            "The header that carries the key for `api-key`.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "API key header",
            visibleFor(AuthType.API_KEY))
        .define(
            GRACE,
            Type.LONG,
            120_000L,
            Range.between(0, 86_400_000),
            Importance.MEDIUM,
            "How long a task bears it that its credentials are refused, in milliseconds: those that had"
                + " worked, or that it has only just begun to use. An engine in trouble may refuse"
                + " good ones. Meanwhile one request goes to the engine after each pause, and nothing"
                + " else; then the task fails. With `0` it fails at once. The refusal of jobs of one"
                + " type (403) is borne as long.",
            GROUP,
            ++order,
            Width.SHORT,
            "Grace for refused credentials (ms)");
    return OAuthConfig.define(def, order);
  }

  /** Where tokens come from, if they come from somewhere. */
  Optional<URI> server() {
    return authentication instanceof Authentication.OAuth2 oauth
        ? Optional.of(
            oauth.endpoint() instanceof TokenEndpoint.OfIssuer of
                ? of.issuer()
                : ((TokenEndpoint.At) oauth.endpoint()).url())
        : Optional.empty();
  }

  /** Whether the certificate of its TLS connections is what proves who this client is. */
  boolean showsCertificate() {
    return authentication instanceof Authentication.OAuth2 oauth
        && oauth.client() instanceof OAuthClient.TlsCertificate;
  }

  /** Reads the group. What does not fit together is added to the problems. */
  static AuthConfig from(AbstractConfig config, Problems problems) {
    Map<AuthType, List<String>> given = given(config);
    String configured = config.getString(TYPE);
    AuthType type;
    if (configured != null) {
      type = Checks.constant(AuthType.class, configured);
      contradiction(type, given, problems);
    } else if (given.size() > 1) {
      problems.add(TYPE, "cannot be told: set are " + describe(given) + "; keep one of them");
      return new AuthConfig(new Authentication.None(), LoginKeys.ENGINE_AUTH);
    } else {
      type = given.keySet().stream().findFirst().orElse(AuthType.NONE);
    }
    return new AuthConfig(authentication(type, config, problems), LoginKeys.ENGINE_AUTH);
  }

  /** Every key of the group that is set. */
  static List<String> set(AbstractConfig config) {
    return Stream.concat(
            Stream.of(TYPE).filter(key -> Secrets.isSet(config, key)),
            given(config).values().stream().flatMap(List::stream))
        .toList();
  }

  private static Map<AuthType, List<String>> given(AbstractConfig config) {
    Map<AuthType, List<String>> given = new EnumMap<>(AuthType.class);
    KEYS.forEach(
        (type, keys) -> {
          List<String> set = keys.stream().filter(key -> Secrets.isSet(config, key)).toList();
          if (!set.isEmpty()) {
            given.put(type, set);
          }
        });
    return given;
  }

  private static void contradiction(
      AuthType type, Map<AuthType, List<String>> given, Problems problems) {
    Map<AuthType, List<String>> others = new EnumMap<>(AuthType.class);
    given.forEach(
        (other, keys) -> {
          if (other != type) {
            others.put(other, keys);
          }
        });
    if (!others.isEmpty()) {
      problems.add(
          TYPE,
          "is " + type + ", but set is " + describe(others) + "; remove it, or change " + TYPE);
    }
  }

  /** Such as {@code engine.auth.username (basic) and engine.auth.token (bearer)}. */
  private static String describe(Map<AuthType, List<String>> given) {
    List<String> parts = new ArrayList<>();
    given.forEach((type, keys) -> parts.add(String.join(", ", keys) + " (" + type + ")"));
    return String.join(" and ", parts);
  }

  private static Authentication authentication(
      AuthType type, AbstractConfig config, Problems problems) {
    return switch (type) {
      case NONE -> new Authentication.None();
      case BASIC -> basic(config, problems);
      case BEARER -> bearer(config, problems);
      case API_KEY -> apiKey(config, problems);
      case OAUTH2 -> OAuthConfig.from(config, problems);
    };
  }

  private static Authentication basic(AbstractConfig config, Problems problems) {
    Optional<String> username = Secrets.text(config, USERNAME);
    Optional<String> password = Secrets.secret(config, PASSWORD);
    if (username.isEmpty()) {
      problems.add(USERNAME, "is required by basic authentication");
    } else if (username.get().contains(":")) {
      problems.add(USERNAME, "must not contain a colon (RFC 7617)");
    }
    if (password.isEmpty()) {
      problems.add(PASSWORD, "is required by basic authentication");
    }
    return new Authentication.Basic(username.orElse(""), password.orElse(""));
  }

  private static Authentication bearer(AbstractConfig config, Problems problems) {
    String token = Secrets.required(config, TOKEN, "bearer authentication", problems);
    if (token.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      problems.add(TOKEN, "must be the token alone, without the word Bearer before it");
    } else if (!token.isEmpty() && !BEARER_TOKEN.matcher(token).matches()) {
      problems.add(
          TOKEN, "must be one word of visible ASCII characters: a header cannot carry others");
    }
    return new Authentication.Bearer(token);
  }

  private static Authentication apiKey(AbstractConfig config, Problems problems) {
    String header = Secrets.text(config, API_KEY_HEADER).orElse(AUTHORIZATION);
    HeaderRules.nameProblem(header, EngineConfig.adapter(config))
        .ifPresent(problem -> problems.add(API_KEY_HEADER, problem));
    String key = Secrets.required(config, API_KEY, "api-key authentication", problems);
    if (!key.isEmpty() && !HeaderRules.isValue(key)) {
      problems.add(API_KEY, HeaderRules.NOT_A_VALUE);
    }
    return new Authentication.ApiKey(header, key);
  }

  /** Shows a key for its way to log in, and as long as no other way is chosen. */
  static ConfigDef.Recommender visibleFor(AuthType type) {
    return Recommenders.visibleWhen(values -> chosen(values).map(type::equals).orElse(true));
  }

  /** The way that is configured, or whose keys are the only ones that are set. */
  static Optional<AuthType> chosen(Map<String, Object> values) {
    Object configured = values.get(TYPE);
    if (configured != null) {
      return Arrays.stream(AuthType.values())
          .filter(type -> type.toString().equals(configured))
          .findFirst()
          .or(() -> Optional.of(AuthType.NONE)); // none of the ways that there are
    }
    List<AuthType> given =
        KEYS.entrySet().stream()
            .filter(way -> way.getValue().stream().anyMatch(key -> isSet(values, key)))
            .map(Map.Entry::getKey)
            .toList();
    return given.size() == 1 ? Optional.of(given.get(0)) : Optional.empty();
  }

  private static boolean isSet(Map<String, Object> values, String key) {
    return values.get(key) != null && !key.equals(API_KEY_HEADER);
  }
}
