package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Instances, messages and signals by records of one topic; {@link Camunda7SinkJobsIT} has the other
 * operations. The engine's runtime and history are the witness.
 */
@ExtendWith(SharedStack.class)
class Camunda7SinkIT {

  private static final String TOPIC = "c7";

  private static SinkRig rig;
  private static EngineByHand engine;

  @BeforeAll
  static void startSink(TestBench bench) throws Exception {
    rig = SinkRig.of(bench, TOPIC);
    engine = rig.engine();
    String[][] routes = {
      {
        "create",
        "create-process-instance",
        "process.id=value.process",
        "process.version=value.version",
        "process.start.elements=value.elements",
        "process.business.id=value.businessKey",
        "process.variables.in.return=value.returned",
        "tenant.id=value.tenant",
      },
      {"create-by-key", "create-process-instance", "process.definition.key=value.definition"},
      {
        "publish",
        "publish-message",
        "message.name=value.name",
        "message.correlation.keys=value.keys",
        "message.time.to.live.ms=value.ttl",
      },
      {
        "publish-by-business-id",
        "publish-message",
        "message.name=value.name",
        "message.business.id=value.businessKey",
      },
      {
        "publish-start", "publish-message", "message.name=value.name", "message.correlation.keys={}"
      },
      {
        "correlate",
        "correlate-message",
        "message.name=value.name",
        "message.correlation.keys=value.keys",
        "message.correlate.all=value.all",
      },
      {
        "correlate-local",
        "correlate-message",
        "message.name=value.name",
        "message.local.correlation.keys=value.local",
      },
      {
        "correlate-business",
        "correlate-message",
        "message.name=value.name",
        "message.business.id=value.businessKey",
      },
      {
        "correlate-instance",
        "correlate-message",
        "message.name=value.name",
        "process.instance.key=value.instance",
      },
      {"signal", "broadcast-signal", "signal.name=value.name", "tenant.id=value.tenant"},
    };
    rig.start(Routes.byAction(routes));
  }

  private static String id(JsonNode result) {
    return result.path("processInstanceKey").asText();
  }

  private static void assertVariable(String instance, String name, String type, String value) {
    JsonNode variable = engine.variables(instance).path(name);
    assertThat(variable.path("type").asText()).as("%s: %s", name, variable).isEqualTo(type);
    assertThat(variable.path("value").toString()).as("%s: %s", name, variable).isEqualTo(value);
  }

  @Test
  void anInstanceIsCreatedWithABusinessKeyAndVariablesOfEachType() {
    engine.deploy(SinkModel.process("c7-create").task("c7-create"));

    rig.send(
        "create",
        "create",
        """
        {"process":"c7-create","businessKey":"order 1/ä","variables":{"large":9007199254740993,
         "amount":19.99,"paid":true,"name":"Zoë","nothing":null,
         "customer":{"vip":true,"lines":[1,{"id":9007199254740993}]}}}
        """);

    JsonNode result = rig.succeeded("create");
    assertThat(result.path("processDefinitionId").asText()).isEqualTo("c7-create");
    assertThat(result.path("processDefinitionVersion").asInt()).isEqualTo(1);
    assertThat(result.path("processDefinitionKey").asText()).startsWith("c7-create:1:");
    assertThat(result.path("variables").isEmpty()).isTrue();
    JsonNode instance = rig.instance(id(result));
    assertThat(instance.path("businessKey").asText()).isEqualTo("order 1/ä");
    assertThat(instance.path("state").asText()).isEqualTo("ACTIVE");
    assertVariable(id(result), "large", "Long", "9007199254740993");
    assertVariable(id(result), "amount", "Double", "19.99");
    assertVariable(id(result), "paid", "Boolean", "true");
    assertVariable(id(result), "name", "String", "\"Zoë\"");
    assertVariable(id(result), "nothing", "Null", "null");
    assertVariable(
        id(result), "customer", "Object", "{\"vip\":true,\"lines\":[1,{\"id\":9007199254740993}]}");
  }

