package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.Validated.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The mistakes in the keys of a route, at the top level and below a name, by exact messages. */
class RouteMistakesTest {

  private static final String ROUTE = "routes.only.";

  private static final String PAYLOAD =
      "variables variables.include variables.exclude variables.headers ";

  /** What may stand beside the correlation key, or in its place with other engines. */
  private static final String CORRELATION =
      "message.correlation.keys message.local.correlation.keys message.business.id"
          + " process.instance.key ";

  private static final String RETRIES_TO_RELEASE =
      "is required by operation release-job with engine.type=camunda8, which can only give a job"
          + " back by a failure that leaves its retries as they are";

  private static final String REF = "job.worker job.lease.token";

  /** What each operation knows: the keys that it needs, one of those that it needs, the others. */
  static final List<Arguments> OPERATIONS =
      List.of(
          Arguments.of(
              "create-process-instance",
              "",
              "process.id process.definition.key",
              PAYLOAD
                  + "process.version process.start.elements process.runtime.instructions"
                  + " process.tags process.business.id process.await.completion"
                  + " process.await.timeout.ms process.fetch.variables process.variables.in.return"
                  + " operation.reference tenant.id"),
          Arguments.of(
              "publish-message",
              "message.name message.correlation.key",
              "",
              PAYLOAD + CORRELATION + "message.time.to.live.ms message.id tenant.id"),
          Arguments.of(
              "correlate-message",
              "message.name message.correlation.key",
              "",
              PAYLOAD + CORRELATION + "message.correlate.all tenant.id"),
          Arguments.of("broadcast-signal", "signal.name", "", PAYLOAD + "tenant.id"),
          Arguments.of("complete-job", "job.key", "", PAYLOAD + REF),
          Arguments.of(
              "fail-job",
              "job.key job.retries",
              "",
              PAYLOAD + "job.error.message job.retry.backoff.ms " + REF),
          Arguments.of(
              "throw-job-error",
              "job.key job.error.code",
              "",
              PAYLOAD + "job.error.message " + REF),
          Arguments.of(
              "update-job", "job.key", "job.retries job.timeout.ms", "job.priority " + REF),
          Arguments.of("release-job", "job.key", "", "job.retries " + REF),
          Arguments.of(
              "cancel-process-instance", "process.instance.key", "", "operation.reference"),
          Arguments.of(
              "set-variables",
              "element.instance.key",
              "",
              PAYLOAD + "variables.local operation.reference"),
          Arguments.of("resolve-incident", "incident.key", "", "operation.reference"),
          Arguments.of("evaluate-decision", "", "decision.id decision.key", PAYLOAD + "tenant.id"),
          Arguments.of(
              "evaluate-conditionals",
              "",
              "",
              PAYLOAD + "process.definition.key process.business.id tenant.id"));

