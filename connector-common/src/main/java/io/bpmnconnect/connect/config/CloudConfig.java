package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** A cluster of Camunda's SaaS: four keys, as its console shows them, say all that is needed. */
record CloudConfig(URI url, Authentication.OAuth2 authentication) {

  static final String CLUSTER_ID = "camunda.cloud.cluster.id";
  static final String REGION = "camunda.cloud.region";
  static final String CLIENT_ID = "camunda.cloud.client.id";
  static final String CLIENT_SECRET = "camunda.cloud.client.secret";

  static final String DOMAIN = "camunda.cloud.domain";
  static final String AUDIENCE = "camunda.cloud.audience";

  private static final List<String> KEYS = List.of(CLUSTER_ID, REGION, CLIENT_ID, CLIENT_SECRET);

  private static final URI TOKEN_URL = URI.create("https://login.cloud.camunda.io/oauth/token");
  private static final String USUAL_AUDIENCE = "zeebe.camunda.io";
  private static final String GROUP = "Camunda SaaS";

  /** Both become part of an address. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

  private static final Pattern DOMAIN_NAME = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  /** Adds the group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            CLUSTER_ID,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The id of a cluster of Camunda's SaaS. With the other keys of this group it takes the place"
                + " of `engine.url` and of everything in the group *Authentication*.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Cluster id")
        .define(
            REGION,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The cluster's region, such as `bru-2`.",
            GROUP,
            ++order,
            Width.SHORT,
            "Region")
        .define(
            CLIENT_ID,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "The id of a client of the cluster's API.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Client id")
        .define(
            CLIENT_SECRET,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The client's secret.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Client secret")
        .define(
            DOMAIN,
            Type.STRING,
            null,
            Importance.LOW,
            "The domain of the cluster's address. When it is not set, `api.camunda.io`, which clusters"
                + " of Camunda 8.8 and newer have, and by gRPC `zeebe.camunda.io`. A cluster of 8.6 or"
                + " 8.7 needs `zeebe.camunda.io`, which answers no REST requests any more since 8.10.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Domain")
        .define(
            AUDIENCE,
            Type.STRING,
            null,
            Importance.LOW,
            "The audience that tokens are asked for; `zeebe.camunda.io` when it is not set.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Audience");
  }

  /**
   * Reads the group; empty when none of its keys is set. What does not fit together is added to the
   * problems.
   *
   * @param engineUrl the key of the address that the group takes the place of
   */
  static Optional<CloudConfig> from(
      AbstractConfig config, EngineAdapter adapter, String engineUrl, Problems problems) {
    if (KEYS.stream().noneMatch(key -> Secrets.isSet(config, key))) {
      for (String lonely : List.of(DOMAIN, AUDIENCE)) {
        if (Secrets.isSet(config, lonely)) {
          problems.add(lonely, "means nothing without " + CLUSTER_ID);
        }
      }
      return Optional.empty();
    }
    String cluster = name(CLUSTER_ID, config, problems);
    String region = name(REGION, config, problems);
    String client = required(CLIENT_ID, config, problems);
    String secret =
        Secrets.required(config, CLIENT_SECRET, "the other camunda.cloud.* keys", problems);
    refuseOthers(config, engineUrl, problems);
    return Optional.of(
        new CloudConfig(
            url(adapter, region, cluster, domain(config, problems), problems),
            new Authentication.OAuth2(
                new OAuthClient.SecretPost(client, secret),
                new TokenEndpoint.At(TOKEN_URL),
                Optional.empty(),
                Optional.of(Secrets.text(config, AUDIENCE).orElse(USUAL_AUDIENCE)),
                Optional.empty())));
  }

  private static URI url(
      EngineAdapter adapter,
      String region,
      String cluster,
      Optional<String> domain,
      Problems problems) {
    Optional<URI> address = adapter.cloudAddress(region, cluster, domain);
    if (address.isEmpty()) {
      problems.add(
          CLUSTER_ID,
          "is of Camunda's SaaS, which has no engines of type " + adapter.type() + "; remove it");
    }
    return address.orElseGet(() -> URI.create(""));
  }

  private static Optional<String> domain(AbstractConfig config, Problems problems) {
    Optional<String> domain = Secrets.text(config, DOMAIN);
    if (domain.isPresent() && !DOMAIN_NAME.matcher(domain.get()).matches()) {
      problems.add(DOMAIN, "must be the name of a domain, such as api.camunda.io");
      return Optional.empty();
    }
    return domain;
  }

  /** A part of the address; a placeholder when it cannot be one. */
  private static String name(String key, AbstractConfig config, Problems problems) {
    String name = required(key, config, problems);
    if (name.isEmpty() || NAME.matcher(name).matches()) {
      return name;
    }
    problems.add(key, "must consist of letters (a to z), digits and hyphens");
    return "";
  }

  private static String required(String key, AbstractConfig config, Problems problems) {
    Optional<String> text = Secrets.text(config, key);
    if (text.isEmpty()) {
      problems.add(key, "is required by the other camunda.cloud.* keys");
    }
    return text.orElse("");
  }

  private static void refuseOthers(AbstractConfig config, String engineUrl, Problems problems) {
    List<String> others = new ArrayList<>();
    if (Secrets.isSet(config, engineUrl)) {
      others.add(engineUrl);
    }
    others.addAll(AuthConfig.set(config));
    for (String other : others) {
      problems.add(
          other, "cannot be set together with camunda.cloud.*, which says the same; remove it");
    }
  }
}
