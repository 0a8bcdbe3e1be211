package io.bpmnconnect.it.engine.camunda7;

import static io.bpmnconnect.it.engine.camunda7.Commands.byVariable;
import static io.bpmnconnect.it.engine.camunda7.Commands.correlate;
import static io.bpmnconnect.it.engine.camunda7.Commands.create;
import static io.bpmnconnect.it.engine.camunda7.Commands.publish;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.CommandResult.ConditionalsEvaluated;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.CommandResult.MessageCorrelated;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.Definition.ByVersion;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands that are not about jobs, on a real engine; seen by its own API. */
@ExtendWith(SharedOperaton.class)
class CommandsIT {

  private static final Optional<String> NO_TENANT = Optional.empty();

  private final Bench bench;
  private String process;
  private String message;

  CommandsIT(Bench bench) {
    this.bench = bench;
  }

  @BeforeEach
  void name() {
    process = bench.name("process");
    message = bench.name("message");
  }

  private void deployTwoVersions() {
    bench.deploy(process, Models.waiting(process));
    bench.deploy(process, Models.straight(process));
  }

  @Test
  void theLatestVersionIsStarted() throws Exception {
    deployTwoVersions();

    ProcessInstanceCreated created = started(create(process));

    assertThat(created.processDefinitionId()).isEqualTo(process);
    assertThat(created.processDefinitionVersion()).isEqualTo(2);
    assertThat(created.variables()).isEmpty();
    JsonNode instance = bench.get("/history/process-instance/" + created.processInstanceKey());
    assertThat(instance.path("processDefinitionId").asText())
        .isEqualTo(created.processDefinitionKey());
    assertThat(instance.path("state").asText()).isEqualTo("COMPLETED");
  }

  private ProcessInstanceCreated started(CreateProcessInstance command) throws Exception {
    return (ProcessInstanceCreated) bench.execute(command);
  }

