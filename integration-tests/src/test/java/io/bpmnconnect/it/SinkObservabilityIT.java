package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.FaultyProxy.Fate;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees of a sink from outside: its metrics in JMX, and the worker's log. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkObservabilityIT {

  @Test
  void metricsCountEachRecordByItsOperationAndOutcome(TestBench bench) throws Exception {
    bench.deploy(Model.process("measured").task("measured"));
    bench.createTopic("measured", 1);
    try (FaultyProxy proxy =
        FaultyProxy.start(
            bench.stack().engine().restAddress(), Odds.FAIR, Duration.ofSeconds(10))) {
      Map<String, String> config = new HashMap<>(Results.settings(bench, "measured-results"));
      config.put("engine.url", proxy.address().toString());
      config.put("routes", "create,publish");
      config.put("routes.create.when", "=value.process != null");
      config.put("routes.create.operation", "create-process-instance");
      config.put("routes.create.process.id", "=value.process");
      config.put("routes.publish.when", "=value.message != null");
      config.put("routes.publish.operation", "publish-message");
      config.put("routes.publish.message.name", "measured");
      config.put("routes.publish.message.correlation.key", "=key");
      config.put("routes.publish.message.id", "=value.message");
      config.put("behavior.on.not.found", "ignore");
      bench.startSink("measured", "measured", config);
      proxy.plan(Fate.CLOSED, 1);

      bench.send("measured", "a", "{\"process\":\"measured\"}"); // created twice
      await().atMost(TestBench.PATIENCE).until(() -> proxy.count(Fate.PASSED) == 1);
      bench.send("measured", "a", "{\"process\":\"measured\"}");
      bench.send("measured", "a", "{\"process\":\"unheard-of\"}");
      bench.send("measured", "b", "{\"message\":\"m-1\"}");
      bench.send("measured", "b", "{\"message\":\"m-1\"}");
      bench.send("measured", "c", "{\"nothing\":1}");
      bench.send("measured", "c", null);

      Map<String, Double> metrics =
          SinkMetrics.awaitCounts(
              bench.stack().worker().pid(),
              "measured",
              Map.of(
                  "records-total{operation=create-process-instance,outcome=succeeded}", 2.0,
                  "records-total{operation=create-process-instance,outcome=ignored}", 1.0,
                  "records-total{operation=publish-message,outcome=succeeded}", 1.0,
                  "records-total{operation=publish-message,outcome=already-done}", 1.0,
                  "records-total{operation=none,outcome=reported}", 1.0,
                  "records-total{operation=none,outcome=ignored}", 1.0,
                  "errors-total{kind=unavailable}", 1.0,
                  "errors-total{kind=not-found}", 1.0,
                  "errors-total{kind=conflict}", 1.0));
      assertThat(metrics).containsEntry("retries-total", 1.0).containsEntry("ambiguous-total", 1.0);
      assertThat(bench.awaitJobs("measured", 3)).hasSize(3);

      bench.stopConnector("measured");
      try (WorkerJmx jmx = WorkerJmx.attach(bench.stack().worker().pid())) {
        await("the end of the task's metrics")
            .atMost(TestBench.PATIENCE)
            .until(() -> jmx.metrics("measured", 0).isEmpty());
      }
    }
  }

  @Test
  void aTaskLogsItsEffectiveConfigurationWithoutSecrets(TestBench bench) throws Exception {
    bench.createTopic("logged", 1);
    Map<String, String> config = new HashMap<>(Results.settings(bench, "logged-results"));
    config.put("operation", "publish-message");
    config.put("message.name", "logged");
    config.put("message.correlation.key", "=value.id");
    config.put("engine.auth.type", "basic");
    config.put("engine.auth.username", "demo");
    config.put("engine.auth.password", "s3cret-of-the-engine");
    config.put(
        "result.producer.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"u\" password=\"s3cret-of-the-brokers\";");
    config.put("result.producer.linger.ms", "7");
    bench.startSink("logged", "logged", config);

    bench.send("logged", "1", "{\"id\":1}");
    new Results(bench, "logged-results").of("1");

    List<String> lines = effectiveConfiguration(bench, "logged");
    assertThat(lines)
        .contains(
            "engine.auth.password = [hidden]",
            "engine.auth.username = demo",
            "engine.url = " + bench.stack().engine().restAddress(),
            "result.producer.sasl.jaas.config = [hidden]",
            "result.producer.linger.ms = 7",
            "message.correlation.key = =value.id",
            "behavior.on.delivery.timeout = fail", // defaults, too
            "max.in.flight.requests = 64")
        .isSorted();
    assertThat(Files.readString(bench.stack().worker().log())).doesNotContain("s3cret");
  }

  /** What follows the line that announces it, up to the next line of the log with a time. */
  private static List<String> effectiveConfiguration(TestBench bench, String connector)
      throws IOException {
    List<String> log = Files.readAllLines(bench.stack().worker().log());
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).contains("[" + connector + "|task-0]")
          && log.get(i).contains("Starts with this configuration:")) {
        return log.subList(i + 1, log.size()).stream()
            .takeWhile(line -> line.contains(" = "))
            .toList();
      }
    }
    throw new AssertionError("no configuration of " + connector + " in the log");
  }
}