  @Test
  void anInstanceIsCreatedOfOneVersionByItsNumberOrByItsKey() {
    engine.deploy(SinkModel.process("c7-versions").task("c7-v1"));
    engine.deploy(SinkModel.process("c7-versions").task("c7-v2"));
    String first =
        engine
            .history()
            .get("/process-definition", "key", "c7-versions", "version", "1")
            .at("/0/id")
            .asText();

    rig.send("newest", "create", "{\"process\":\"c7-versions\"}");
    rig.send("version", "create", "{\"process\":\"c7-versions\",\"version\":1}");
    rig.send("by-key", "create-by-key", "{\"definition\":\"" + first + "\"}");

    JsonNode newest = rig.succeeded("newest");
    assertThat(newest.path("processDefinitionVersion").asInt()).isEqualTo(2);
    rig.awaitTask(id(newest), "c7-v2");
    for (String key : new String[] {"version", "by-key"}) {
      JsonNode result = rig.succeeded(key);
      assertThat(result.path("processDefinitionVersion").asInt()).isEqualTo(1);
      assertThat(result.path("processDefinitionKey").asText()).isEqualTo(first);
      rig.awaitTask(id(result), "c7-v1");
    }
  }

  @Test
  void anInstanceIsCreatedForItsTenant() {
    engine.deploy(SinkModel.process("c7-tenant").task("c7-tenant-a"), "a");
    engine.deploy(SinkModel.process("c7-tenant").task("c7-tenant-b"), "b");

    rig.send("tenant", "create", "{\"process\":\"c7-tenant\",\"tenant\":\"b\"}");

    String instance = id(rig.succeeded("tenant"));
    assertThat(rig.awaitTask(instance, "c7-tenant-b").path("tenantId").asText()).isEqualTo("b");
  }

  @Test
  void anInstanceStartsAtTheElementsThatItsRecordNames() {
    engine.deploy(SinkModel.process("c7-elements").task("c7-one").task("c7-two").task("c7-three"));

    rig.send("elements", "create", "{\"process\":\"c7-elements\",\"elements\":[\"e2\",\"e3\"]}");

    String instance = id(rig.succeeded("elements"));
    rig.awaitTask(instance, "c7-two");
    rig.awaitTask(instance, "c7-three");
    assertThat(engine.history().externalTasks("processInstanceId", instance)).isEqualTo(2);
  }

  @Test
  void variablesComeBackIntoTheResult() {
    engine.deploy(SinkModel.process("c7-returned").task("c7-returned"));

    rig.send(
        "returned",
        "create",
        """
        {"process":"c7-returned","returned":true,
         "variables":{"large":9007199254740993,"customer":{"vip":true},"none":null}}
        """);

    JsonNode variables = rig.succeeded("returned").path("variables");
    assertThat(variables.path("large").asLong()).isEqualTo(9_007_199_254_740_993L);
    assertThat(variables.path("customer").toString()).isEqualTo("{\"vip\":true}");
    assertThat(variables.path("none").isNull()).isTrue();
  }

  // Messages

  /** An instance that waits for a message whose name is the process's. */
  private static String waiting(String process, Optional<String> businessKey, Map<String, ?> of) {
    engine.deploy(SinkModel.process(process).message(process).task(process));
    return engine.start(process, businessKey, of);
  }

  @Test
  void aMessageIsPublishedByVariablesAndByBusinessId() {
    String one = waiting("c7-publish", Optional.of("b-1"), Map.of("order", 4711L));
    String two = waiting("c7-publish", Optional.of("b-2"), Map.of("order", 4712L));

    rig.send(
        "publish",
        "publish",
        "{\"name\":\"c7-publish\",\"keys\":{\"order\":4711},\"variables\":{\"paid\":1}}");
    rig.send(
        "publish-business",
        "publish-by-business-id",
        "{\"name\":\"c7-publish\",\"businessKey\":\"b-2\",\"variables\":{\"paid\":2}}");

    assertThat(rig.succeeded("publish").isMissingNode()).as("nothing is known of it").isTrue();
    rig.succeeded("publish-business");
    rig.awaitTask(one, "c7-publish");
    rig.awaitTask(two, "c7-publish");
    assertVariable(one, "paid", "Long", "1");
    assertVariable(two, "paid", "Long", "2");
  }