  @Test
  void oneVersionIsStarted() throws Exception {
    deployTwoVersions();

    assertThat(started(create(new ById(process, 1), NO_TENANT)).processDefinitionVersion())
        .isEqualTo(1);
    assertThat(started(create(new ByVersion(process, "2"), NO_TENANT)).processDefinitionVersion())
        .isEqualTo(2);
    assertThat(bench.refusal(create(new ById(process, 3), NO_TENANT)))
        .hasMessage("process \"" + process + "\" is not deployed in version 3")
        .extracting("kind")
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(bench.refusal(create(new ByVersion(process, "v2"), NO_TENANT)).kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void aVersionThatWasDeletedAndDeployedAgainIsFound() throws Exception {
    bench.deploy(process, Models.waiting(process));
    ProcessInstanceCreated first = started(create(new ById(process, 1), NO_TENANT));
    bench.delete("/process-definition/" + first.processDefinitionKey() + "?cascade=true");
    bench.deploy(process, Models.straight(process));

    ProcessInstanceCreated second = started(create(new ById(process, 1), NO_TENANT));

    assertThat(second.processDefinitionKey()).isNotEqualTo(first.processDefinitionKey());
    assertThat(second.processDefinitionVersion()).isEqualTo(1);
  }

  @Test
  void theDefinitionOfAKeyIsStarted() throws Exception {
    deployTwoVersions();
    String key = started(create(new ById(process, 1), NO_TENANT)).processDefinitionKey();

    ProcessInstanceCreated created = started(create(new ByKey(key), NO_TENANT));

    assertThat(created.processDefinitionKey()).isEqualTo(key);
    assertThat(created.processDefinitionVersion()).isEqualTo(1);
    assertThat(bench.refusal(create(new ByKey(key), Optional.of("acme"))))
        .hasMessage("process definition " + key + " is not of tenant acme");
  }

  @Test
  void anInstanceStartsAtTheElementsThatAreGivenWithItsBusinessId() throws Exception {
    bench.deploy(process, Models.waiting(process));

    ProcessInstanceCreated created =
        started(
            create(
                new ById(process, ById.LATEST),
                NO_TENANT,
                List.of("second"),
                Optional.of("order-7")));

    String instance = created.processInstanceKey();
    assertThat(waitsAt(instance)).isEqualTo("second");
    assertThat(bench.get("/process-instance/" + instance).path("businessKey").asText())
        .isEqualTo("order-7");
  }

  private String waitsAt(String instance) throws Exception {
    return bench
        .get("/task?processInstanceId=" + instance)
        .path(0)
        .path("taskDefinitionKey")
        .asText();
  }

  @Test
  void theSameBusinessIdStartsTwoInstances() throws Exception {
    bench.deploy(process, Models.waiting(process));
    var command =
        create(new ById(process, ById.LATEST), NO_TENANT, List.of(), Optional.of(process));

    bench.execute(command);
    bench.execute(command);

    assertThat(bench.count("/process-instance/count?businessKey=" + process)).isEqualTo(2);
  }

  /** Instances that wait for the message, by their business keys. */
  private String waiting(String businessKey, String variables) throws Exception {
    bench.deploy(process, Models.message(process, message));
    return bench.start(
        process, "{\"businessKey\": \"" + businessKey + "\", \"variables\": {" + variables + "}}");
  }

  private static String typed(String name, String value, String type) {
    return "\"%s\": {\"value\": %s, \"type\": \"%s\"}".formatted(name, value, type);
  }

  private static final String PART = typed("part", "\"p1\"", "String");

  @Test
  void aMessageIsCorrelatedByVariablesAndBringsItsOwn() throws Exception {
    String other = waiting("k1", PART + "," + typed("order", "7", "Long"));
    String wanted = waiting("k2", PART + "," + typed("order", "8", "Long"));

    MessageCorrelated correlated =
        (MessageCorrelated)
            bench.execute(
                new CorrelateMessage(
                    message, byVariable("order", 8), Map.of("carrier", "post"), NO_TENANT, false));

    assertThat(correlated.processInstanceKey()).isEqualTo(wanted);
    assertThat(correlated.fields()).isEqualTo(Map.of("processInstanceKey", wanted));
    assertThat(waitsAt(wanted)).isEqualTo("after");
    assertThat(waitsAt(other)).isEmpty();
    assertThat(bench.get("/process-instance/" + wanted + "/variables/carrier").path("value"))
        .isEqualTo(Bench.JSON.valueToTree("post"));
  }

  @Test
  void allVariablesMustBeEqualAndOfTheSameType() throws Exception {
    waiting("k1", PART + "," + typed("order", "7", "Long"));

    assertThat(bench.refusal(correlate(message, byVariable("order", "7"))).kind())
        .as("a text is no number")
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(
            bench
                .refusal(
                    correlate(
                        message,
                        new Correlation.ByVariables(
                            Map.of("order", 7, "part", "p2"), Map.of(), NO_TENANT, NO_TENANT)))
                .kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aMessageIsCorrelatedByLocalVariablesBusinessIdAndInstance() throws Exception {
    String first = waiting("same", typed("part", "\"p1\"", "String"));
    String second = waiting("same", typed("part", "\"p2\"", "String"));
    String third = waiting("other", typed("part", "\"p3\"", "String"));

    assertThat(correlatedWith(Map.of("local", "p2"), NO_TENANT, NO_TENANT)).isEqualTo(second);
    assertThat(correlatedWith(Map.of(), Optional.of("same"), NO_TENANT)).isEqualTo(first);
    assertThat(correlatedWith(Map.of(), NO_TENANT, Optional.of(third))).isEqualTo(third);
  }

  private String correlatedWith(
      Map<String, Object> local, Optional<String> businessId, Optional<String> instance)
      throws Exception {
    return ((MessageCorrelated)
            bench.execute(
                correlate(
                    message, new Correlation.ByVariables(Map.of(), local, businessId, instance))))
        .processInstanceKey();
  }

  @Test
  void aMessageIsCorrelatedByBusinessIdAlone() throws Exception {
    String instance = waiting("k9", PART);

    MessageCorrelated correlated =
        (MessageCorrelated) bench.execute(correlate(message, new Correlation.ByBusinessId("k9")));

    assertThat(correlated.processInstanceKeys()).containsExactly(instance);
  }

  @Test
  void aMessageForSeveralIsAConflictUnlessAllOfThemAreMeant() throws Exception {
    String first = waiting("twice", PART);
    String second = waiting("twice", PART);
    Correlation both = new Correlation.ByBusinessId("twice");

    assertThat(bench.refusal(correlate(message, both)).kind()).isEqualTo(ErrorKind.CONFLICT);
    MessageCorrelated correlated =
        (MessageCorrelated)
            bench.execute(new CorrelateMessage(message, both, Map.of(), NO_TENANT, true));
    assertThat(correlated.processInstanceKeys()).containsExactlyInAnyOrder(first, second);
    assertThat(bench.refusal(new CorrelateMessage(message, both, Map.of(), NO_TENANT, true)).kind())
        .as("nobody is left")
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void aMessageStartsAnInstance() throws Exception {
    bench.deploy(process, Models.messageStart(process, message));

    MessageCorrelated correlated =
        (MessageCorrelated)
            bench.execute(correlate(message, new Correlation.ByKey("", Optional.of("b-1"))));

    JsonNode instance = bench.get("/process-instance/" + correlated.processInstanceKey());
    assertThat(instance.path("businessKey").asText()).isEqualTo("b-1");
  }

  @Test
  void aMessageIsPublishedToWhoeverWaitsNow() throws Exception {
    String instance = waiting("k1", PART);
    Correlation business = new Correlation.ByBusinessId("k1");

    assertThat(bench.execute(publish(message, business, Duration.ofMinutes(1))))
        .isEqualTo(new Accepted());

    assertThat(waitsAt(instance)).isEqualTo("after");
    assertThat(bench.refusal(publish(message, business, Duration.ofMinutes(1))).kind())
        .as("whoever waits for it may come while it lives")
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(bench.execute(publish(message, business, Duration.ZERO))).isEqualTo(new Accepted());
  }

  @Test
  void aCorrelationKeyOfAModelIsRefusedWithWhatToSetInstead() {
    assertThat(bench.refusal(correlate(message, new Correlation.ByKey("k", NO_TENANT))))
        .hasMessageContaining("set message.correlation.keys")
        .extracting("kind")
        .isEqualTo(ErrorKind.UNSUPPORTED);
  }

  @Test
  void aSignalReachesEveryoneWhoWaits() throws Exception {
    bench.deploy(process, Models.signal(process, message));
    String first = bench.start(process, "{}");
    String second = bench.start(process, "{}");

    assertThat(bench.execute(new BroadcastSignal(message, Map.of("level", 2), NO_TENANT)))
        .isEqualTo(new Accepted());

    for (String instance : List.of(first, second)) {
      assertThat(waitsAt(instance)).isEqualTo("after");
      assertThat(bench.get("/process-instance/" + instance + "/variables/level").path("value"))
          .isEqualTo(Bench.JSON.valueToTree(2));
    }
    assertThat(bench.execute(new BroadcastSignal("nobody", Map.of(), NO_TENANT)))
        .isEqualTo(new Accepted());
  }

  @Test
  void anInstanceIsCancelled() throws Exception {
    bench.deploy(process, Models.waiting(process));
    String instance = bench.start(process, "{}");
    var cancel = new CancelProcessInstance(instance, OptionalLong.empty());

    bench.execute(cancel);

    assertThat(bench.get("/history/process-instance/" + instance).path("state").asText())
        .isEqualTo("EXTERNALLY_TERMINATED");
    assertThat(bench.refusal(cancel).kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void variablesAreSetInTheInstanceOrInOneScope() throws Exception {
    String instance = waiting("k1", PART);
    String scope =
        bench
            .get(
                "/execution?processInstanceId="
                    + instance
                    + "&messageEventSubscriptionName="
                    + message)
            .path(0)
            .path("id")
            .asText();

    bench.execute(set(instance, Map.of("a", 1), false));
    bench.execute(set(scope, Map.of("b", 2), true));
    bench.execute(set(scope, Map.of("part", "changed"), false));

    assertThat(names("/process-instance/" + instance + "/variables")).contains("a", "part");
    assertThat(names("/execution/" + scope + "/localVariables")).contains("b");
    assertThat(names("/execution/" + scope + "/localVariables")).doesNotContain("part", "a");
    assertThat(bench.get("/process-instance/" + instance + "/variables/part").path("value"))
        .isEqualTo(Bench.JSON.valueToTree("changed"));
    assertThat(bench.refusal(set("no-such", Map.of(), false)).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(bench.refusal(set("no-such", Map.of("b", 1), true)).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  private List<String> names(String path) throws Exception {
    List<String> names = new ArrayList<>();
    bench.get(path).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static SetVariables set(String scope, Map<String, Object> variables, boolean local) {
    return new SetVariables(scope, variables, local, OptionalLong.empty());
  }

  @Test
  void anIncidentOfAJobIsResolvedByOneMoreAttempt() throws Exception {
    bench.deploy(process, Models.job(process, process));
    String instance = bench.start(process, "{}");
    bench.execute(Commands.fail(Commands.by("w", bench.job(process, "w").key()), 0));

    bench.execute(resolve(incident(instance)));

    assertThat(bench.count("/incident/count?processInstanceId=" + instance)).isZero();
    assertThat(bench.job(process, "w").retries()).isEqualTo(1);
  }

  @Test
  void anIncidentOfTheEnginesOwnStepIsResolvedByOneMoreAttempt() throws Exception {
    bench.deploy(process, Models.failing(process));
    String instance = bench.start(process, "{}");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> bench.count("/incident/count?processInstanceId=" + instance) == 1);
    bench.execute(set(instance, Map.of("knows", "now"), false));

    bench.execute(resolve(incident(instance)));

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> bench.count("/process-instance/count?processInstanceIds=" + instance) == 0);
  }

  @Test
  void anIncidentThatSomebodyMadeIsResolved() throws Exception {
    bench.deploy(process, Models.waiting(process));
    String instance = bench.start(process, "{}");
    String custom = "/execution/" + instance + "/create-incident";
    bench.post(custom, "{\"incidentType\": \"custom\", \"configuration\": \"c\"}");

    bench.execute(resolve(incident(instance)));

    assertThat(bench.count("/incident/count?processInstanceId=" + instance)).isZero();
    assertThat(bench.refusal(resolve("no-such")).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    bench.post(custom, "{\"incidentType\": \"custom\"}");
    assertThat(bench.refusal(resolve(incident(instance))))
        .hasMessageContaining("the engine has left the incident as it was")
        .extracting("kind")
        .isEqualTo(ErrorKind.CONFLICT);
  }

  private String incident(String instance) throws Exception {
    return bench.get("/incident?processInstanceId=" + instance).path(0).path("id").asText();
  }

  private static ResolveIncident resolve(String key) {
    return new ResolveIncident(key, OptionalLong.empty());
  }

  @Test
  void aDecisionIsEvaluatedByIdVersionAndKey() throws Exception {
    bench.deploy(process, Models.decision(process));

    DecisionEvaluated evaluated = decided(new ById(process, ById.LATEST), "Winter");

    assertThat(evaluated.output()).isEqualTo(List.of(Map.of("dish", "Roast", "guests", 8)));
    assertThat(evaluated.decisionDefinitionId()).isEqualTo(process);
    assertThat(evaluated.decisionDefinitionVersion()).isEqualTo(1);
    String key = evaluated.decisionDefinitionKey();
    assertThat(decided(new ByKey(key), "Winter").decisionDefinitionId()).isEqualTo(process);
    assertThat(decided(new ById(process, 1), "Winter").decisionDefinitionKey()).isEqualTo(key);
    assertThat(decided(new ByKey(key), "Autumn").output()).isEqualTo(List.of());
  }

  private DecisionEvaluated decided(Definition decision, String season) throws Exception {
    return (DecisionEvaluated) bench.execute(decide(decision, season));
  }

  private static EvaluateDecision decide(Definition decision, String season) {
    return new EvaluateDecision(decision, Map.of("season", season), NO_TENANT);
  }

  @Test
  void aDecisionThatFailsOrIsNotThereIsRefused() {
    bench.deploy(process, Models.decision(process));

    assertThat(bench.refusal(decide(new ById(process, ById.LATEST), "Summer")).kind())
        .isEqualTo(ErrorKind.INVALID);
    assertThat(bench.refusal(decide(new ById("no-such", ById.LATEST), "Summer")).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(bench.refusal(decide(new ByKey("no-such"), "Summer")).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(bench.refusal(decide(new ById(process, 9), "Summer")).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void conditionsStartInstancesWithABusinessId() throws Exception {
    bench.deploy(process, Models.conditional(process));
    String definition = bench.get("/process-definition/key/" + process).path("id").asText();

    ConditionalsEvaluated hot =
        (ConditionalsEvaluated) bench.execute(conditions(31, Optional.of(definition)));
    ConditionalsEvaluated cold =
        (ConditionalsEvaluated) bench.execute(conditions(29, Optional.of(definition)));

    assertThat(hot.processInstances())
        .singleElement()
        .satisfies(
            started -> {
              assertThat(started.processDefinitionKey()).isEqualTo(definition);
              assertThat(
                      bench
                          .get("/process-instance/" + started.processInstanceKey())
                          .path("businessKey")
                          .asText())
                  .isEqualTo("b-2");
            });
    assertThat(cold.processInstances()).isEmpty();
    assertThat(bench.refusal(conditions(31, Optional.of("no-such"))).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  private static EvaluateConditionals conditions(int temperature, Optional<String> definition) {
    return new EvaluateConditionals(
        Map.of("temperature", temperature), definition, NO_TENANT, Optional.of("b-2"));
  }
}