  private static Set<String> keys(String... lists) {
    return Arrays.stream(lists)
        .flatMap(list -> Arrays.stream(list.split(" ", -1)))
        .filter(key -> !key.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A connector whose one route, below a name or not, has these keys. */
  private static Map<String, String> route(String prefix, Map<String, String> keys) {
    Map<String, String> config = prefix.isEmpty() ? connector() : connector("routes", "only");
    keys.forEach((key, value) -> config.put(prefix + key, value));
    return config;
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /**
   * Exactly these messages, each with its key in front, from validation and from a task.
   *
   * @param messages by key without prefix; in the messages {@code <p>} stands for the prefix
   */
  private static void assertMistakes(Map<String, String> keys, Map<String, String> messages) {
    for (String prefix : List.of("", ROUTE)) {
      Map<String, String> config = route(prefix, keys);
      Map<String, List<String>> expected = new TreeMap<>();
      messages.forEach(
          (key, message) ->
              expected.put(
                  prefix + key, List.of(prefix + key + ": " + message.replace("<p>", prefix))));

      assertThat(errors(config)).isEqualTo(expected);
      if (expected.isEmpty()) {
        assertThatCode(() -> SinkSettings.parse(config)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> SinkSettings.parse(config))
            .isInstanceOf(ConfigException.class)
            .hasMessageContainingAll(
                expected.values().stream().map(list -> list.get(0)).toArray(String[]::new));
      }
    }
  }

  /** What is said of an operation with none of its keys, by an engine with correlation keys. */
  private static Map<String, String> needs(String operation, String required, String oneOf) {
    Map<String, String> messages = new HashMap<>();
    keys(required).forEach(key -> messages.put(key, "is required by operation " + operation));
    String[] either = oneOf.split(" ", -1);
    if (either.length == 2) {
      messages.put(either[0], "or <p>" + either[1] + " is required by operation " + operation);
    }
    if (operation.equals("release-job")) {
      messages.put("job.retries", RETRIES_TO_RELEASE);
    }
    return messages;
  }

  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void anOperationSaysWhatItNeeds(String operation, String required, String oneOf) {
    assertMistakes(map("operation", operation), needs(operation, required, oneOf));
  }

  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void whatAnOperationNeedsIsNotSetByBlanks(String operation, String required, String oneOf) {
    Map<String, String> config = map("operation", operation);
    Map<String, String> messages = needs(operation, required, oneOf);
    messages.remove("message.correlation.key"); // none is for a start event
    for (String key : keys(required)) {
      config.put(key, " ");
    }
    if (operation.equals("fail-job")) { // a number cannot be blank in the first place
      config.put("job.retries", "1");
      messages.remove("job.retries");
    }

    assertMistakes(config, messages);
  }

  /** With an expression, since that can be the value of every key. */
  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void whatMeansNothingToAnOperationIsRefused(
      String operation, String required, String oneOf, String optional) {
    Set<String> known = keys(required, oneOf, optional);
    known.removeAll(keys("process.definition.key decision.key")); // not beside the ids
    Map<String, String> config = map("operation", operation);
    known.forEach(key -> config.put(key, "=value"));
    assertMistakes(config, Map.of());

    Set<String> unknown = keys(String.join(" ", RouteConfig.KEYS));
    unknown.removeAll(keys(required, oneOf, optional));
    unknown.remove("operation");
    unknown.removeAll(keys("process.id process.version decision.id")); // tested as pairs below
    Map<String, String> messages = new HashMap<>();
    for (String key : unknown) {
      config.put(key, "=value");
      messages.put(key, "means nothing to operation " + operation + "; remove it");
    }
    if (messages.containsKey("process.await.timeout.ms")) {
      config.put("process.await.completion", "=value");
    }

    assertMistakes(config, messages);
  }

  @Test
  void anOperationThatEachRecordSaysLeavesEveryKeyOpen() {
    Map<String, String> config = map("operation", "=headers.action");
    assertMistakes(config, Map.of());

    RouteConfig.KEYS.forEach(key -> config.putIfAbsent(key, "=value"));
    config.keySet().removeAll(keys("process.definition.key decision.key"));
    assertMistakes(config, Map.of());
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of("create-process-instance", "process.id", "process.definition.key"),
        Arguments.of("=topic", "process.id", "process.definition.key"),
        Arguments.of("create-process-instance", "process.version", "process.definition.key"),
        Arguments.of("=topic", "process.version", "process.definition.key"),
        Arguments.of("evaluate-decision", "decision.id", "decision.key"),
        Arguments.of("=topic", "decision.id", "decision.key"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void ofTwoKeysThatSayTheSameOneIsRefused(String operation, String one, String other) {
    assertMistakes(
        map("operation", operation, one, "1", other, "2"),
        Map.of(one, "has no effect beside <p>" + other + "; remove one of the two"));
  }

  @Test
  void everyMistakeInAProcessIsToldAtOnce() {
    assertMistakes(
        map(
            "operation", "create-process-instance",
            "process.id", "order",
            "process.version", "1",
            "process.definition.key", "2",
            "process.fetch.variables", "a",
            "signal.name", "s"),
        Map.of(
            "process.id", "has no effect beside <p>process.definition.key; remove one of the two",
            "process.version",
                "has no effect beside <p>process.definition.key; remove one of the two",
            "process.fetch.variables", "has no effect without <p>process.await.completion",
            "signal.name", "means nothing to operation create-process-instance; remove it"));
  }

  @ParameterizedTest
  @CsvSource({"process.await.timeout.ms", "process.fetch.variables"})
  void nothingAboutTheEndOfAnInstanceIsSetWithoutAwaitingIt(String key) {
    for (String operation : List.of("create-process-instance", "=topic")) {
      Map<String, String> config = map("operation", operation, "process.id", "order", key, "1");
      assertMistakes(config, Map.of(key, "has no effect without <p>process.await.completion"));

      config.put("process.await.completion", "=value.wait");
      assertMistakes(config, Map.of());
    }
  }

  @Test
  void aVersionIsANumberButAnyTextWithGoBpmn() {
    for (String version : List.of("-2", "1.0", "v1")) {
      Map<String, String> config =
          map(
              "operation", "create-process-instance",
              "process.id", "order",
              "process.version", version);
      assertMistakes(
          config,
          Map.of(
              "process.version",
              "must be a whole number between -1 and 2147483647, or a FEEL expression"));

      Map<String, String> goBpmn = route("", config);
      goBpmn.put("engine.type", "go-bpmn");
      assertThat(errors(goBpmn)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"camunda8, true", "zeebe, true", "camunda7, false", "go-bpmn, false"})
  void aJobIsGivenBackWithItsRetriesWhereOnlyAFailureCanDoIt(String engine, boolean needed) {
    Map<String, String> config = route("", map("operation", "release-job", "job.key", "=key"));
    config.put("engine.type", engine);

    assertThat(errors(config))
        .isEqualTo(
            needed
                ? Map.of(
                    "job.retries",
                    List.of("job.retries: " + RETRIES_TO_RELEASE.replace("camunda8", engine)))
                : Map.of());
    config.put("job.retries", "=value.retries");
    assertThat(errors(config)).isEmpty();
  }

  private static void assertInvalid(String key, String value, String message) {
    for (String prefix : List.of("", ROUTE)) {
      Map<String, String> config =
          route(prefix, map("operation", "=topic", "process.await.completion", "true"));
      config.put(prefix + key, value);
      String invalid =
          "Invalid value "
              + value
              + " for configuration "
              + prefix
              + key
              + ": "
              + message.replace("<p>", prefix);

      assertThat(errors(config)).isEqualTo(Map.of(prefix + key, List.of(invalid)));
      assertThatThrownBy(() -> SinkSettings.parse(config))
          .isInstanceOf(ConfigException.class)
          .hasMessage(invalid);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          process.await.completion     | yes        | must be true, false or a FEEL expression
          process.await.completion     | TRUE       | must be true, false or a FEEL expression
          variables.local              | 1          | must be true, false or a FEEL expression
          job.retries                  | -1         | must be a whole number between 0 and 2147483647, or a FEEL expression
          job.retries                  | 0.5        | must be a whole number between 0 and 2147483647, or a FEEL expression
          job.retries                  | 2147483648 | must be a whole number between 0 and 2147483647, or a FEEL expression
          job.retry.backoff.ms         | 1s         | must be a whole number of at least 0, or a FEEL expression
          job.timeout.ms               | 0          | must be a whole number of at least 1, or a FEEL expression
          process.await.timeout.ms     | -1         | must be a whole number of at least 0, or a FEEL expression
          message.time.to.live.ms      | 1h         | must be a whole number of at least 0, or a FEEL expression
          operation.reference          | 0          | must be a whole number of at least 1, or a FEEL expression
          operation.reference          | 9223372036854775808 | must be a whole number of at least 1, or a FEEL expression
          job.priority                 | high       | must be a whole number between 0 and 2147483647, or a FEEL expression
          message.correlate.all        | all        | must be true, false or a FEEL expression
          process.variables.in.return  | yes        | must be true, false or a FEEL expression
          message.correlation.keys     | orderId    | must be a FEEL expression that starts with =, such as ={orderId: value.id}
          message.local.correlation.keys | {a: 1}   | must be a FEEL expression that starts with =, such as ={orderId: value.id}
          variables                    | {a: 1}     | must be a FEEL expression that starts with =, such as ={orderId: value.id}
          process.runtime.instructions | TERMINATE  | must be a FEEL expression that starts with =, such as =[{type: "TERMINATE_PROCESS_INSTANCE", afterElementId: "approve"}]
          variables.include            | =names     | unknown name names; there are headers, key, offset, partition, timestamp, topic, value
          process.await.completion     | =wait      | unknown name wait; there are headers, key, offset, partition, timestamp, topic, value
          job.retries                  | =          | a FEEL expression must follow the '='
          operation                    | =action    | unknown name action; there are headers, key, offset, partition, timestamp, topic, value
          operation                    | =          | a FEEL expression must follow the '='
          operation                    | complete-jobs | String must be one of: create-process-instance, publish-message, correlate-message, broadcast-signal, complete-job, fail-job, throw-job-error, update-job, release-job, cancel-process-instance, set-variables, resolve-incident, evaluate-decision, evaluate-conditionals
          """)
  void aValueThatAKeyCannotHaveIsRefused(String key, String value, String message) {
    assertInvalid(key, value, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          operation                    | =if value then
          operation                    | =topic =
          job.retries                  | =1 +
          process.runtime.instructions | =[{type: }]
          process.await.completion     | =value.(a
          """)
  void anExpressionThatIsNoneIsRefused(String key, String expression) {
    for (String prefix : List.of("", ROUTE)) {
      Map<String, String> config = route(prefix, map("operation", "=topic"));
      config.put(prefix + key, expression);

      Map<String, List<String>> errors = errors(config);
      assertThat(errors).containsOnlyKeys(prefix + key);
      assertThat(errors.get(prefix + key))
          .singleElement()
          .asString()
          .startsWith(
              "Invalid value "
                  + expression
                  + " for configuration "
                  + prefix
                  + key
                  + ": not valid FEEL: failed to parse expression");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          behavior.on.null.values       | skip   | String must be one of: fail, report, ignore
          behavior.on.no.route          | skip   | String must be one of: fail, report, ignore
          behavior.on.invalid           | retry  | String must be one of: fail, report, ignore
          behavior.on.not.found         | Fail   | String must be one of: fail, report, ignore
          behavior.on.conflict          | retry  | String must be one of: fail, report, ignore
          behavior.on.ambiguous  | ignore | String must be one of: retry, report, fail
          behavior.on.unmatched.message | retry  | String must be one of: fail, report, ignore
          behavior.on.delivery.timeout  | retry  | String must be one of: fail, report, ignore
          behavior.on.result.error      | report | String must be one of: fail, ignore
          result.topic                  | a topic | must be a topic name: up to 249 letters, digits, dots, '_' and '-'
          """)
  void anUnknownBehaviorIsRefused(String key, String value, String message) {
    assertThat(errors(SinkConfigs.publishing(key, value)))
        .isEqualTo(
            Map.of(
                key,
                List.of("Invalid value " + value + " for configuration " + key + ": " + message)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          result.headers      | a      | result.producer.bootstrap.servers   | is required with result.topic
          result.topic        | orders | result.topic                        | orders is a topic that the connector itself reads
          result.key.converter | no.C  | result.key.converter                | there is no class no.C on the plugin's path
          result.producer.transactional.id | t | result.producer.transactional.id | is not supported: results are not written in transactions
          result.producer.request.timeout.ms | 90000 | result.producer.delivery.timeout.ms | must be at least linger.ms and request.timeout.ms together, which are 90005
          """)
  void aMistakeInTheResultsIsToldThroughTheConnector(
      String key, String value, String blamed, String message) {
    Map<String, String> config =
        SinkConfigs.publishing(
            "result.topic", "results", "result.producer.bootstrap.servers", "localhost:1");
    if (key.equals("result.headers")) {
      config.remove("result.producer.bootstrap.servers");
    }
    config.put(key, value);

    assertThat(errors(config)).isEqualTo(Map.of(blamed, List.of(blamed + ": " + message)));
    assertThatThrownBy(() -> SinkSettings.parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(blamed + ": " + message);
  }
}
