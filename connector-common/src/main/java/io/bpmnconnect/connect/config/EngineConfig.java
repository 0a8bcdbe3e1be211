package io.bpmnconnect.connect.config;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineOption;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.RequestHeaders;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

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
    Map<String, String> options,
    RequestHeaders headers,
    Duration authGrace) {

  public static final String TYPE = "engine.type";
  public static final String URL = "engine.url";
  static final String CONNECT_TIMEOUT = "engine.connect.timeout.ms";
  static final String REQUEST_TIMEOUT = "engine.request.timeout.ms";
  public static final String VALIDATE_CONNECTION = "validate.connection";

  private static final String GROUP = "Engine";

  /** Adds the group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            TYPE,
            Type.STRING,
            ProcessEngines.DEFAULT.toString(),
            engineType(),
            Importance.HIGH,
            "The engine's protocol. `camunda8` is the Orchestration Cluster REST API v2 of Camunda 8.6"
                + " and newer. `zeebe` is the gRPC gateway of the same engine, 8.6 and newer: it also"
                + " pushes jobs, but cannot correlate messages at once. `camunda7` is the REST API of"
                + " Operaton, CIB seven and Camunda 7. `go-bpmn` is the HTTP API of go-bpmn 0.4.",
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
                + " is added when it is missing; with `engine.type=camunda7`, `/engine-rest` is"
                + " added when there is no path, and another engine of the same server is named by"
                + " `http://localhost:8080/engine-rest/engine/NAME`. With `engine.type=zeebe` that of the gateway's gRPC"
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
            "Validate connection");
    for (EngineAdapter adapter : ProcessEngines.adapters()) {
      for (EngineOption option : adapter.options()) {
        define(def, adapter, option, ++order);
      }
    }
    return NetworkConfig.define(CloudConfig.define(AuthConfig.define(def)));
  }

  /** Adds the keys of the headers that this configuration names. */
  public static ConfigDef defineNamed(ConfigDef def, Map<String, String> config) {
    return EngineHeaders.defineNamed(def, config, GROUP);
  }

  private static void define(ConfigDef def, EngineAdapter adapter, EngineOption option, int order) {
    def.define(
        key(adapter, option),
        option.isList() ? Type.LIST : Type.STRING,
        option.isList() ? List.of() : option.standard(),
        option.isList() ? null : ValidString.in(option.choices().toArray(String[]::new)),
        Importance.LOW,
        option.documentation(),
        GROUP,
        order,
        option.isList() ? Width.LONG : Width.SHORT,
        option.displayName(),
        Recommenders.visibleWhen(TYPE, type -> adapter.type().toString().equals(type)));
  }

  private static String key(EngineAdapter adapter, EngineOption option) {
    return "engine." + adapter.type() + "." + option.name();
  }

  /** The key of an adapter's option that a message begins with; empty when it begins otherwise. */
  static Optional<String> optionNamedFirst(EngineType type, String message) {
    EngineAdapter adapter = ProcessEngines.adapter(type);
    return adapter.options().stream()
        .map(option -> key(adapter, option))
        .filter(key -> message.startsWith(key + "="))
        .findFirst();
  }

  /** Says what to write instead of a name that means two engines. */
  private static ConfigDef.Validator engineType() {
    ConfigDef.Validator known = Checks.oneOf(EngineType.class);
    return LambdaValidator.with(
        (key, value) -> {
          if ("camunda".equals(value)) {
            throw new ConfigException(
                key,
                value,
                "which Camunda? Write camunda8 for Camunda 8, or camunda7 for Camunda 7, Operaton and"
                    + " CIB seven");
          }
          known.ensureValid(key, value);
        },
        known::toString);
  }

  /** Reads the group. What does not fit together is added to the problems. */
  public static EngineConfig from(AbstractConfig config, Problems problems) {
    EngineAdapter adapter = adapter(config);
    Optional<CloudConfig> cloud = CloudConfig.from(config, adapter, URL, problems);
    URI url = cloud.map(CloudConfig::url).orElseGet(() -> address(config, problems));
    if (url.getAuthority() != null) {
      addressProblem(adapter, url).ifPresent(problem -> problems.add(URL, problem));
    }
    AuthConfig auth =
        cloud
            .map(saas -> new AuthConfig(saas.authentication(), LoginKeys.CLOUD))
            .orElseGet(() -> AuthConfig.from(config, problems));
    if (auth.showsCertificate()) {
      TlsConfig.requireKey(config, "tls_client_auth", problems);
    }
    return new EngineConfig(
        adapter.type(),
        url,
        auth,
        Duration.ofMillis(config.getLong(CONNECT_TIMEOUT)),
        requestTimeout(config),
        NetworkConfig.from(config, servers(url, auth), problems),
        config.getBoolean(VALIDATE_CONNECTION),
        options(config, problems),
        EngineHeaders.from(config, adapter, problems),
        Duration.ofMillis(config.getLong(AuthConfig.GRACE)));
  }

  /** None without the engine's address: what is said of that must not be said of others. */
  private static List<URI> servers(URI url, AuthConfig auth) {
    return url.getAuthority() == null
        ? List.of()
        : Stream.concat(Stream.of(url), auth.server().stream()).toList();
  }

  /** Those of the adapter, by their names; those of others are refused. */
  private static Map<String, String> options(AbstractConfig config, Problems problems) {
    EngineAdapter configured = adapter(config);
    Map<String, String> options = new TreeMap<>();
    for (EngineAdapter adapter : ProcessEngines.adapters()) {
      for (EngineOption option : adapter.options()) {
        String key = key(adapter, option);
        if (adapter == configured) {
          options.put(
              option.name(),
              option.isList() ? String.join(",", config.getList(key)) : config.getString(key));
        } else if (config.originals().containsKey(key)) {
          problems.add(key, "has no effect with " + TYPE + "=" + config.getString(TYPE));
        }
      }
    }
    return options;
  }

  /** How long a request may take. */
  public static Duration requestTimeout(AbstractConfig config) {
    return Duration.ofMillis(config.getLong(REQUEST_TIMEOUT));
  }

  /** What is known of the engine's protocol, for whoever has a default that goes by it. */
  public static EngineAdapter adapter(AbstractConfig config) {
    return ProcessEngines.adapter(Checks.constant(EngineType.class, config.getString(TYPE)));
  }

  /** What is known of the engine's protocol. */
  public EngineAdapter adapter() {
    return ProcessEngines.adapter(type);
  }

  private static Optional<String> addressProblem(EngineAdapter adapter, URI url) {
    if (!adapter.has(EngineTrait.SEVERAL_ADDRESSES)) {
      return url.getAuthority().contains(",")
          ? Optional.of("must name one server; several are for " + TYPE + "=" + forSeveral())
          : Optional.empty();
    }
    return url.getPath().isEmpty() || url.getPath().equals("/")
        ? Optional.empty()
        : Optional.of(
            "must not have a path with "
                + TYPE
                + "="
                + adapter.type()
                + ", because a gRPC gateway has none; was "
                + url.getPath());
  }

  private static String forSeveral() {
    return ProcessEngines.adapters().stream()
        .filter(adapter -> adapter.has(EngineTrait.SEVERAL_ADDRESSES))
        .map(adapter -> adapter.type().toString())
        .collect(Collectors.joining(" or "));
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
        options,
        headers);
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
