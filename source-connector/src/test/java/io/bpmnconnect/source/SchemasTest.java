package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas in docs/schemas say of jobs and replies what the connector does. */
class SchemasTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCS = Path.of("..", "docs");
  private static final JsonSchema JOB = schema("job.schema.json");
  private static final JsonSchema REPLY = schema("reply.schema.json");

  private static JsonSchema schema(String name) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(DOCS.resolve("schemas").resolve(name)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonConverter converter() {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    return converter;
  }

  private static Set<ValidationMessage> problems(JsonSchema schema, String json)
      throws JsonProcessingException {
    return schema.validate(JSON.readTree(json));
  }

  private static void parse(String reply) {
    byte[] value = reply.getBytes(StandardCharsets.UTF_8);
    new ReplyParser(converter()).parse(new ConsumerRecord<>("replies", 0, 0, null, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.schema.json", "reply.schema.json"})
  void theSchemasAreSchemas(String name) throws IOException {
    JsonSchema draft =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(java.net.URI.create("https://json-schema.org/draft/2020-12/schema"));

    assertThat(draft.validate(JSON.readTree(DOCS.resolve("schemas").resolve(name).toFile())))
        .isEmpty();
  }

  private static JobRecordMapper mapper() {
    return new JobRecordMapper(SourceSettings.parse(SourceConfigs.delivering()).jobs());
  }

  @Test
  void whatTheConnectorWritesIsAJob() throws IOException {
    Map<String, Object> variables = new HashMap<>();
    variables.put("items", Arrays.asList(1, null, Map.of("deep", true)));
    variables.put("none", null);
    SourceRecord record = Jobs.record(mapper(), Jobs.job("7", Map.of("color", "blue"), variables));
    byte[] written = converter().fromConnectData("jobs", record.valueSchema(), record.value());

    assertThat(JOB.validate(JSON.readTree(written))).isEmpty();
  }

  @Test
  void theSchemaNamesEachFieldOfAJobThatIsWritten() throws IOException {
    JsonNode properties =
        JSON.readTree(DOCS.resolve("schemas/job.schema.json").toFile()).path("properties");
    SourceRecord record = Jobs.record(mapper(), Jobs.job("7"));

    assertThat((Map<?, ?>) record.value())
        .allSatisfy((name, value) -> assertThat(properties.has(name.toString())).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jobKey\":7}",
        "{\"retries\":\"3\"}",
        "{\"variables\":[]}",
        "{\"deadline\":\"tomorrow\"}"
      })
  void whatIsNoJobIsRefused(String wrong) throws IOException {
    JsonNode job = JSON.readTree(example("```\n"));
    assertThat(JOB.validate(job)).isEmpty();

    JsonNode changed = JSON.readerForUpdating(job.deepCopy()).readValue(wrong);

    assertThat(JOB.validate(changed)).isNotEmpty();
  }

  private static String example(String fence) throws IOException {
    return examples(fence).get(0);
  }

  private static List<String> examples(String fence) throws IOException {
    return Pattern.compile(fence + "(\\{.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(DOCS.resolve("reply-contract.md")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyEnvelopeOfThePageIsAReply() throws IOException {
    List<String> envelopes = examples("```json\n");

    assertThat(envelopes).hasSizeGreaterThanOrEqualTo(4);
    for (String envelope : envelopes) {
      assertThat(problems(REPLY, envelope)).as(envelope).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jobKey\":\"7\"}",
        "{\"jobKey\":2251799813685249}",
        "{\"jobKey\":\"7\",\"action\":null,\"variables\":null,\"errorCode\":null,\"result\":null}",
        "{\"jobKey\":\"7\",\"retries\":0,\"retryBackOff\":0,\"errorMessage\":\"\",\"errorCode\":\" \"}",
        "{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":\"2\",\"retryBackOff\":1000}",
        "{\"jobKey\":\"7\",\"action\":\"error\",\"errorCode\":\"E\",\"retries\":0,\"leaseToken\":\"l\"}",
        "{\"jobKey\":\"7\",\"worker\":\"jobs-source-0\"}",
        "{\"jobKey\":\"7\",\"worker\":null,\"leaseToken\":null}",
        "{\"jobKey\":\"7\",\"result\":{\"denied\":true},\"variables\":{\"a\":[null]}}"
      })
  void whatTheConnectorTakesTheSchemaTakes(String reply) throws IOException {
    parse(reply);

    assertThat(problems(REPLY, reply)).isEmpty();
  }

  /**
   * What the connector refuses the schema refuses: but for retries that are missing, which a header
   * can stand in for.
   */
  @ParameterizedTest
  @MethodSource("io.bpmnconnect.source.ReplyParserTest#envelopesThatAreNeverRight")
  void whatTheConnectorRefusesTheSchemaRefuses(String reply) throws IOException {
    assertThatThrownBy(() -> parse(reply)).isInstanceOf(DataException.class);

    assertThat(problems(REPLY, reply)).isNotEmpty();
  }
}
