package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.MappedRecords.ORDER;
import static io.bpmnconnect.sink.MappedRecords.command;
import static io.bpmnconnect.sink.MappedRecords.record;
import static io.bpmnconnect.sink.MappedRecords.route;
import static io.bpmnconnect.sink.SinkConfigs.connector;
import static io.bpmnconnect.sink.SinkConfigs.publishing;
import static io.bpmnconnect.sink.SinkConfigs.routing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.mapping.MappingException;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What command a record becomes. */
class CommandMapperTest {

  @Test
  void aMessageIsPublishedWithItsDefaults() {
    assertThat(command(publishing(), ORDER))
        .isEqualTo(
            new PublishMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                Duration.ofHours(1),
                Optional.of("default-id"),
                ORDER,
                Optional.empty()));
  }

  @Test
  void everyFieldOfAMessageCanBeMapped() {
    Map<String, String> config =
        publishing(
            "message.name", "=\"paid-\" + topic",
            "message.correlation.key", "=key",
            "message.time.to.live.ms", "=value.total * 1000",
            "message.id", "=value.id",
            "message.business.id", "=timestamp",
            "tenant.id", "=headers.source",
            "variables", "={order: value.id, at: partition, offset: offset}");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new PublishMessage(
                "paid-orders",
                new Correlation.ByKey("key-1", Optional.of("1700000000000")),
                Duration.ofSeconds(7),
                Optional.of("o-1"),
                Map.of("order", "o-1", "at", 3L, "offset", 42L),
                Optional.of("web")));
  }

  @Test
  void aMessageIdOfNothingMeansNoMessageId() {
    assertThat(command(publishing("message.id", ""), ORDER))
        .isInstanceOfSatisfying(
            PublishMessage.class, message -> assertThat(message.messageId()).isEmpty());
  }

  @Test
  void aMessageIdThatIsNullForThisRecordFallsBackToTheDefault() {
    assertThat(command(publishing("message.id", "=value.missing"), ORDER))
        .isInstanceOfSatisfying(
            PublishMessage.class,
            message -> assertThat(message.messageId()).contains("default-id"));
  }

  private static Correlation byKey(String key) {
    return new Correlation.ByKey(key, Optional.empty());
  }

  @Test
  void anEmptyCorrelationKeyIsSentAsItIs() {
    assertThat(command(publishing("message.correlation.key", ""), ORDER))
        .isInstanceOfSatisfying(
            PublishMessage.class,
            message -> assertThat(message.correlation()).isEqualTo(byKey("")));
  }

  @Test
  void aNumberIsACorrelationKeyInItsDigits() {
    assertThat(command(publishing(), Map.of("id", 2251799813685249L)))
        .isInstanceOfSatisfying(
            PublishMessage.class,
            message -> assertThat(message.correlation()).isEqualTo(byKey("2251799813685249")));
  }

  @Test
  void aMessageIsCorrelated() {
    assertThat(command(publishing("operation", "correlate-message"), ORDER))
        .isEqualTo(
            new CorrelateMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                ORDER,
                Optional.empty(),
                false));
  }

  @Test
  void everyFieldOfACorrelationCanBeMapped() {
    Map<String, String> config =
        publishing(
            "operation", "correlate-message",
            "message.name", "=topic",
            "message.correlation.key", "=value.total",
            "message.business.id", "=value.id",
            "tenant.id", "acme",
            "variables", "={t: timestamp}");

    assertThat(command(config, ORDER))
        .isEqualTo(
            new CorrelateMessage(
                "orders",
                new Correlation.ByKey("7", Optional.of("o-1")),
                Map.of("t", 1_700_000_000_000L),
                Optional.of("acme"),
                false));
  }

  @Test
  void aSignalIsBroadcast() {
    Map<String, String> config =
        connector("operation", "broadcast-signal", "signal.name", "closed", "tenant.id", "acme");

    assertThat(command(config, ORDER))
        .isEqualTo(new BroadcastSignal("closed", ORDER, Optional.of("acme")));

    config.put("signal.name", "=topic");
    config.put("variables", "={id: key}");
    config.remove("tenant.id");
    assertThat(command(config, ORDER))
        .isEqualTo(new BroadcastSignal("orders", Map.of("id", "key-1"), Optional.empty()));
  }

  @Test
  void structsAreMappedLikeObjects() {
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("price", Decimal.schema(3))
            .field("rating", Schema.INT8_SCHEMA)
            .build();
    Struct order =
        new Struct(schema)
            .put("id", "o-1")
            .put("price", new BigDecimal("19.990"))
            .put("rating", (byte) 5);
    Map<String, String> config = publishing("variables", "={price: value.price, r: value.rating}");

    SinkRecord record = new SinkRecord("orders", 0, null, null, schema, order, 1);
    EngineCommand command =
        route(config, record).orElseThrow().command(RecordVariables.of(record), "id");

    assertThat(command)
        .isEqualTo(
            new PublishMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                Duration.ofHours(1),
                Optional.of("id"),
                Map.of("price", new BigDecimal("19.990"), "r", 5L),
                Optional.empty()));
  }

  @Test
  void aFieldThatCannotBeRenderedIsNamed() {
    assertThatThrownBy(() -> command(publishing(), Map.of("id", List.of(1))))
        .isInstanceOf(MappingException.class)
        .hasMessage("message.correlation.key (=value.id) must be text, but gave a list");
    assertThatThrownBy(() -> command(publishing(), Map.of()))
        .hasMessage(
            "message.correlation.key (=value.id) is required, but gave null: No context entry found"
                + " with key 'id'. Available keys: ");
    assertThatThrownBy(
            () ->
                command(
                    publishing("message.time.to.live.ms", "=value.ttl"),
                    Map.of("id", "1", "ttl", "soon")))
        .hasMessage(
            "message.time.to.live.ms (=value.ttl) must be a whole number of at least 0, but gave"
                + " the text \"soon\"");
    Map<String, String> create =
        connector(
            "operation", "create-process-instance",
            "process.id", "order",
            "process.version", "=value.version");
    assertThatThrownBy(() -> command(create, Map.of("version", 3_000_000_000L)))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            "process.version (=value.version) must be a whole number between -1 and 2147483647, but"
                + " gave 3000000000");
  }

  @Test
  void theFirstRouteThatHoldsWins() {
    Map<String, String> config =
        routing("routes.closed.when", "=value.total > 5", "routes.placed.when", "=value.total > 1");

    assertThat(route(config, record("orders", Map.of("total", 7))))
        .hasValueSatisfying(route -> assertThat(route.name()).isEqualTo("placed"));
    assertThat(route(config, record("orders", Map.of("total", 0)))).isEmpty();
    assertThat(route(config, record("orders", Map.of()))).as("null is not true").isEmpty();
  }

  @Test
  void aRouteWithoutAConditionTakesTheRest() {
    assertThat(route(routing(), record("orders", ORDER)))
        .hasValueSatisfying(route -> assertThat(route.name()).isEqualTo("placed"));
    assertThat(route(routing(), record("anything", ORDER)))
        .hasValueSatisfying(route -> assertThat(route.name()).isEqualTo("closed"));
  }

  @Test
  void theKeysOfARouteAreNamedWithTheirPrefix() {
    Map<String, String> config = routing("routes.placed.process.id", "=value.process");

    assertThatThrownBy(() -> command(config, Map.of()))
        .hasMessage(
            "routes.placed.process.id (=value.process) is required, but gave null: No context entry found"
                + " with key 'process'. Available keys: ");
  }
}
