package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The routes in their order; the first that takes a record has it. Immutable. */
record RouteTable(List<Route> routes) {

  static final String ROUTES = "routes";

  private static final String GROUP = "Mapping";

  /** The first route that takes the record. */
  Optional<Route> match(Map<String, Object> record) {
    for (Route route : routes) {
      if (route.takes(record)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** Adds {@code routes} and the keys of the route at the top level. */
  static ConfigDef define(ConfigDef def) {
    def.define(
        ROUTES,
        Type.LIST,
        List.of(),
        Importance.HIGH,
        "Names of routes, for topics that carry several event types. Each route has the keys of this"
            + " group below `routes.<name>.`, and `routes.<name>.when`. Without it, the keys at the"
            + " top level are the one route.",
        GROUP,
        1,
        Width.MEDIUM,
        "Routes");
    return RouteConfig.define(def, "", GROUP);
  }

  /** Adds the keys of the routes that this configuration names. */
  static ConfigDef defineNamed(ConfigDef def, Map<String, String> config) {
    for (String name : names(config.getOrDefault(ROUTES, ""))) {
      RouteConfig.define(def, prefix(name), "Route " + name);
    }
    return def;
  }

  /** Reads the routes. What does not fit together is added to the problems. */
  static RouteTable from(AbstractConfig config, Problems problems) {
    Set<String> names = new LinkedHashSet<>(config.getList(ROUTES));
    if (names.removeIf(String::isBlank)) {
      problems.add(ROUTES, "must not hold an empty name");
    }
    refuseUnknownKeys(config, names, problems);
    if (names.isEmpty()) {
      return new RouteTable(RouteConfig.read("default", "", config, problems).stream().toList());
    }
    for (String key : RouteConfig.KEYS) {
      if (config.getString(key) != null) {
        problems.add(
            key, "has no effect beside routes; set " + prefix("<name>") + key + " instead");
      }
    }
    List<Route> routes = new ArrayList<>();
    for (String name : names) {
      RouteConfig.read(name, prefix(name), config, problems).ifPresent(routes::add);
    }
    refuseUnreachable(routes, problems);
    return new RouteTable(List.copyOf(routes));
  }

  private static void refuseUnknownKeys(
      AbstractConfig config, Set<String> names, Problems problems) {
    Set<String> known = config.values().keySet();
    for (String key : new TreeSet<>(config.originals().keySet())) {
      if (key.startsWith(ROUTES + ".") && !known.contains(key)) {
        problems.add(
            key,
            "is not a key of a route; routes names "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + ", and each has when, "
                + String.join(", ", RouteConfig.KEYS));
      }
    }
  }

  /** Adds what the routes ask for and the engine does not have. */
  void check(EngineInfo engine, Problems problems) {
    routes.forEach(route -> route.check(engine, problems));
  }

  private static void refuseUnreachable(List<Route> routes, Problems problems) {
    for (int i = 0; i < routes.size() - 1; i++) {
      if (routes.get(i).when().isEmpty()) {
        problems.add(
            prefix(routes.get(i).name()) + RouteConfig.WHEN,
            "is required: without it the routes after " + routes.get(i).name() + " get no record");
      }
    }
  }

  private static List<String> names(String list) {
    return java.util.Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  private static String prefix(String name) {
    return ROUTES + "." + name + ".";
  }
}
