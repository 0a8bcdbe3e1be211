package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Instances, messages and signals, each with a sink of its own; {@link SinkCommandsIT} has the
 * other operations.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class SinkOperationsIT {

  @Test
  void aRecordCreatesAProcessInstanceWithItsValueAsVariables(TestBench bench) throws Exception {
    bench.deploy(Model.process("create-default").task("create-default-job"));
    bench.createTopic("create-default", 1);
    bench.startSink(
        "create-default",
        "create-default",
        Map.of("operation", "create-process-instance", "process.id", "create-default"));

    bench.send(
        "create-default",
        "o-1",
        "{\"orderId\":\"o-1\",\"big\":9007199254740993,\"lines\":[{\"sku\":\"a\"}],\"none\":null}");

    ActivatedJob job = bench.awaitJob("create-default-job");
    assertThat(job.variables())
        .containsEntry("orderId", "o-1")
        .containsEntry("big", 9007199254740993L)
        .containsEntry("lines", List.of(Map.of("sku", "a")))
        .containsEntry("none", null);
  }

  @Test
  void processVersionAndVariablesComeFromExpressions(TestBench bench) throws Exception {
    bench.deploy(Model.process("create-mapped").task("create-mapped-v1"));
    bench.deploy(Model.process("create-mapped").task("create-mapped-v2"));
    bench.createTopic("create-mapped", 1);
    bench.startSink(
        "create-mapped",
        "create-mapped",
        Map.of(
            "operation", "create-process-instance",
            "process.id", "=value.process",
            "process.version", "=value.version",
            "variables", "={order: value.id, from: topic, key: key, trace: headers.trace}"));

    bench.send(
        "create-mapped",
        "k",
        "{\"id\":7,\"process\":\"create-mapped\",\"version\":1}",
        "trace",
        "t-1");

    ActivatedJob job = bench.awaitJob("create-mapped-v1");
    assertThat(job.variables())
        .isEqualTo(Map.of("order", 7, "from", "create-mapped", "key", "k", "trace", "t-1"));
  }

  @Test
  void aValueThatIsNoObjectBecomesTheVariableValue(TestBench bench) throws Exception {
    bench.deploy(Model.process("create-scalar").task("create-scalar-job"));
    bench.createTopic("create-scalar", 1);
    bench.startSink(
        "create-scalar",
        "create-scalar",
        Map.of("operation", "create-process-instance", "process.id", "create-scalar"));

    bench.send("create-scalar", null, "[1,2]");

    assertThat(bench.awaitJob("create-scalar-job").variables())
        .isEqualTo(Map.of("value", List.of(1, 2)));
  }

  @Test
  void aPublishedMessageWaitsForTheProcessThatWantsIt(TestBench bench) throws Exception {
    bench.deploy(Model.process("publish").message("publish-paid", "=orderId").task("publish-job"));
    bench.createTopic("publish", 1);
    bench.startSink(
        "publish",
        "publish",
        Map.of(
            "operation", "publish-message",
            "message.name", "publish-paid",
            "message.correlation.key", "=value.orderId"));

    bench.send("publish", "o-1", "{\"orderId\":\"o-1\",\"paid\":true}");
    bench.createInstance("publish", Map.of("orderId", "o-1"));

    assertThat(bench.awaitJob("publish-job").variables())
        .isEqualTo(Map.of("orderId", "o-1", "paid", true));
  }

  @Test
  void aMessageWithAnIdThatIsAliveIsNotPublishedAgain(TestBench bench) throws Exception {
    bench.deploy(Model.process("twice").message("twice-paid", "=orderId").task("twice-job"));
    bench.createTopic("twice", 1);
    bench.startSink(
        "twice",
        "twice",
        Map.of(
            "operation", "publish-message",
            "message.name", "twice-paid",
            "message.correlation.key", "=value.orderId",
            "message.id", "=value.eventId"));

    bench.send("twice", "o-1", "{\"orderId\":\"o-1\",\"eventId\":\"e-1\"}");
    bench.send("twice", "o-1", "{\"orderId\":\"o-1\",\"eventId\":\"e-1\"}");
    bench.send("twice", "o-2", "{\"orderId\":\"o-2\",\"eventId\":\"e-2\"}");
    bench.createInstance("twice", Map.of("orderId", "o-2"));
    bench.createInstance("twice", Map.of("orderId", "o-1"));
    bench.createInstance("twice", Map.of("orderId", "o-1"));

    assertThat(bench.awaitJobs("twice-job", 2))
        .extracting(job -> job.variables().get("orderId"))
        .containsExactlyInAnyOrder("o-1", "o-2");
    assertThat(bench.activate("twice-job", Duration.ofSeconds(2))).isEmpty();
  }

  @Test
  void aSignalReachesEveryInstanceThatWaitsForIt(TestBench bench) throws Exception {
    bench.deploy(Model.process("signal").task("signal-before").signal("go").task("signal-after"));
    bench.createTopic("signal", 1);
    bench.startSink(
        "signal", "signal", Map.of("operation", "broadcast-signal", "signal.name", "=value.name"));
    for (int i = 0; i < 3; i++) {
      bench.createInstance("signal", Map.of("number", i));
    }
    for (ActivatedJob job : bench.awaitJobs("signal-before", 3)) {
      bench.execute(
          new io.bpmnconnect.engine.EngineCommand.CompleteJob(
              JobRef.of(job.key()), Map.of(), Optional.empty()));
    }

    bench.send("signal", null, "{\"name\":\"go\"}");

    assertThat(bench.awaitJobs("signal-after", 3))
        .extracting(job -> job.variables().get("number"))
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void routesSendEachEventTypeOfATopicToItsOwnOperation(TestBench bench) throws Exception {
    bench.deploy(Model.process("routed").message("routed-paid", "=orderId").task("routed-job"));
    bench.createTopic("routed", 1);
    bench.startSink(
        "routed",
        "routed",
        Map.ofEntries(
            Map.entry("routes", "placed,paid"),
            Map.entry("routes.placed.when", "=value.type = \"placed\""),
            Map.entry("routes.placed.operation", "create-process-instance"),
            Map.entry("routes.placed.process.id", "routed"),
            Map.entry("routes.paid.when", "=headers.type = \"paid\""),
            Map.entry("routes.paid.operation", "publish-message"),
            Map.entry("routes.paid.message.name", "routed-paid"),
            Map.entry("routes.paid.message.correlation.key", "=key"),
            Map.entry("routes.paid.variables", "={paid: value.amount}")));

    bench.send("routed", "o-1", "{\"type\":\"placed\",\"orderId\":\"o-1\"}");
    bench.send("routed", "o-1", "{\"amount\":19.99}", "type", "paid");
    bench.send("routed", "o-1", "{\"type\":\"unknown\"}");

    assertThat(bench.awaitJob("routed-job").variables())
        .containsEntry("orderId", "o-1")
        .hasEntrySatisfying("paid", paid -> assertThat(paid).hasToString("19.99"));
    assertThat(TestBench.headers(bench.awaitRecords("routed-dlq", 1).get(0)))
        .hasEntrySatisfying(
            "__connect.errors.exception.message",
            message -> assertThat(message).contains("routed-0@2", "not taken by any route"));
  }
}
