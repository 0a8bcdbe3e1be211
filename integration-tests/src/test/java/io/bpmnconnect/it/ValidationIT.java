package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mistakes are named with their key by Connect's validation, before anything starts. */
@ExtendWith(SharedStack.class)
class ValidationIT {

  private static final String SINK = "io.bpmnconnect.sink.ProcessEngineSinkConnector";
  private static final String SOURCE = "io.bpmnconnect.source.ProcessEngineSourceConnector";

  private static Map<String, String> sink(TestBench bench) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "validated");
    config.put("connector.class", SINK);
    config.put("topics", "validated");
    config.put("engine.url", bench.stack().engine().restAddress().toString());
    config.put("operation", "publish-message");
    config.put("message.name", "paid");
    config.put("message.correlation.key", "=value.id");
    return config;
  }

  private static Map<String, String> source(TestBench bench) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "validated");
    config.put("connector.class", SOURCE);
    config.put("engine.url", bench.stack().engine().restAddress().toString());
    config.put("job.types", "charge-card");
    config.put("topic", "jobs");
    config.put("reply.topic", "replies");
    config.put("reply.consumer.bootstrap.servers", bench.stack().kafka().bootstrapServers());
    return config;
  }

  /** The errors of each key, as the worker answers them. */
  private static Map<String, String> errors(TestBench bench, Map<String, String> config) {
    JsonNode answer = bench.connect().validate(config.get("connector.class"), config);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode entry : answer.path("configs")) {
      JsonNode value = entry.path("value");
      if (!value.path("errors").isEmpty()) {
        errors.put(value.path("name").asText(), value.path("errors").toString());
      }
    }
    assertThat(answer.path("error_count").asInt()).isGreaterThanOrEqualTo(errors.size());
    return errors;
  }

  @Test
  void rightConfigurationsHaveNoErrors(TestBench bench) {
    assertThat(errors(bench, sink(bench))).isEmpty();
    assertThat(errors(bench, source(bench))).isEmpty();
  }

  @Test
  void aFeelErrorIsReportedOnItsKey(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("message.correlation.key", "=value.(id");

    assertThat(errors(bench, config))
        .containsOnlyKeys("message.correlation.key")
        .hasEntrySatisfying(
            "message.correlation.key", error -> assertThat(error).contains("not valid FEEL"));
  }

  @Test
  void aMissingMessageNameIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.remove("message.name");

    assertThat(errors(bench, config))
        .containsOnlyKeys("message.name")
        .hasEntrySatisfying(
            "message.name",
            error -> assertThat(error).contains("is required by operation publish-message"));
  }

  @Test
  void anUnknownOperationIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("operation", "start-process");

    assertThat(errors(bench, config))
        .containsOnlyKeys("operation")
        .hasEntrySatisfying(
            "operation", error -> assertThat(error).contains("create-process-instance"));
  }

  @Test
  void aMistakeInARouteIsReportedOnTheKeyOfTheRoute(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.keySet().removeIf(key -> key.equals("operation") || key.startsWith("message."));
    config.put("routes", "paid");
    config.put("routes.paid.operation", "publish-message");
    config.put("routes.paid.message.nam", "paid");
    config.put("routes.paid.message.correlation.key", "=value.id");

    assertThat(errors(bench, config))
        .containsOnlyKeys("routes.paid.message.nam", "routes.paid.message.name");
  }

  @Test
  void anEngineThatCannotBeReachedIsReported(TestBench bench) {
    for (Map<String, String> config : java.util.List.of(sink(bench), source(bench))) {
      config.put("engine.url", "http://127.0.0.1:1");

      assertThat(errors(bench, config))
          .containsOnlyKeys("engine.url")
          .hasEntrySatisfying(
              "engine.url",
              error -> assertThat(error).contains("127.0.0.1:1", "validate.connection=false"));
    }
  }

  @Test
  void anEngineThatIsNoCamundaIsReported(TestBench bench) {
    Map<String, String> config = sink(bench);
    config.put("engine.url", bench.stack().worker().url().toString());

    assertThat(errors(bench, config))
        .containsOnlyKeys("engine.url")
        .hasEntrySatisfying(
            "engine.url", error -> assertThat(error).contains("no engine API at this path"));
  }

  @Test
  void aSourceWithoutAReplyTopicIsToldItsChoices(TestBench bench) {
    Map<String, String> config = source(bench);
    config.remove("reply.topic");

    assertThat(errors(bench, config))
        .containsOnlyKeys("reply.topic")
        .hasEntrySatisfying(
            "reply.topic", error -> assertThat(error).contains("on-delivery", "none"));
  }
}
