package io.bpmnconnect.it.engine.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables of every type, into a real engine and out of it. */
@ExtendWith(SharedOperaton.class)
class VariablesIT {

  private static final String LONG_TEXT = "x".repeat(4_001);

  private final Bench bench;
  private String process;

  VariablesIT(Bench bench) {
    this.bench = bench;
  }

  @BeforeEach
  void deploy() {
    process = bench.name("variables");
    bench.deploy(process, Models.job(process, process));
  }

  static List<Arguments> values() {
    return List.of(
        // what is sent, the engine's type, its text in the engine, what comes back
        in(5, "Long", "5", 5),
        in(Long.MAX_VALUE, "Long", "9223372036854775807", Long.MAX_VALUE),
        in(Long.MIN_VALUE, "Long", "-9223372036854775808", Long.MIN_VALUE),
        in((short) 7, "Long", "7", 7),
        in(new BigInteger("9007199254740993"), "Long", "9007199254740993", 9007199254740993L),
        in(
            new BigInteger("12345678901234567890123"),
            "Object",
            "",
            new BigInteger("12345678901234567890123")),
        in(new BigDecimal("0.5"), "Double", "0.5", new BigDecimal("0.5")),
        in(0.1, "Double", "0.1", new BigDecimal("0.1")),
        in(new BigDecimal("1.10"), "Double", "1.1", new BigDecimal("1.1")),
        in(new BigDecimal("1e300"), "Double", "1.0E300", new BigDecimal("1.0E300")),
        in(true, "Boolean", "true", true),
        in("Käse & \"Brot\" \uD83C\uDF5E", "String", "Käse & \"Brot\" \uD83C\uDF5E", null),
        in("", "String", "", ""),
        in("é".repeat(4_000), "String", "é".repeat(4_000), null),
        in(null, "Null", "null", null),
        in(Map.of(), "Object", "", Map.of()),
        in(List.of(), "Object", "", List.of()));
  }

