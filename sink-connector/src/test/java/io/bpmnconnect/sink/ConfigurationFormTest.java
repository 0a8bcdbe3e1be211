package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.SinkConfigs.publishing;
import static io.bpmnconnect.sink.SinkConfigs.routing;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a form for the sink's configuration offers, shows and puts where. */
class ConfigurationFormTest {

  private static List<String> hidden(Map<String, String> config, String prefix) {
    return Validated.values(config).values().stream()
        .filter(value -> !value.visible())
        .map(ConfigValue::name)
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .filter(RouteConfig.KEYS::contains)
        .sorted()
        .toList();
  }

  private static List<String> meaningless(Operation operation) {
    return Arrays.stream(RouteField.values())
        .filter(field -> !OperationFields.of(operation).has(field))
        .map(RouteField::key)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void onlyTheKeysOfTheOperationAreShown(Operation operation) {
    assertThat(hidden(connector("operation", operation.toString()), ""))
        .isEqualTo(meaningless(operation))
        .isNotEmpty();
    assertThat(
            hidden(
                connector("routes", "r", "routes.r.operation", operation.toString()), "routes.r."))
        .isEqualTo(meaningless(operation));
  }

  @Test
  void aMessageHasNoSignalNameInTheForm() {
    Map<String, ConfigValue> values = Validated.values(publishing());

    assertThat(values.get("signal.name").visible()).isFalse();
    assertThat(values.get("message.name").visible()).isTrue();
    assertThat(values.get("operation").visible()).isTrue();
    assertThat(values.get("variables").visible()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"=headers.action", "=action", "publish-messages", ""})
  void everyKeyIsShownWhileTheOperationIsNotKnown(String operation) {
    assertThat(hidden(connector("operation", operation), "")).isEmpty();
    assertThat(hidden(connector("routes", "r", "routes.r.operation", operation), "routes.r."))
        .isEmpty();
  }

  @Test
  void everyKeyIsShownWhileThereIsNoOperation() {
    assertThat(hidden(connector(), "")).isEmpty();
  }

  @Test
  void eachRouteShowsTheKeysOfItsOwnOperation() {
    Map<String, ConfigValue> values = Validated.values(routing());

    assertThat(values.get("routes.placed.process.id").visible()).isTrue();
    assertThat(values.get("routes.placed.signal.name").visible()).isFalse();
    assertThat(values.get("routes.closed.process.id").visible()).isFalse();
    assertThat(values.get("routes.closed.signal.name").visible()).isTrue();
    assertThat(values.get("routes.closed.when").visible()).isTrue();
  }

  @Test
  void theOperationsAreOffered() {
    List<Object> operations =
        Arrays.stream(Operation.values()).map(o -> (Object) o.toString()).toList();

    assertThat(Validated.values(publishing()).get("operation").recommendedValues())
        .isEqualTo(operations);
    assertThat(Validated.values(routing()).get("routes.placed.operation").recommendedValues())
        .isEqualTo(operations);
  }

  /** A form asks again for the dependents of a key that was changed. */
  @Test
  void everyFieldDependsOnTheOperation() {
    ConfigDef def = SinkSettings.definition(routing());
    List<String> fields = RouteConfig.KEYS.subList(1, RouteConfig.KEYS.size());

    assertThat(def.configKeys().get("operation").dependents).isEqualTo(fields);
    assertThat(def.configKeys().get("routes.placed.operation").dependents)
        .isEqualTo(fields.stream().map(field -> "routes.placed." + field).toList());
  }

  @Test
  void everyDependentIsAKey() {
    Map<String, ConfigKey> keys = SinkSettings.definition(routing()).configKeys();

    assertThat(keys.values())
        .allSatisfy(key -> assertThat(keys.keySet()).as(key.name).containsAll(key.dependents));
  }

  @Test
  void noTwoKeysHaveOnePlace() {
    Map<String, String> places = new HashMap<>();

    for (ConfigKey key : SinkSettings.definition(routing()).configKeys().values()) {
      String place = key.group + " " + key.orderInGroup;
      assertThat(key.orderInGroup).as(key.name).isPositive();
      assertThat(places.put(place, key.name)).as(place + ": " + key.name).isNull();
    }
  }

  private static List<String> group(Map<String, String> config, String group) {
    return SinkSettings.definition(config).configKeys().values().stream()
        .filter(key -> key.group.equals(group))
        .sorted(Comparator.comparingInt(key -> key.orderInGroup))
        .map(key -> key.name)
        .toList();
  }

  @Test
  void everyGroupIsReadFromTheTop() {
    assertThat(
            SinkSettings.definition(routing()).configKeys().values().stream()
                .map(key -> key.group)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "Authentication",
            "Camunda SaaS",
            "Delivery",
            "Engine",
            "Errors",
            "Mapping",
            "Network",
            "Results",
            "Route closed",
            "Route placed",
            "TLS");
    assertThat(group(publishing(), "Mapping"))
        .isEqualTo(Stream.concat(Stream.of("routes"), RouteConfig.KEYS.stream()).toList());
    assertThat(group(routing(), "Route placed"))
        .isEqualTo(
            Stream.concat(Stream.of("when"), RouteConfig.KEYS.stream())
                .map(key -> "routes.placed." + key)
                .toList());
    assertThat(group(publishing(), "Delivery"))
        .containsExactly(
            "max.in.flight.requests",
            "retry.backoff.ms",
            "retry.backoff.max.ms",
            "delivery.timeout.ms",
            "ordering",
            "max.buffered.records",
            "unmatched.message.retry.ms");
    assertThat(group(publishing(), "Errors"))
        .containsExactly(
            "behavior.on.null.values",
            "behavior.on.no.route",
            "behavior.on.invalid",
            "behavior.on.not.found",
            "behavior.on.conflict",
            "behavior.on.ambiguous",
            "ambiguous.max.attempts",
            "behavior.on.unmatched.message",
            "behavior.on.delivery.timeout",
            "behavior.on.forbidden");
  }

  @Test
  void theDocumentationOfAKeySaysWhichOperationsItIsFor() {
    ConfigDef def = SinkSettings.definition();

    assertThat(def.configKeys().get("job.retries").documentation)
        .endsWith(" Required by `fail-job`. For `update-job`, `release-job`.");
    assertThat(def.configKeys().get("signal.name").documentation)
        .isEqualTo("The signal's name. Required by `broadcast-signal`.");
    assertThat(def.configKeys().get("tenant.id").documentation)
        .isEqualTo("The tenant. When it is not set, the engine's default.");
  }
}
