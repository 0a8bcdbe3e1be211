package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** The way to the engine, and to where tokens come from: TLS, a proxy, connections, sizes. */
final class NetworkConfig {

  static final String PROXY_URL = "engine.proxy.url";
  static final String PROXY_USERNAME = "engine.proxy.username";
  static final String PROXY_PASSWORD = "engine.proxy.password";
  static final String PROXY_BYPASS = "engine.proxy.bypass";
  static final String MAX_AGE = "engine.connection.max.age.ms";
  static final String MAX_IDLE = "engine.connection.max.idle.ms";
  static final String MAX_RESPONSE = "engine.response.max.bytes";

  private static final String GROUP = "Network";

  private static final Pattern HOST_PATTERN =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");

  private NetworkConfig() {}

  /** Adds the keys of this group and of {@link TlsConfig}. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            PROXY_URL,
            Type.STRING,
            null,
            Checks.httpUrl(),
            Importance.MEDIUM,
            "The HTTP proxy that leads to the engine, and to the server that tokens come from, such as"
                + " `http://proxy:3128`. For https addresses, and for any with `engine.type=zeebe`, it"
                + " must allow `CONNECT`.",
            GROUP,
            ++order,
            Width.LONG,
            "Proxy")
        .define(
            PROXY_USERNAME,
            Type.STRING,
            null,
            Importance.LOW,
            "The user name for basic authentication at the proxy.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Proxy user name")
        .define(
            PROXY_PASSWORD,
            Type.PASSWORD,
            null,
            Importance.LOW,
            "The password for basic authentication at the proxy.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Proxy password")
        .define(
            PROXY_BYPASS,
            Type.LIST,
            List.of(),
            Importance.LOW,
            "Hosts that are reached without the proxy: names, or `*.` and the end of names, such as"
                + " `localhost,*.svc.cluster.local`.",
            GROUP,
            ++order,
            Width.LONG,
            "Hosts without proxy")
        .define(
            MAX_AGE,
            Type.LONG,
            NetworkSettings.DEFAULT.maxConnectionAge().toMillis(),
            Range.between(1_000, Integer.MAX_VALUE),
            Importance.LOW,
            "How long one connection is used, in milliseconds. A change of the engine's addresses in"
                + " DNS is followed within this time.",
            GROUP,
            ++order,
            Width.SHORT,
            "Connection age (ms)")
        .define(
            MAX_IDLE,
            Type.LONG,
            NetworkSettings.DEFAULT.maxConnectionIdle().toMillis(),
            Range.between(1_000, Integer.MAX_VALUE),
            Importance.LOW,
            "How long an unused connection is kept open, in milliseconds.",
            GROUP,
            ++order,
            Width.SHORT,
            "Connection idle time (ms)")
        .define(
            MAX_RESPONSE,
            Type.INT,
            NetworkSettings.DEFAULT.maxResponseBytes(),
            Range.between(64 * 1024, 1024 * 1024 * 1024),
            Importance.LOW,
            "The largest answer of the engine that is read, in bytes after decompression; a larger one"
                + " is an error. Activated jobs come in one answer with all their variables, so for"
                + " jobs with many variables lower `job.max.activate`, or name the variables to fetch.",
            GROUP,
            ++order,
            Width.SHORT,
            "Largest response (bytes)");
    return TlsConfig.define(def);
  }

  /**
   * Reads the group, and the files that it names. What does not fit together or cannot be used is
   * added to the problems.
   *
   * @param servers the addresses that the settings are for, as far as they are known
   */
  static NetworkSettings from(AbstractConfig config, Collection<URI> servers, Problems problems) {
    TlsSettings tls = TlsConfig.from(config, servers, problems);
    return new NetworkSettings(
        tls,
        proxy(config, problems),
        Duration.ofMillis(config.getLong(MAX_AGE)),
        Duration.ofMillis(config.getLong(MAX_IDLE)),
        config.getInt(MAX_RESPONSE));
  }

  private static Optional<ProxySettings> proxy(AbstractConfig config, Problems problems) {
    String url = config.getString(PROXY_URL);
    String username = config.getString(PROXY_USERNAME);
    Password password = config.getPassword(PROXY_PASSWORD);
    List<String> bypass = config.getList(PROXY_BYPASS);
    if (url == null) {
      meaningless(PROXY_USERNAME, username != null, problems);
      meaningless(PROXY_PASSWORD, password != null, problems);
      meaningless(PROXY_BYPASS, !bypass.isEmpty(), problems);
      return Optional.empty();
    }
    URI proxy = URI.create(url);
    checkAddress(proxy, problems);
    bypass.stream()
        .filter(host -> !HOST_PATTERN.matcher(host).matches())
        .forEach(
            host ->
                problems.add(
                    PROXY_BYPASS,
                    "must be names of hosts without ports, which may begin with *., but has \""
                        + host
                        + "\""));
    return Optional.of(new ProxySettings(proxy, login(username, password, problems), bypass));
  }

  private static void meaningless(String key, boolean isSet, Problems problems) {
    if (isSet) {
      problems.add(key, "means nothing without " + PROXY_URL);
    }
  }

  private static void checkAddress(URI proxy, Problems problems) {
    if (!proxy.getScheme().equalsIgnoreCase("http")) {
      problems.add(
          PROXY_URL,
          "must begin with http://: what goes to an https address is encrypted on the way through the"
              + " proxy all the same");
    } else if (!proxy.getAuthority().matches(".*:\\d+")) {
      problems.add(
          PROXY_URL,
          "must have a port, such as "
              + proxy.getScheme()
              + "://"
              + proxy.getAuthority()
              + ":3128");
    } else if (proxy.getPath() != null && !proxy.getPath().matches("/?")) {
      problems.add(PROXY_URL, "must not have a path");
    }
  }

  private static Optional<Authentication.Basic> login(
      String username, Password password, Problems problems) {
    if (username == null && password == null) {
      return Optional.empty();
    }
    if (username == null) {
      problems.add(PROXY_USERNAME, "is required together with " + PROXY_PASSWORD);
      return Optional.empty();
    }
    if (password == null) {
      problems.add(PROXY_PASSWORD, "is required together with " + PROXY_USERNAME);
      return Optional.empty();
    }
    if (username.contains(":")) {
      problems.add(PROXY_USERNAME, "must not contain a colon (RFC 7617)");
    }
    return Optional.of(new Authentication.Basic(username, password.value()));
  }
}
