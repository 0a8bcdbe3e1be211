package io.bpmnconnect.connect.config;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The engine to talk to, and how to log in.
 *
 * @param authGrace how long refused credentials are borne
 */
public record EngineConfig(
    EngineType type,
    URI url,
    AuthConfig auth,
    Duration connectTimeout,
    Duration requestTimeout,
    NetworkSettings network,
    boolean validateConnection,
    Set<String> encryptedVariables,
    Duration authGrace) {

  public static final String TYPE = "engine.type";
  public static final String URL = "engine.url";
  static final String CONNECT_TIMEOUT = "engine.connect.timeout.ms";
  static final String REQUEST_TIMEOUT = "engine.request.timeout.ms";
  public static final String VALIDATE_CONNECTION = "validate.connection";
  static final String ENCRYPTED_VARIABLES = "engine.go-bpmn.encrypted.variables";

  private static final String GROUP = "Engine";

  /** Adds the group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            TYPE,
            Type.STRING,
            EngineType.CAMUNDA8.toString(),
            Checks.oneOf(EngineType.class),
            Importance.HIGH,
            "The engine's protocol. `camunda8` is the Orchestration Cluster REST API v2 of Camunda 8.6"
                + " and newer. `zeebe` is the gRPC gateway of the same engine, 8.6 and newer: it also"
                + " pushes jobs, but cannot correlate messages at once. `go-bpmn` is the HTTP API of"
                + " go-bpmn 0.4.",
            GROUP,
            ++order,
            Width.SHORT,
            "Engine type",
            Recommenders.oneOf(EngineType.class))
        .define(
            URL,
            Type.STRING,
            null,
            Checks.httpUrl(),
            Importance.HIGH,
            "The engine's address, such as `http://localhost:8080`. The path of Camunda's API (`/v2`)"
                + " is added when it is missing. With `engine.type=zeebe` that of the gateway's gRPC"
                + " port, such as `http://localhost:26500`, or `https://` for TLS; several gateways are"
                + " named with commas, as in `http://one:26500,two:26500`, and take turns, as do all"
                + " addresses of one host name. Required, but for Camunda's SaaS with the keys"
                + " `camunda.cloud.*`.",
            GROUP,
            ++order,
            Width.LONG,
            "Engine address")
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
            "Validate connection")
        .define(
            ENCRYPTED_VARIABLES,
            Type.LIST,
            List.of(),
            Importance.LOW,
            "Names of the variables that go-bpmn is asked to encrypt when it stores them. The engine"
                + " must have an encryption key.",
            GROUP,
            ++order,
            Width.LONG,
            "Encrypted variables",
            Recommenders.visibleWhen(TYPE, type -> EngineType.GO_BPMN.toString().equals(type)));
    return NetworkConfig.define(CloudConfig.define(AuthConfig.define(def)));
  }

  /** Reads the group. What does not fit together is added to the problems. */
  public static EngineConfig from(AbstractConfig config, Problems problems) {
    EngineType type = type(config);
    Optional<CloudConfig> cloud = CloudConfig.from(config, type, URL, problems);
    URI url = cloud.map(CloudConfig::url).orElseGet(() -> address(config, problems));
    if (url.getAuthority() != null) {
      addressProblem(type, url).ifPresent(problem -> problems.add(URL, problem));
    }
    AuthConfig auth =
        cloud
            .map(saas -> new AuthConfig(saas.authentication(), LoginKeys.CLOUD))
            .orElseGet(() -> AuthConfig.from(config, problems));
    if (auth.showsCertificate()) {
      TlsConfig.requireKey(config, "tls_client_auth", problems);
    }
    return new EngineConfig(
        type,
        url,
        auth,
        Duration.ofMillis(config.getLong(CONNECT_TIMEOUT)),
        Duration.ofMillis(config.getLong(REQUEST_TIMEOUT)),
        NetworkConfig.from(config, servers(url, auth), problems),
        config.getBoolean(VALIDATE_CONNECTION),
        encryptedVariables(config, problems),
        Duration.ofMillis(config.getLong(AuthConfig.GRACE)));
  }

  /** None without the engine's address: what is said of that must not be said of others. */
  private static List<URI> servers(URI url, AuthConfig auth) {
    return url.getAuthority() == null
        ? List.of()
        : Stream.concat(Stream.of(url), auth.server().stream()).toList();
  }

  private static Set<String> encryptedVariables(AbstractConfig config, Problems problems) {
    List<String> names = config.getList(ENCRYPTED_VARIABLES);
    if (!names.isEmpty() && type(config) != EngineType.GO_BPMN) {
      problems.add(
          ENCRYPTED_VARIABLES, "has no effect with " + TYPE + "=" + config.getString(TYPE));
    }
    return new TreeSet<>(names);
  }

  /** The engine's protocol alone, for whoever has a default that goes by it. */
  public static EngineType type(AbstractConfig config) {
    return Checks.constant(EngineType.class, config.getString(TYPE));
  }

  private static Optional<String> addressProblem(EngineType type, URI url) {
    if (type != EngineType.ZEEBE) {
      return url.getAuthority().contains(",")
          ? Optional.of("must name one server; several are for " + TYPE + "=" + EngineType.ZEEBE)
          : Optional.empty();
    }
    return url.getPath().isEmpty() || url.getPath().equals("/")
        ? Optional.empty()
        : Optional.of(
            "must not have a path with "
                + TYPE
                + "="
                + EngineType.ZEEBE
                + ", because a gRPC gateway has none; was "
                + url.getPath());
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
        auth.authentication(),
        connectTimeout,
        requestTimeout,
        maxConnections,
        ConnectorVersion.userAgent(),
        network,
        encryptedVariables);
  }

  private static URI address(AbstractConfig config, Problems problems) {
    String url = config.getString(URL);
    if (url == null) {
      problems.add(
          URL, "is required; or, for Camunda's SaaS, " + CloudConfig.CLUSTER_ID + " and its like");
    }
    return URI.create(Objects.requireNonNullElse(url, ""));
  }
}
