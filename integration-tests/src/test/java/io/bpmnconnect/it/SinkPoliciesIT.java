package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.it.FaultyProxy.Absence;
import io.bpmnconnect.it.FaultyProxy.Fate;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reason for which a record is not delivered, and each thing that can be done with it. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkPoliciesIT {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /**
   * Why a record is not delivered, and what is then known of it.
   *
   * @param policy the key that says what to do with it, which is the record's key, too
   * @param action the header that chooses the route; {@code none} for no route
   * @param value the record's value; {@code null} for none
   * @param message what the dead letter says for people
   * @param headers what it says for programs
   */
  private record Cause(
      String policy, String action, String value, String message, Map<String, String> headers) {

    private static final String PREFIX = "behavior.on.";

    static List<Cause> all() {
      return List.of(
          new Cause(
              PREFIX + "invalid",
              "create",
              "{\"process\":\"waits\",\"elements\":\"nowhere\"}",
              "create-process-instance of process \"waits\" failed: engine answered 400",
              engineSays("invalid", "create", "create-process-instance", 400)),
          new Cause(
              PREFIX + "not.found",
              "create",
              "{\"process\":\"unheard-of\"}",
              "create-process-instance of process \"unheard-of\" failed: engine answered 404",
              engineSays("not-found", "create", "create-process-instance", 404)),
          new Cause(
              PREFIX + "conflict",
              "resolve",
              "{\"incident\":\"%s\"}".formatted(incident),
              "resolve-incident of incident " + incident + " failed: engine answered 404",
              engineSays("conflict", "resolve", "resolve-incident", 404)),
          new Cause(
              PREFIX + "unmatched.message",
              "correlate",
              "{}",
              "correlate-message of message \"nobody-waits\" for \"behavior.on.unmatched.message\""
                  + " failed: after ",
              engineSays("not-found", "correlate", "correlate-message", 404)),
          new Cause(
              PREFIX + "no.route",
              "none",
              "{}",
              "is not taken by any route",
              Map.of("bpmn-error-kind", "mapping", "bpmn-attempts", "0")),
          new Cause(
              PREFIX + "null.values",
              "create",
              null,
              "has no value (a tombstone)",
              Map.of("bpmn-error-kind", "mapping", "bpmn-attempts", "0")));
    }

    private static Map<String, String> engineSays(
        String kind, String route, String operation, int status) {
      return Map.of(
          "bpmn-error-kind", kind,
          "bpmn-route", route,
          "bpmn-operation", operation,
          "bpmn-engine-status", Integer.toString(status));
    }

    void send(TestBench bench, String topic) {
      bench.send(topic, policy, value, "action", action);
    }

    void assertResult(JsonNode result, String outcome) {
      assertThat(result.path("outcome").asText()).as("%s", result).isEqualTo(outcome);
      assertThat(result.path("error").path("kind").asText())
          .isEqualTo(headers.get("bpmn-error-kind"));
      assertThat(result.path("error").path("message").asText()).contains(message);
      assertThat(result.path("operation").asText())
          .isEqualTo(headers.getOrDefault("bpmn-operation", ""));
      assertThat(result.path("route").asText()).isEqualTo(headers.getOrDefault("bpmn-route", ""));
      assertThat(result.path("error").path("status").asText())
          .isEqualTo(headers.getOrDefault("bpmn-engine-status", ""));
      if (headers.containsKey("bpmn-attempts")) {
        assertThat(result.path("attempts").asText()).isEqualTo(headers.get("bpmn-attempts"));
      }
    }
  }

  private static String incident;

  @BeforeAll
  static void raiseAnIncidentThatCannotBeResolvedYet(TestBench bench) {
    bench.deploy(Model.process("waits").task("waits"));
    incident = bench.raiseIncident(bench.newJob("waits"));
  }

  private static Map<String, String> settings(TestBench bench, String topic) {
    Map<String, String> config = new HashMap<>(Results.settings(bench, topic + "-results"));
    config.put("routes", "create,resolve,correlate");
    config.put("routes.create.when", "=headers.action = \"create\"");
    config.put("routes.create.operation", "create-process-instance");
    config.put("routes.create.process.id", "=value.process");
    config.put("routes.create.process.start.elements", "=value.elements");
    config.put("routes.resolve.when", "=headers.action = \"resolve\"");
    config.put("routes.resolve.operation", "resolve-incident");
    config.put("routes.resolve.incident.key", "=value.incident");
    config.put("routes.correlate.when", "=headers.action = \"correlate\"");
    config.put("routes.correlate.operation", "correlate-message");
    config.put("routes.correlate.message.name", "nobody-waits");
    config.put("routes.correlate.message.correlation.key", "=key");
    config.put("unmatched.message.retry.ms", "2000");
    return config;
  }

  private static void awaitCommitted(TestBench bench, String connector, long records) {
    await("%d records of %s committed".formatted(records, connector))
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () -> assertThat(bench.committed("connect-" + connector)).isEqualTo(records));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "ignore"})
  void recordsThatAreNotDeliveredAreReportedOrIgnored(String behavior, TestBench bench)
      throws Exception {
    String topic = "policies-" + behavior;
    bench.createTopic(topic, 1);
    Map<String, String> config = settings(bench, topic);
    Cause.all().forEach(cause -> config.put(cause.policy(), behavior));
    bench.startSink(topic, topic, config);

    Cause.all().forEach(cause -> cause.send(bench, topic));

    awaitCommitted(bench, topic, Cause.all().size());
    Results results = new Results(bench, topic + "-results");
    for (Cause cause : Cause.all()) {
      cause.assertResult(
          results.of(cause.policy()), behavior.equals("report") ? "reported" : "ignored");
      if (behavior.equals("report")) {
        Map<String, String> headers = Results.deadLetter(bench, topic + "-dlq", cause.policy());
        assertThat(headers)
            .containsAllEntriesOf(cause.headers())
            .containsEntry("bpmn-connector", topic)
            .containsEntry("bpmn-task", "0")
            .containsEntry("bpmn-original-topic", topic)
            .containsEntry("action", cause.action())
            .containsKeys("bpmn-original-partition", "bpmn-original-offset");
        assertThat(headers.get("bpmn-error-message")).contains(cause.message());
      }
    }
    assertThat(results.of("behavior.on.unmatched.message").path("attempts").asInt())
        .isGreaterThan(1);
    assertThat(bench.awaitRecords(topic + "-dlq", 0))
        .hasSize(behavior.equals("report") ? Cause.all().size() : 0);
  }

  @Test
  void recordsThatAreNotDeliveredStopTheTask(TestBench bench) throws Exception {
    for (Cause cause : Cause.all()) {
      String topic = "strict-" + cause.policy();
      bench.createTopic(topic, 1);
      Map<String, String> config = settings(bench, topic);
      config.put(cause.policy(), "fail");
      cause.send(bench, topic);
      bench.put(topic, bench.sinkConfig(topic, config));
    }

    for (Cause cause : Cause.all()) {
      String topic = "strict-" + cause.policy();
      assertThat(bench.awaitFailure(topic))
          .contains("record strict-" + cause.policy() + "-0@0", cause.message());
      cause.assertResult(new Results(bench, topic + "-results").of(cause.policy()), "failed");
      assertThat(bench.committed("connect-" + topic)).isZero();
      assertThat(bench.awaitRecords(topic + "-dlq", 0)).isEmpty();
    }
  }

  @Test
  void aMessageIsTriedAgainUntilAProcessWaitsForItAndOthersGoOn(TestBench bench) throws Exception {
    bench.deploy(Model.process("patient").message("patient-paid", "=order").task("patient"));
    bench.createTopic("patient", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "patient-results"));
    config.put("operation", "correlate-message");
    config.put("message.name", "patient-paid");
    config.put("message.correlation.key", "=key");
    config.put("unmatched.message.retry.ms", "60000");
    config.put("retry.backoff.max.ms", "100");
    bench.startSink("patient", "patient", config);
    String present = bench.createInstance("patient", Map.of("order", "present"));

    bench.send("patient", "late", "{\"paid\":1}");
    bench.send("patient", "present", "{\"paid\":2}");

    Results results = new Results(bench, "patient-results");
    JsonNode first = results.of("present");
    assertThat(first.path("result").path("processInstanceKey").asText()).isEqualTo(present);
    assertThat(bench.awaitJob("patient").variables()).containsEntry("paid", 2);
    assertThat(bench.awaitRecords("patient-results", 0)).hasSize(1);

    String late = bench.createInstance("patient", Map.of("order", "late"));

    JsonNode second = results.of("late");
    assertThat(second.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(second.path("result").path("processInstanceKey").asText()).isEqualTo(late);
    assertThat(second.path("attempts").asInt()).isGreaterThan(1);
  }

  @Test
  void recordsOfAnEngineThatStaysAwayAreReportedIgnoredOrStopTheTask(TestBench bench)
      throws Exception {
    try (FaultyProxy proxy = proxy(bench)) {
      proxy.goAway(Absence.HANGING_UP);
      for (String behavior : List.of("report", "ignore", "fail")) {
        String topic = "gone-" + behavior;
        bench.createTopic(topic, 1);
        Map<String, String> config = publishing(bench, topic, proxy);
        config.put("behavior.on.delivery.timeout", behavior);
        config.put("delivery.timeout.ms", "500");
        config.put("validate.connection", "false");
        bench.send(topic, "o-1", "{}");
        bench.put(topic, bench.sinkConfig(topic, config));
      }

      String reason = "publish-message of message \"gone\" for \"o-1\" failed: after ";
      JsonNode reported = result(bench, "gone-report");
      assertThat(reported.path("outcome").asText()).isEqualTo("reported");
      assertThat(reported.path("error").path("kind").asText()).isEqualTo("unavailable");
      assertThat(reported.path("attempts").asInt()).isGreaterThan(1);
      assertThat(Results.deadLetter(bench, "gone-report-dlq", "o-1"))
          .containsEntry("bpmn-error-kind", "unavailable")
          .containsEntry("bpmn-attempts", reported.path("attempts").asText())
          .doesNotContainKey("bpmn-engine-status")
          .hasEntrySatisfying(
              "bpmn-error-message", message -> assertThat(message).contains(reason));
      assertThat(result(bench, "gone-ignore").path("outcome").asText()).isEqualTo("ignored");
      assertThat(bench.awaitFailure("gone-fail")).contains("record gone-fail-0@0", reason);
      assertThat(result(bench, "gone-fail").path("outcome").asText()).isEqualTo("failed");
      awaitCommitted(bench, "gone-report", 1);
      awaitCommitted(bench, "gone-ignore", 1);
      assertThat(bench.committed("connect-gone-fail")).isZero();
    }
  }

  private static Map<String, String> publishing(TestBench bench, String topic, FaultyProxy proxy) {
    Map<String, String> config = new HashMap<>(Results.settings(bench, topic + "-results"));
    config.put("engine.url", proxy.address().toString());
    config.put("operation", "publish-message");
    config.put("message.name", "gone");
    config.put("message.correlation.key", "=key");
    return config;
  }

  private static FaultyProxy proxy(TestBench bench) {
    return FaultyProxy.start(bench.stack().engine().restAddress(), Odds.FAIR, ANSWER_LIMIT);
  }

  private static JsonNode result(TestBench bench, String topic) {
    return new Results(bench, topic + "-results").of("o-1");
  }

  /**
   * A key of the fourth partition, which this engine does not have: it cannot say whether there is
   * such a job. As floating point, the key would be another one.
   */
  @Test
  void theKeyOfAJobKeepsEveryDigitOnItsWay(TestBench bench) throws Exception {
    String key = "9007199254740993";
    bench.createTopic("digits", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "digits-results"));
    config.put("operation", "complete-job");
    config.put(
        "job.key", "=if headers.`bpmn-job-key` = null then value.key else headers.`bpmn-job-key`");
    config.put("behavior.on.delivery.timeout", "report");
    config.put("delivery.timeout.ms", "1");
    bench.startSink("digits", "digits", config);

    bench.send("digits", "header", "{}", "bpmn-job-key", key);
    bench.send("digits", "number", "{\"key\":" + key + "}");
    bench.send("digits", "text", "{\"key\":\"" + key + "\"}");

    Results results = new Results(bench, "digits-results");
    assertThat(List.of("header", "number", "text"))
        .allSatisfy(
            record -> {
              JsonNode error = results.of(record).path("error");
              assertThat(error.path("message").asText()).contains("complete-job of job " + key);
              assertThat(error.path("kind").asText()).isEqualTo("internal");
            });
  }

  // Creations whose answer is lost

  private static Map<String, String> creating(TestBench bench, String name, FaultyProxy proxy) {
    Map<String, String> config = new HashMap<>(Results.settings(bench, name + "-results"));
    config.put("engine.url", proxy.address().toString());
    config.put("operation", "create-process-instance");
    config.put("process.id", "ambiguous");
    config.put("variables", "={job: \"" + name + "\"}");
    return config;
  }

  @Test
  void aCreationWhoseAnswerIsLostIsRetriedReportedOrStopsTheTask(TestBench bench) throws Exception {
    bench.deploy(Model.process("ambiguous").task("=job"));
    try (FaultyProxy proxy = proxy(bench)) {
      for (String behavior : List.of("retry", "report", "fail")) {
        String name = "ambiguous-" + behavior;
        bench.createTopic(name, 1);
        Map<String, String> config = creating(bench, name, proxy);
        config.put("behavior.on.ambiguous", behavior);
        if (behavior.equals("report")) {
          config.put("engine.request.timeout.ms", "1000"); // it waits for the lost answer so long
        }
        bench.startSink(name, name, config);
        proxy.plan(behavior.equals("report") ? Fate.LOST : Fate.CLOSED, 1);

        bench.send(name, "o-1", "{}");

        JsonNode result = result(bench, name);
        boolean retries = behavior.equals("retry");
        assertThat(result.path("attempts").asInt()).isEqualTo(retries ? 2 : 1);
        assertThat(bench.awaitJobs(name, retries ? 2 : 1)).hasSize(retries ? 2 : 1);
        assertThat(bench.activate(name, Duration.ofMillis(-1))).isEmpty();
        switch (behavior) {
          case "retry" -> assertThat(result.path("outcome").asText()).isEqualTo("succeeded");
          case "report" -> {
            assertThat(result.path("outcome").asText()).isEqualTo("reported");
            assertThat(Results.deadLetter(bench, name + "-dlq", "o-1"))
                .containsEntry("bpmn-operation", "create-process-instance")
                .containsEntry("bpmn-attempts", "1")
                .containsEntry("bpmn-error-kind", "timeout");
          }
          default -> {
            assertThat(result.path("outcome").asText()).isEqualTo("failed");
            assertThat(bench.awaitFailure(name)).contains("record ambiguous-fail-0@0");
            assertThat(bench.committed("connect-" + name)).isZero();
          }
        }
      }
    }
  }

  @Test
  void anInstanceThatOutlivesTheWaitForItsEndIsNotCreatedAgain(TestBench bench) throws Exception {
    bench.deploy(Model.process("outlives").task("outlives"));
    bench.createTopic("outlives", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "outlives-results"));
    config.put("operation", "create-process-instance");
    config.put("process.id", "outlives");
    config.put("process.await.completion", "true");
    config.put("process.await.timeout.ms", "200");
    config.put("engine.request.timeout.ms", "1000"); // 8.6.0 waits for 15 s whatever it is asked
    bench.startSink("outlives", "outlives", config);

    bench.send("outlives", "o-1", "{}");

    ActivatedJob job = bench.awaitJob("outlives");
    JsonNode result = result(bench, "outlives");
    assertThat(result.path("outcome").asText()).isEqualTo("await-timed-out");
    assertThat(result.path("attempts").asInt()).isEqualTo(1);
    awaitCommitted(bench, "outlives", 1);
    assertThat(job.retries()).isEqualTo(3);
    assertThat(bench.activate("outlives", Duration.ofMillis(-1))).isEmpty();
  }

  // What is no delivery before

  @Test
  void aProcessThatCannotBeStartedLikeThisIsNotTakenForOneThatWasStartedBefore(TestBench bench)
      throws Exception {
    bench.deploy("message-start.bpmn");
    bench.createTopic("no-start", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "no-start-results"));
    config.put("operation", "create-process-instance");
    config.put("process.id", "message-start");
    bench.startSink("no-start", "no-start", config);

    bench.send("no-start", "o-1", "{}");

    JsonNode result = result(bench, "no-start");
    assertThat(result.path("outcome").asText()).as("%s", result).isEqualTo("reported");
    assertThat(result.path("error").path("message").asText()).contains("none start event");
  }

  @Test
  void aJobWithAnIncidentIsNotTakenForOneThatIsSettled(TestBench bench) throws Exception {
    bench.deploy(Model.process("unsettled").task("unsettled"));
    bench.createTopic("unsettled", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "unsettled-results"));
    config.put("operation", "complete-job");
    config.put("job.key", "=value.job");
    bench.startSink("unsettled", "unsettled", config);
    ActivatedJob job = bench.newJob("unsettled");
    bench.raiseIncident(job);

    bench.send("unsettled", "o-1", "{\"job\":" + job.key() + "}");

    JsonNode result = result(bench, "unsettled");
    assertThat(result.path("outcome").asText()).as("%s", result).isEqualTo("reported");
    assertThat(result.path("error").path("kind").asText()).isEqualTo("conflict");
  }
}
