package io.bpmnconnect.it.camunda7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the settings of routes that the header {@code action} chooses. */
final class Routes {

  private static final Set<String> WITHOUT_VARIABLES =
      Set.of("update-job", "release-job", "cancel-process-instance", "resolve-incident");

  private Routes() {}

  /**
   * Settings, keys and values in turn. The variables are those of the record's field {@code
   * variables}.
   *
   * @param routes the name of each, its operation, and its fields with their expressions, such as
   *     {@code signal.name=value.name}
   */
  static String[] byAction(String[]... routes) {
    List<String> settings = new ArrayList<>();
    settings.add("routes");
    settings.add(Arrays.stream(routes).map(route -> route[0]).collect(Collectors.joining(",")));
    for (String[] route : routes) {
      String prefix = "routes." + route[0] + ".";
      settings.addAll(List.of(prefix + "when", "=headers.action = \"" + route[0] + "\""));
      settings.addAll(List.of(prefix + "operation", route[1]));
      if (!WITHOUT_VARIABLES.contains(route[1])) {
        settings.addAll(List.of(prefix + "variables", "=value.variables"));
      }
      for (String field : Arrays.asList(route).subList(2, route.length)) {
        int equals = field.indexOf('=');
        settings.addAll(List.of(prefix + field.substring(0, equals), field.substring(equals)));
      }
    }
    return settings.toArray(String[]::new);
  }
}
