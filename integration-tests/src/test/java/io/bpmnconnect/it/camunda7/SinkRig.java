package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.Results;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.it.WorkerJmx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** A sink of one topic with results and a dead letter queue, and the engine by hand. */
record SinkRig(TestBench bench, EngineByHand engine, String topic) {

  static SinkRig of(TestBench bench, String topic) throws Exception {
    bench.createTopic(topic, 1);
    return new SinkRig(bench, new EngineByHand(bench.stack().engine()), topic);
  }

  /** The same of another engine. */
  SinkRig with(EngineByHand other) {
    return new SinkRig(bench, other, topic);
  }

  /** Starts the sink with the settings given, keys and values in turn. */
  SinkRig start(String... settings) {
    bench.startSink(topic, topic, settings(settings));
    return this;
  }

  Map<String, String> settings(String... more) {
    Map<String, String> all = new HashMap<>(Results.settings(bench, topic + "-results"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  /** Sends a record; its header {@code action} chooses the route or the operation. */
  void send(String key, String action, String value) {
    bench.send(topic, key, value, "action", action);
  }

  /** The result of a record, once there is one. */
  JsonNode result(String key) {
    return new Results(bench, topic + "-results").of(key);
  }

  /** What the engine answered to a record, which must have succeeded. */
  JsonNode succeeded(String key) {
    JsonNode result = result(key);
    assertThat(result.path("outcome").asText()).as("%s", result).isEqualTo("succeeded");
    return result.path("result");
  }

  /** The headers of a record's dead letter. */
  Map<String, String> deadLetter(String key) {
    return Results.deadLetter(bench, topic + "-dlq", key);
  }

  /** What the sink's task says of itself now. */
  Map<String, Double> metrics() throws Exception {
    try (WorkerJmx jmx = WorkerJmx.attach(bench.stack().worker().pid())) {
      return jmx.metrics(topic, 0);
    }
  }

  double metric(String name) throws Exception {
    return metrics().getOrDefault(name, 0.0);
  }

  long deadLetters() throws Exception {
    return bench.recordCount(topic + "-dlq");
  }

  /** A running or ended instance as the history has it. */
  JsonNode instance(String id) {
    return engine.history().get("/history/process-instance/" + id);
  }

  void awaitEnded(String instance) {
    awaitThat("instance " + instance + " ends", () -> !instance(instance).path("endTime").isNull());
  }

  /** Waits until an external task of a topic stands in an instance, and returns it. */
  JsonNode awaitTask(String instance, String taskTopic) {
    return await("task %s of %s".formatted(taskTopic, instance))
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                engine
                    .history()
                    .get("/external-task", "processInstanceId", instance, "topicName", taskTopic)
                    .path(0),
            task -> task.has("id"));
  }

  static void awaitThat(String what, Callable<Boolean> condition) {
    await(what).atMost(TestBench.PATIENCE).until(condition);
  }
}