  @Test
  void aMessageWithoutKeysStartsAnInstance() {
    engine.deploy(SinkModel.startedByMessage("c7-started", "c7-placed").task("c7-started"));

    rig.send(
        "start", "publish-start", "{\"name\":\"c7-placed\",\"variables\":{\"order\":\"o-1\"}}");

    rig.succeeded("start");
    JsonNode task = engine.lock("c7-started", "w", 1).get(0);
    assertThat(task.at("/variables/order/value").asText()).isEqualTo("o-1");
  }

  @Test
  void aMessageIsCorrelatedByBusinessKeySeveralVariablesLocalOnesAndOneInstance() {
    Map<String, Object> eu = Map.of("region", "eu", "number", 7L);
    String byBusinessKey = waiting("c7-correlate", Optional.of("b-9"), eu);
    String byVariables = waiting("c7-correlate", Optional.of("b-8"), eu);
    String byInstance = waiting("c7-correlate", Optional.of("b-8"), eu);
    String byLocal = waiting("c7-correlate", Optional.of("b-8"), eu);
    waiting("c7-correlate", Optional.of("b-8"), Map.of("region", "eu", "number", 8L));
    engine.send(
        "POST",
        "/process-instance/" + byVariables + "/variables",
        Map.of("modifications", Map.of("region", Map.of("value", "us"))));
    String execution =
        engine
            .history()
            .get(
                "/execution",
                "processInstanceId",
                byLocal,
                "messageEventSubscriptionName",
                "c7-correlate")
            .at("/0/id")
            .asText();
    engine.send(
        "POST",
        "/execution/" + execution + "/localVariables",
        Map.of("modifications", Map.of("step", Map.of("value", "s-1"))));

    String name = "{\"name\":\"c7-correlate\",";
    rig.send("c-business", "correlate-business", name + "\"businessKey\":\"b-9\"}");
    rig.send("c-several", "correlate", name + "\"keys\":{\"region\":\"us\",\"number\":7}}");
    rig.send("c-local", "correlate-local", name + "\"local\":{\"step\":\"s-1\"}}");
    rig.send("c-instance", "correlate-instance", name + "\"instance\":\"" + byInstance + "\"}");

    assertThat(id(rig.succeeded("c-business"))).isEqualTo(byBusinessKey);
    assertThat(id(rig.succeeded("c-several"))).isEqualTo(byVariables);
    assertThat(id(rig.succeeded("c-local"))).isEqualTo(byLocal);
    assertThat(id(rig.succeeded("c-instance"))).isEqualTo(byInstance);
    assertThat(engine.history().externalTasks("topicName", "c7-correlate")).isEqualTo(4);
  }

  @Test
  void aMessageForAllReachesEachThatMatches() {
    String one = waiting("c7-all", Optional.empty(), Map.of("region", "eu"));
    String two = waiting("c7-all", Optional.empty(), Map.of("region", "eu"));
    waiting("c7-all", Optional.empty(), Map.of("region", "us"));

    rig.send("all", "correlate", "{\"name\":\"c7-all\",\"all\":true,\"keys\":{\"region\":\"eu\"}}");

    assertThat(rig.succeeded("all").path("processInstanceKeys"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(one, two);
    assertThat(engine.history().externalTasks("topicName", "c7-all")).isEqualTo(2);
  }

  @Test
  void aSignalReachesEveryInstanceThatWaitsForIt() {
    engine.deploy(SinkModel.process("c7-signal").signal("c7-go").task("c7-signal"));
    engine.startMany("c7-signal", 3, i -> Map.of("number", i));

    rig.send("signal", "signal", "{\"name\":\"c7-go\",\"variables\":{\"by\":\"record\"}}");

    rig.succeeded("signal");
    assertThat(engine.lock("c7-signal", "w", 3))
        .allSatisfy(task -> assertThat(task.at("/variables/by/value").asText()).isEqualTo("record"))
        .extracting(task -> task.at("/variables/number/value").asInt())
        .containsExactlyInAnyOrder(0, 1, 2);
  }
}
