package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.CommandResult.DecisionEvaluated;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Operation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** The examples of docs/result-topic.md are what is written. */
class ResultContractExamplesTest {

  private static final Path PAGE = Path.of("..", "docs", "result-topic.md");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @Test
  void everyExampleOfThePageIsWhatIsWritten() throws IOException {
    List<JsonNode> examples = new ArrayList<>();
    for (String example :
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group(1))
            .toList()) {
      examples.add(JSON.readTree(example));
    }

    assertThat(examples)
        .containsExactly(
            json(ResultValue.of(created(), "orders-sink", 0)),
            json(ResultValue.of(doneBefore(), "orders-sink", 0)),
            json(ResultValue.of(refused(), "orders-sink", 0)),
            json(ResultValue.of(tombstone(), "orders-sink", 0)),
            json(ResultValue.of(decided(), "orders-sink", 1).truncated()));
  }

  private static JsonNode json(ResultValue value) throws IOException {
    return JSON.readTree(value.bytes());
  }

  private static DeliveryReport created() {
    return report(
        record("orders", 0, 42),
        "placed",
        Operation.CREATE_PROCESS_INSTANCE,
        Outcome.SUCCEEDED,
        new ProcessInstanceCreated(
            "2251799813685251",
            "2251799813685249",
            "order",
            1,
            Map.of("total", new BigDecimal("19.990000000000000001"))),
        null,
        null,
        1,
        12);
  }

  private static DeliveryReport doneBefore() {
    return report(
        record("payments", 2, 7),
        null,
        Operation.PUBLISH_MESSAGE,
        Outcome.ALREADY_DONE,
        null,
        EngineException.answered(ErrorKind.CONFLICT, 409, "ALREADY_EXISTS", "it is alive"),
        null,
        1,
        9);
  }

  private static DeliveryReport refused() {
    return report(
        record("orders", 0, 43),
        "placed",
        Operation.CREATE_PROCESS_INSTANCE,
        Outcome.REPORTED,
        null,
        EngineException.answered(
            ErrorKind.NOT_FOUND,
            404,
            "NOT_FOUND",
            "Expected to find process definition with process ID 'ordre', but none found"),
        "record orders-0@43: create-process-instance of process \"ordre\" failed",
        1,
        8);
  }

  private static DeliveryReport tombstone() {
    return report(
        record("orders", 0, 44),
        null,
        null,
        Outcome.IGNORED,
        null,
        null,
        "record orders-0@44 has no value (a tombstone)",
        0,
        0);
  }

  private static DeliveryReport decided() {
    return report(
        record("orders", 1, 5),
        null,
        Operation.EVALUATE_DECISION,
        Outcome.SUCCEEDED,
        new DecisionEvaluated("2251799813685260", "discount", 3, "x".repeat(10_000)),
        null,
        null,
        2,
        250);
  }

  private static SinkRecord record(String topic, int partition, long offset) {
    return Reports.record(topic, partition, offset, Schema.STRING_SCHEMA, "k");
  }

  private static DeliveryReport report(
      SinkRecord record,
      String route,
      Operation operation,
      Outcome outcome,
      CommandResult result,
      EngineException refusal,
      String reason,
      int attempts,
      long latency) {
    return new DeliveryReport(
        record,
        Optional.ofNullable(route),
        Optional.ofNullable(operation),
        outcome,
        Optional.ofNullable(result),
        Optional.ofNullable(refusal),
        Optional.ofNullable(reason),
        attempts,
        false,
        Duration.ofMillis(latency));
  }

  @Test
  void thePageNamesEveryHeaderOutcomeAndKindOfError() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            ResultHeaders.OPERATION, ResultHeaders.OUTCOME, "`" + DeliveryReport.MAPPING + "`")
        .contains(Arrays.stream(Outcome.values()).map(outcome -> "`" + outcome + "`").toList())
        .contains(
            Arrays.stream(ErrorKind.values())
                .map(kind -> "`" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                .toList());
  }
}