  private static Arguments in(Object sent, String type, String text, Object read) {
    return Arguments.of(sent, type, text, read == null ? sent : read);
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueComesBackAsItWasSent(Object sent, String type, String text, Object read)
      throws Exception {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("the value/with ümlaut.", sent);
    String instance = create(bench.engine(), variables);

    JsonNode stored =
        bench
            .get("/process-instance/" + instance + "/variables?deserializeValues=false")
            .path("the value/with ümlaut.");
    assertThat(stored.path("type").asText()).isEqualTo(type);
    if (!type.equals("Object")) {
      assertThat(stored.path("value").asText()).isEqualTo(text);
    }
    assertThat(job().variables()).isEqualTo(single("the value/with ümlaut.", read));
  }

  private static Map<String, Object> single(String name, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(name, value);
    return map;
  }

  private static final Map<String, Object> CUSTOMER =
      Map.of(
          "vip",
          true,
          "name",
          "Ada",
          "orders",
          List.of(1, 9007199254740993L, new BigDecimal("0.25"), Map.of("deep", List.of("x"))));

  @Test
  void anObjectIsUsableInExpressionsAndComesBackWhole() throws Exception {
    bench.deploy(process, Models.choice(process));

    String instance = create(bench.engine(), Map.of("customer", CUSTOMER));

    assertThat(bench.get("/task?processInstanceId=" + instance).path(0).path("taskDefinitionKey"))
        .isEqualTo(Bench.JSON.valueToTree("vip"));
    assertThat(returned(instance)).isEqualTo(CUSTOMER);
  }

  private Object returned(String instance) throws Exception {
    return Bench.JSON.convertValue(
                bench
                    .get(
                        "/process-instance/"
                            + instance
                            + "/variables/customer?deserializeValue=true")
                    .path("value"),
                Object.class)
            instanceof Map<?, ?> map
        ? withDecimals(map)
        : null;
  }

  /** Jackson reads 0.25 as a double here. */
  private static Object withDecimals(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, part) -> copy.put(key, withDecimals(part)));
      return copy;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(VariablesIT::withDecimals).toList();
    }
    return value instanceof Double number ? new BigDecimal(number.toString()) : value;
  }

  @Test
  void objectsAndListsOfAJobAreRead() throws Exception {
    create(bench.engine(), Map.of("customer", CUSTOMER, "list", List.of(List.of(1), "b", false)));

    assertThat(job().variables())
        .isEqualTo(Map.of("customer", CUSTOMER, "list", List.of(List.of(1), "b", false)));
  }

  @Test
  void aNullInsideOfAnObjectAndALargeOneAreRead() throws Exception {
    Map<String, Object> large = new LinkedHashMap<>();
    large.put("nothing", null);
    large.put("text", "ä".repeat(100_000));
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(Map.of("row", i, "same", "text"));
    }
    large.put("rows", rows);
    create(bench.engine(), Map.of("large", large));

    assertThat(job().variables()).isEqualTo(Map.of("large", large));
  }

  @Test
  void variablesOfTheEnginesOwnTypesAreRead() throws Exception {
    bench.start(
        process,
        """
        {"variables": {
          "short": {"value": 3, "type": "Short"},
          "integer": {"value": 5, "type": "Integer"},
          "infinite": {"value": 1e400, "type": "Double"},
          "date": {"value": "2026-11-21T08:15:00.000+0000", "type": "Date"},
          "bytes": {"value": "aGk=", "type": "Bytes"},
          "file": {"value": "aGk=", "type": "File",
                   "valueInfo": {"filename": "a.txt", "encoding": "UTF-8"}},
          "none": {"value": null, "type": "String"}}}
        """);

    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("short", 3);
    expected.put("integer", 5);
    expected.put("infinite", "Infinity");
    expected.put("date", "2026-11-21T08:15:00.000+0000");
    expected.put("bytes", "aGk=");
    expected.put("file", Map.of("filename", "a.txt", "encoding", "UTF-8"));
    expected.put("none", null);
    assertThat(job().variables()).isEqualTo(expected);
  }

  @Test
  void onlyTheVariablesThatAreAskedForAreFetched() throws Exception {
    create(bench.engine(), Map.of("wanted", 1, "other", 2));

    ActivatedJob job =
        Bench.result(
                bench
                    .engine()
                    .activateJobs(
                        Bench.activation(
                            List.of(
                                new JobActivation.OfType(
                                    process,
                                    Duration.ofMinutes(1),
                                    List.of("wanted"),
                                    List.of(),
                                    JobActivation.Filter.ALL)),
                            "worker",
                            false)))
            .get(0);

    assertThat(job.variables()).isEqualTo(Map.of("wanted", 1));
  }

  @Test
  void withoutReadingObjectsTheyAreTheEnginesText() throws Exception {
    create(bench.engine(), Map.of("list", List.of(1)));

    try (ProcessEngine raw = with("read.objects", "false")) {
      ActivatedJob job = Bench.result(raw.activateJobs(Bench.activation(process, "worker"))).get(0);
      byte[] bytes = Base64.getDecoder().decode((String) job.variables().get("list"));
      assertThat(bytes).startsWith(serialized("x")[0], serialized("x")[1]);
    }
  }

  private static byte[] serialized(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  @Test
  void integersCanBeOfThirtyTwoBits() throws Exception {
    try (ProcessEngine engine = with("integers", "integer")) {
      String instance = create(engine, Map.of("small", 5, "large", 5_000_000_000L));

      assertThat(type(instance, "small")).isEqualTo("Integer");
      assertThat(type(instance, "large")).isEqualTo("Long");
    }
  }

  @Test
  void decimalsCanKeepEveryDigit() throws Exception {
    BigDecimal precise = new BigDecimal("1234567890.12345678901234567890");
    try (ProcessEngine exact = with("decimals", "exact");
        ProcessEngine text = with("decimals", "string")) {
      String exactly = create(exact, Map.of("half", new BigDecimal("0.5"), "precise", precise));
      String asText = create(text, Map.of("half", new BigDecimal("0.50")));

      assertThat(type(exactly, "half")).isEqualTo("Double");
      assertThat(type(exactly, "precise")).isEqualTo("String");
      assertThat(bench.get("/process-instance/" + asText + "/variables/half").path("value"))
          .isEqualTo(Bench.JSON.valueToTree("0.50"));
    }
  }

  @Test
  void objectsCanBeTexts() throws Exception {
    try (ProcessEngine engine = with("objects", "string")) {
      create(engine, Map.of("customer", Map.of("price", new BigDecimal("1.10"))));

      assertThat(job().variables()).isEqualTo(Map.of("customer", "{\"price\":1.10}"));
    }
  }

  @Test
  void aLongTextIsRefusedOrSentAsBytes() throws Exception {
    CreateProcessInstance command = creation(Map.of("story", LONG_TEXT));

    assertThat(bench.refusal(command).kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(bench.refusal(command))
        .hasMessage(
            "variable \"story\" is a text of 4001 characters, and the engine stores at most 4000;"
                + " set engine.camunda7.long.strings to json or bytes, or leave the variable out");
    try (ProcessEngine engine = with("long.strings", "bytes")) {
      create(engine, Map.of("story", LONG_TEXT));
      byte[] read = Base64.getDecoder().decode((String) job().variables().get("story"));
      assertThat(new String(read, UTF_8)).isEqualTo(LONG_TEXT);
    }
  }

  @Test
  void jsonIsRefusedByAnEngineWithoutSpin() throws Exception {
    assumeFalse(bench.hasSpin(), "needs an engine without Spin");
    try (ProcessEngine engine = with("objects", "json")) {
      assertThat(Bench.failure(engine.execute(creation(Map.of("customer", CUSTOMER)))).getMessage())
          .contains("Unsupported value type 'Json'");
      assertThat(Bench.failure(engine.info()))
          .hasMessage(
              "engine.camunda7.objects=json needs Spin with its JSON data format in the engine,"
                  + " which has not got it: variables of type Json are unknown there");
    }
  }

  @Test
  void jsonKeepsEveryDigitAndOneBrokenTextConcernsItsOwnVariable() throws Exception {
    assumeTrue(bench.hasSpin(), "needs an engine with Spin: -Dcamunda7.url");
    Map<String, Object> order =
        Map.of("price", new BigDecimal("1.10"), "id", 9007199254740993L, "vip", true);
    try (ProcessEngine engine = with("objects", "json")) {
      assertThat(Bench.result(engine.info()).warnings()).isEmpty();
      String instance = create(engine, Map.of("order", order));
      bench.put(
          "/process-instance/" + instance + "/variables/broken",
          "{\"value\": \"{broken\", \"type\": \"Json\"}");
      bench.put(
          "/process-instance/" + instance + "/variables/object",
          """
          {"value": "{\\"a\\":1}", "type": "Object", "valueInfo": {
            "serializationDataFormat": "application/json",
            "objectTypeName": "java.util.LinkedHashMap"}}
          """);

      assertThat(type(instance, "order")).isEqualTo("Json");
      assertThat(job().variables())
          .isEqualTo(Map.of("order", order, "broken", "{broken", "object", Map.of("a", 1)));
    }
  }

  @Test
  void aLongTextCanBeJson() throws Exception {
    assumeTrue(bench.hasSpin(), "needs an engine with Spin: -Dcamunda7.url");
    try (ProcessEngine engine = with("long.strings", "json")) {
      create(engine, Map.of("story", LONG_TEXT));

      assertThat(job().variables()).isEqualTo(Map.of("story", LONG_TEXT));
    }
  }

  @Test
  void theVariablesOfAnInstanceThatHasEndedComeInReturn() throws Exception {
    String ending = bench.name("straight");
    bench.deploy(ending, Models.straight(ending));

    ProcessInstanceCreated created =
        (ProcessInstanceCreated)
            bench.execute(
                new CreateProcessInstance(
                    new ById(ending, ById.LATEST),
                    Map.of("customer", CUSTOMER, "n", 1),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    OptionalLong.empty()));

    assertThat(created.variables()).isEqualTo(Map.of("customer", CUSTOMER, "n", 1));
  }

  private ProcessEngine with(String option, String value) {
    return bench.open(new Authentication.None(), Map.of(option, value));
  }

  private String type(String instance, String variable) throws Exception {
    return bench
        .get("/process-instance/" + instance + "/variables/" + variable)
        .path("type")
        .asText();
  }

  private ActivatedJob job() throws Exception {
    return bench.job(process, "worker");
  }

  private CreateProcessInstance creation(Map<String, Object> variables) {
    return new CreateProcessInstance(
        new ById(process, ById.LATEST),
        variables,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        OptionalLong.empty());
  }

  private String create(ProcessEngine engine, Map<String, Object> variables) throws Exception {
    return ((ProcessInstanceCreated) Bench.result(engine.execute(creation(variables))))
        .processInstanceKey();
  }
}
