package io.bpmnconnect.connect.config;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** The engine to talk to, and how to log in. */
public record EngineConfig(
    EngineType type,
    URI url,
    Authentication authentication,
    Duration connectTimeout,
    Duration requestTimeout,
    NetworkSettings network,
    boolean validateConnection) {

  static final String TYPE = "engine.type";
  public static final String URL = "engine.url";
  static final String AUTH_TYPE = "engine.auth.type";
  static final String USERNAME = "engine.auth.username";
  static final String PASSWORD = "engine.auth.password";
  static final String CONNECT_TIMEOUT = "engine.connect.timeout.ms";
  static final String REQUEST_TIMEOUT = "engine.request.timeout.ms";
  public static final String VALIDATE_CONNECTION = "validate.connection";

  private static final String GROUP = "Engine";

  private static final ConfigDef.Recommender BASIC_OR_NOT_SET =
      Recommenders.visibleWhen(AUTH_TYPE, type -> type == null || type.equals("basic"));

  /** The ways to log in; the text form is the one used in configuration. */
  private enum AuthType {
    NONE,
    BASIC
  }

  /** Adds the group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            TYPE,
            Type.STRING,
            EngineType.CAMUNDA.toString(),
            Checks.oneOf(EngineType.class),
            Importance.HIGH,
            "The engine's protocol. `camunda` is the Orchestration Cluster REST API v2 of Camunda 8.6"
                + " and newer.",
            GROUP,
            ++order,
            Width.SHORT,
            "Engine type",
            Recommenders.oneOf(EngineType.class))
        .define(
            URL,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Checks.httpUrl(),
            Importance.HIGH,
            "The engine's address, such as `http://localhost:8080`. The API's path (`/v2`) is added"
                + " when it is missing.",
            GROUP,
            ++order,
            Width.LONG,
            "Engine address")
        .define(
            AUTH_TYPE,
            Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                (key, value) -> {
                  if (value != null) {
                    Checks.oneOf(AuthType.class).ensureValid(key, value);
                  }
                },
                () -> "none or basic"),
            Importance.HIGH,
            "How to log in: `none` or `basic`. When it is not set, `basic` if there is a user name,"
                + " else `none`.",
            GROUP,
            ++order,
            Width.SHORT,
            "Authentication",
            List.of(USERNAME, PASSWORD),
            Recommenders.oneOf(AuthType.class))
        .define(
            USERNAME,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The user name for basic authentication.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "User name",
            BASIC_OR_NOT_SET)
        .define(
            PASSWORD,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The password for basic authentication.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Password",
            BASIC_OR_NOT_SET)
        .define(
            CONNECT_TIMEOUT,
            Type.LONG,
            5_000L,
            Range.between(1, Integer.MAX_VALUE),
            Importance.LOW,
            "How long to wait for one connection to the engine, in milliseconds.",
            GROUP,
            ++order,
            Width.SHORT,
            "Connect timeout (ms)")
        .define(
            REQUEST_TIMEOUT,
            Type.LONG,
            20_000L,
            Range.between(1, Integer.MAX_VALUE),
            Importance.LOW,
            "How long to wait for the engine's answer to one command, in milliseconds.",
            GROUP,
            ++order,
            Width.SHORT,
            "Request timeout (ms)")
        .define(
            VALIDATE_CONNECTION,
            Type.BOOLEAN,
            true,
            Importance.LOW,
            "Whether validation of this configuration also asks the engine for its version, so that a"
                + " wrong address or a wrong password is found before anything starts.",
            GROUP,
            ++order,
            Width.SHORT,
            "Validate connection");
    return NetworkConfig.define(def);
  }

  /** Reads the group. What does not fit together is added to the problems. */
  public static EngineConfig from(AbstractConfig config, Problems problems) {
    URI url = URI.create(config.getString(URL));
    return new EngineConfig(
        Checks.constant(EngineType.class, config.getString(TYPE)),
        url,
        authentication(config, problems),
        Duration.ofMillis(config.getLong(CONNECT_TIMEOUT)),
        Duration.ofMillis(config.getLong(REQUEST_TIMEOUT)),
        NetworkConfig.from(config, List.of(url), problems),
        config.getBoolean(VALIDATE_CONNECTION));
  }

  /**
   * What an adapter needs to know.
   *
   * @param maxConnections the most connections held open at once
   */
  public EngineSettings settings(int maxConnections) {
    return new EngineSettings(
        type,
        url,
        authentication,
        connectTimeout,
        requestTimeout,
        maxConnections,
        ConnectorVersion.userAgent(),
        network);
  }

  private static Authentication authentication(AbstractConfig config, Problems problems) {
    String username = config.getString(USERNAME);
    Password password = config.getPassword(PASSWORD);
    boolean credentials = username != null || password != null;
    String configured = config.getString(AUTH_TYPE);
    AuthType type =
        configured == null
            ? (credentials ? AuthType.BASIC : AuthType.NONE)
            : Checks.constant(AuthType.class, configured);
    if (type == AuthType.NONE) {
      if (credentials) {
        problems.add(
            AUTH_TYPE,
            "is none, but " + USERNAME + " or " + PASSWORD + " is set; remove one of the two");
      }
      return new Authentication.None();
    }
    if (username == null || username.isEmpty()) {
      problems.add(USERNAME, "is required by basic authentication");
    } else if (username.contains(":")) {
      problems.add(USERNAME, "must not contain a colon (RFC 7617)");
    }
    if (password == null) {
      problems.add(PASSWORD, "is required by basic authentication");
    }
    return new Authentication.Basic(
        Objects.requireNonNullElse(username, ""), password == null ? "" : password.value());
  }
}
