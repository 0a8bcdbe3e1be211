package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Values with a schema. */
class JobValueTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static JobRecordMapper mapper(String... keysAndValues) {
    return new JobRecordMapper(
        SourceSettings.parse(SourceConfigs.delivering(keysAndValues)).jobs());
  }

  private static JobRecordMapper inferring() {
    return mapper("value.schema", "inferred", "value.content", "variables");
  }

  private static SourceRecord map(JobRecordMapper mapper, Map<String, Object> variables) {
    return Jobs.record(mapper, Jobs.detailed("7", variables));
  }

  private static SourceRecord map(JobRecordMapper mapper, String name, Object value) {
    Map<String, Object> variables = new HashMap<>();
    variables.put(name, value);
    return map(mapper, variables);
  }

  private static Object field(SourceRecord record, String name) {
    return ((Struct) record.value()).get(name);
  }

  private static JsonNode written(SourceRecord record) throws IOException {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("converter.type", "value", "schemas.enable", "true"));
      return JSON.readTree(
          converter.fromConnectData(record.topic(), record.valueSchema(), record.value()));
    }
  }

  // Envelope

  @Test
  void theEnvelopesSchemaIsTheSameForAllJobs() {
    JobRecordMapper mapper = mapper("value.schema", "envelope");

    SourceRecord one = map(mapper, Map.of("a", 1));
    SourceRecord other = Jobs.record(mapper, Jobs.job("8", Map.of(), Map.of("b", "x")));

    assertThat(one.valueSchema()).isSameAs(other.valueSchema());
    assertThat(one.valueSchema().name()).isEqualTo("io.bpmnconnect.JobEnvelope");
    assertThat(one.valueSchema().fields())
        .extracting(Field::name)
        .containsExactly(
            "jobKey",
            "type",
            "processInstanceKey",
            "processDefinitionId",
            "processDefinitionVersion",
            "processDefinitionKey",
            "elementId",
            "elementInstanceKey",
            "customHeaders",
            "worker",
            "retries",
            "deadline",
            "activation",
            "tenantId",
            "kind",
            "listenerEventType",
            "businessId",
            "priority",
            "rootProcessInstanceKey",
            "leaseToken",
            "tags",
            "userTask",
            "variables");
  }

  @Test
  void theEnvelopeHoldsTheJobAndItsVariablesAsJsonWithEveryDigit() throws IOException {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("money", new BigDecimal("19.90"));
    variables.put("tiny", new BigDecimal("1E-20"));
    variables.put("key", 9_007_199_254_740_993L);
    variables.put("huge", new BigInteger("123456789012345678901234567890"));
    variables.put("none", null);
    variables.put("text", "Grüße \"🚀\"");
    variables.put("list", Arrays.asList(1, null, Map.of("a", true)));

    SourceRecord record = map(mapper("value.schema", "envelope"), variables);

    assertThat(field(record, "variables"))
        .isEqualTo(
            "{\"money\":19.90,\"tiny\":0.00000000000000000001,\"key\":9007199254740993,"
                + "\"huge\":123456789012345678901234567890,\"none\":null,"
                + "\"text\":\"Grüße \\\"🚀\\\"\",\"list\":[1,null,{\"a\":true}]}");
    JsonNode payload = written(record).path("payload");
    assertThat(payload.path("jobKey").asText()).isEqualTo("7");
    assertThat(payload.path("retries").asInt()).isEqualTo(3);
    assertThat(payload.path("deadline").asLong()).isEqualTo(1_700_000_000_000L);
    assertThat(payload.path("activation").asLong()).isEqualTo(1_699_999_940_000L);
    assertThat(payload.path("leaseToken").asText()).isEqualTo("token-1");
    assertThat(payload.path("tags")).isEqualTo(JSON.readTree("[\"gold\"]"));
    assertThat(payload.path("userTask").asText()).isEqualTo("{\"assignee\":\"ann\"}");
    assertThat(JSON.readTree(payload.path("variables").asText()).path("money").decimalValue())
        .isEqualTo(new BigDecimal("19.90"));
  }

  @Test
  void whatAnOlderEngineDoesNotSayIsNullInTheEnvelope() throws IOException {
    SourceRecord record =
        Jobs.record(
            mapper("value.schema", "envelope"), Jobs.job("7", Map.of("color", "blue"), Map.of()));

    assertThat(field(record, "leaseToken")).isNull();
    assertThat(field(record, "tags")).isNull();
    assertThat(field(record, "customHeaders")).isEqualTo(Map.of("color", "blue"));
    assertThat(written(record).path("payload").path("variables").asText()).isEqualTo("{}");
  }

  // Inferred

  @Test
  void aSchemaIsGrownFromTheVariables() throws IOException {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("orderId", "o-1");
    variables.put("express", true);
    variables.put("lines", List.of(Map.of("sku", "a", "qty", 2), Map.of("sku", "b", "price", 1.5)));
    variables.put("count", 7);
    variables.put("amount", new BigDecimal("19.99"));

    SourceRecord record = map(inferring(), variables);

    Schema line =
        SchemaBuilder.struct()
            .name("io.bpmnconnect.job._charge_card_" + hash("charge-card") + ".lines")
            .field("price", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .field("qty", Schema.OPTIONAL_INT64_SCHEMA)
            .field("sku", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();
    assertThat(record.valueSchema())
        .isEqualTo(
            SchemaBuilder.struct()
                .name("io.bpmnconnect.job._charge_card_" + hash("charge-card"))
                .version(2)
                .field("amount", Schema.OPTIONAL_FLOAT64_SCHEMA)
                .field("count", Schema.OPTIONAL_INT64_SCHEMA)
                .field("express", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .field("lines", SchemaBuilder.array(line).optional().build())
                .field("orderId", Schema.OPTIONAL_STRING_SCHEMA)
                .build());
    assertThat(written(record).path("payload"))
        .isEqualTo(
            JSON.readTree(
                """
                {"amount": 19.99, "count": 7, "express": true,
                 "lines": [{"price": null, "qty": 2, "sku": "a"},
                           {"price": 1.5, "qty": null, "sku": "b"}],
                 "orderId": "o-1"}
                """));
  }

  private static String hash(String name) {
    return Integer.toHexString(name.hashCode());
  }

  @Test
  void jobsThatBringNothingNewHaveTheSameSchema() {
    JobRecordMapper mapper = inferring();
    Schema first = map(mapper, Map.of("a", 1, "b", "x")).valueSchema();

    assertThat(map(mapper, Map.of("a", 2, "b", "y")).valueSchema()).isSameAs(first);
    assertThat(map(mapper, Map.of("a", 3)).valueSchema()).isSameAs(first);
    assertThat(map(mapper, Map.of()).valueSchema()).isSameAs(first);
    assertThat(map(mapper, "c", null).valueSchema()).as("a null tells nothing").isSameAs(first);
    assertThat(map(mapper, "d", List.of()).valueSchema()).isSameAs(first);
    assertThat(map(mapper, "d", Arrays.asList(null, List.of())).valueSchema()).isSameAs(first);
  }

  @Test
  void aSchemaGrowsByOptionalFieldsAndNeverShrinks() {
    JobRecordMapper mapper = inferring();
    Schema first = map(mapper, Map.of("a", 1)).valueSchema();

    SourceRecord second = map(mapper, Map.of("b", "x"));
    SourceRecord third = map(mapper, Map.of("a", 5));

    assertThat(second.valueSchema().version()).isEqualTo(first.version() + 1);
    assertThat(second.valueSchema().fields()).extracting(Field::name).containsExactly("a", "b");
    assertThat(second.valueSchema().fields()).allMatch(field -> field.schema().isOptional());
    assertThat(field(second, "a")).isNull();
    assertThat(third.valueSchema()).isSameAs(second.valueSchema());
    assertThat(field(third, "a")).isEqualTo(5L);
    assertThat(field(third, "b")).isNull();
  }

  @Test
  void theOrderOfJobsMakesNoDifferenceToTheFields() {
    List<Map<String, Object>> jobs =
        List.of(
            Map.of("a", 1, "o", Map.of("x", 1)),
            Map.of("b", "t", "o", Map.of("y", 1.5)),
            Map.of("a", 2.5, "l", List.of()),
            Map.of("l", List.of("x"), "o", Map.of("y", 1)),
            Map.of("b", true));
    JobRecordMapper forwards = inferring();
    JobRecordMapper backwards = inferring();

    jobs.forEach(job -> map(forwards, job));
    IntStream.range(0, jobs.size()).forEach(i -> map(backwards, jobs.get(jobs.size() - 1 - i)));

    assertThat(map(forwards, Map.of()).valueSchema().fields())
        .isEqualTo(map(backwards, Map.of()).valueSchema().fields());
  }

  @Test
  void wholeNumbersBecomeDoublesWhenOneHasAFraction() {
    JobRecordMapper mapper = inferring();
    assertThat(field(map(mapper, "n", 9_007_199_254_740_993L), "n"))
        .isEqualTo(9_007_199_254_740_993L);

    assertThat(field(map(mapper, "n", new BigDecimal("0.5")), "n")).isEqualTo(0.5);

    assertThat(field(map(mapper, "n", 3), "n")).isEqualTo(3.0);
    assertThat(field(map(mapper, "n", new BigInteger("123456789012345678901")), "n"))
        .isEqualTo(1.2345678901234568E20);
  }

  @Test
  void valuesOfSeveralKindsBecomeJsonTexts() {
    JobRecordMapper mapper = inferring();
    assertThat(field(map(mapper, "v", 1), "v")).isEqualTo(1L);

    SourceRecord record = map(mapper, "v", "one");

    assertThat(field(record, "v")).isEqualTo("\"one\"");
    assertThat(record.valueSchema().field("v").schema())
        .isEqualTo(SchemaBuilder.string().name("io.bpmnconnect.Json").optional().build());
    assertThat(field(map(mapper, "v", 2), "v")).isEqualTo("2");
    assertThat(field(map(mapper, "v", Map.of("a", List.of(new BigDecimal("1.50")))), "v"))
        .isEqualTo("{\"a\":[1.50]}");
    assertThat(field(map(mapper, "v", null), "v")).isNull();
  }

  @Test
  void listsOfSeveralKindsHaveJsonElements() {
    SourceRecord record = map(inferring(), "l", Arrays.asList(1, "two", null, List.of(3)));

    assertThat(field(record, "l")).isEqualTo(Arrays.asList("1", "\"two\"", null, "[3]"));
  }

  @Test
  void anObjectWithTooManyFieldsIsAJsonText() {
    Map<String, Object> wide = new HashMap<>();
    IntStream.range(0, 201).forEach(i -> wide.put("f" + i, i));
    JobRecordMapper mapper = inferring();

    SourceRecord record = map(mapper, "byId", wide);

    assertThat(record.valueSchema().field("byId").schema().type()).isEqualTo(Schema.Type.STRING);
    assertThat((String) field(record, "byId")).contains("\"f200\":200");
    wide.remove("f0");
    assertThat(map(inferring(), "byId", wide).valueSchema().field("byId").schema().type())
        .isEqualTo(Schema.Type.STRUCT);
  }

  @Test
  void anObjectWhoseNamesAreDataBecomesAJsonTextWithTime() {
    JobRecordMapper mapper = inferring();
    for (int i = 0; i < 201; i++) {
      map(mapper, "byId", Map.of("id-" + i, i));
    }

    SourceRecord record = map(mapper, "byId", Map.of("id-5", 5));

    assertThat(field(record, "byId")).isEqualTo("{\"id-5\":5}");
    assertThat(record.valueSchema().version()).isLessThan(300);
  }

  @Test
  void tooManyFieldsInAllTurnTheLargestObjectsToJson() {
    Map<String, Object> variables = new HashMap<>();
    for (int object = 0; object < 10; object++) {
      Map<String, Object> fields = new HashMap<>();
      IntStream.range(0, 105 + object).forEach(i -> fields.put("f" + i, i));
      variables.put("o" + object, fields);
    }

    SourceRecord record = map(inferring(), variables);

    assertThat(record.valueSchema().fields())
        .filteredOn(field -> field.schema().type() == Schema.Type.STRING)
        .extracting(Field::name)
        .containsExactly("o9");
  }

  @Test
  void whatIsTooDeepOrHasNoNameIsAJsonText() {
    Object deep = 1;
    for (int i = 0; i < 30; i++) {
      deep = List.of(deep);
    }
    Schema schema = map(inferring(), "deep", deep).valueSchema().field("deep").schema();
    int depth = 0;
    while (schema.type() == Schema.Type.ARRAY) {
      schema = schema.valueSchema();
      depth++;
    }
    assertThat(depth).as("the map of variables is the first level").isEqualTo(Shape.DEEPEST - 1);
    assertThat(schema.name()).isEqualTo("io.bpmnconnect.Json");
    assertThat(field(map(inferring(), "o", Map.of("", 1)), "o")).isEqualTo("{\"\":1}");
    assertThat(map(inferring(), Map.of("", 1)).value()).isEqualTo("{\"\":1}");
  }

  @Test
  void theWholeJobCanHaveAnInferredSchemaOfItsVariables() throws IOException {
    JobRecordMapper mapper = mapper("value.schema", "inferred");

    SourceRecord record = map(mapper, Map.of("order", Map.of("id", 5)));

    assertThat(record.valueSchema().field("variables").schema().name())
        .isEqualTo("io.bpmnconnect.job._charge_card_" + hash("charge-card") + ".variables");
    JsonNode payload = written(record).path("payload");
    assertThat(payload.path("jobKey").asText()).isEqualTo("7");
    assertThat(payload.path("variables")).isEqualTo(JSON.readTree("{\"order\":{\"id\":5}}"));
    assertThat(map(mapper, Map.of("order", Map.of("id", 6))).valueSchema())
        .isSameAs(record.valueSchema());
    assertThat(map(mapper, Map.of("note", "x")).valueSchema().version())
        .isEqualTo(record.valueSchema().version() + 1);
  }

  @Test
  void schemaNamesAreLegalForAvroAndDifferentForDifferentNames() {
    assertThat(ShapeSchema.legal("order_1")).isEqualTo("order_1");
    assertThat(List.of("a-b", "a b", "1a", "ä", "a.b", "_a_b"))
        .extracting(ShapeSchema::legal)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"));
  }
}
