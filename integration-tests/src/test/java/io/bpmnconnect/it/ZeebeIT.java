package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both connectors with {@code engine.type=zeebe} on a real worker and a real gateway. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class ZeebeIT {

  private static void startSource(
      TestBench bench, String name, URI gateway, Map<String, String> settings) throws Exception {
    bench.createTopic(name + "-jobs", 1);
    bench.createTopic(name + "-replies", 1);
    Map<String, String> config = new HashMap<>();
    config.put("engine.type", "zeebe");
    config.put("engine.url", gateway.toString());
    config.put("job.types", name);
    config.put("topic", name + "-jobs");
    config.put("reply.topic", name + "-replies");
    config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    config.put("value.converter.schemas.enable", "false");
    config.putAll(settings);
    bench.startSource(name, config);
    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> bench.members("connect-" + name + "-replies") == 1);
  }

  private static void reply(TestBench bench, String name, ConsumerRecord<String, String> job) {
    bench.send(
        name + "-replies",
        "k",
        "{\"done\":true}",
        "bpmn-job-key",
        TestBench.headers(job).get("bpmn-job-key"));
  }

  @Test
  void aRecordStartsAnInstance(TestBench bench) throws Exception {
    bench.deploy(Model.process("grpc-sink").task("grpc-sink"));
    bench.createTopic("grpc-sink-orders", 1);
    bench.startSink(
        "grpc-sink",
        "grpc-sink-orders",
        Map.of(
            "engine.type", "zeebe",
            "engine.url", bench.camunda8().grpcAddress().toString(),
            "operation", "create-process-instance",
            "process.id", "grpc-sink",
            "variables", "={orderId: key}"));

    bench.send("grpc-sink-orders", "o-1", "{}");

    assertThat(bench.awaitJob("grpc-sink").variables()).containsEntry("orderId", "o-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"poll", "stream", "both"})
  void jobsBecomeRecordsAndRepliesCompleteThem(String delivery, TestBench bench) throws Exception {
    String name = "grpc-" + delivery;
    bench.deploy(Model.process(name).task(name).task(name + "-after"));
    bench.createInstance(name, Map.of("orderId", "before"));
    startSource(
        bench,
        name,
        bench.camunda8().grpcAddress(),
        Map.of("job.delivery", delivery, "job.request.timeout.ms", "1000"));

    bench.awaitRecords(name + "-jobs", 1);
    for (int i = 0; i < 20; i++) {
      bench.createInstance(name, Map.of("orderId", "o-" + i));
    }
    bench.awaitRecords(name + "-jobs", 21).forEach(job -> reply(bench, name, job));

    assertThat(bench.awaitJobs(name + "-after", 21))
        .allSatisfy(job -> assertThat(job.variables()).containsEntry("done", true))
        .extracting(ActivatedJob::processInstanceKey)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "both"})
  void theEngineHasGivenOutNoMoreJobsThanMayBeInFlightWhileNobodyReplies(
      String delivery, TestBench bench) throws Exception {
    String name = "grpc-full-" + delivery;
    int limit = 20;
    int all = 150;
    bench.deploy(Model.process(name).task(name));
    startSource(
        bench,
        name,
        bench.camunda8().grpcAddress(),
        Map.of(
            "job.delivery",
            delivery,
            "job.max.in.flight",
            Integer.toString(limit),
            "job.timeout.ms",
            "600000"));

    for (int i = 0; i < all; i++) {
      bench.createInstance(name, Map.of("number", i));
    }
    int threshold = (limit - limit / 10) * 7 / 10;
    List<ConsumerRecord<String, String>> records = bench.awaitRecords(name + "-jobs", threshold);

    // What is not locked for the connector is free for others: the engine's own count.
    List<ActivatedJob> free = new ArrayList<>();
    await()
        .atMost(TestBench.PATIENCE)
        .until(
            () -> {
              free.addAll(bench.activate(name, Duration.ofSeconds(1)));
              return free.size() >= all - limit;
            });
    free.addAll(bench.activate(name, Duration.ofSeconds(2)));
    assertThat(free.size()).isBetween(all - limit, all - records.size());
  }

  @Test
  void aStreamWhoseConnectionBreaksIsOpenedAgain(TestBench bench) throws Exception {
    bench.deploy(Model.process("grpc-broken").task("grpc-broken").task("grpc-broken-after"));
    try (TcpProxy proxy = new TcpProxy(bench.camunda8().grpcAddress())) {
      startSource(
          bench,
          "grpc-broken",
          proxy.address(),
          Map.of("job.delivery", "stream", "job.timeout.ms", "5000"));
      bench.createInstance("grpc-broken", Map.of("number", 0));
      bench.awaitRecords("grpc-broken-jobs", 1);
      int before = proxy.accepted();

      proxy.breakConnections();

      bench.createInstance("grpc-broken", Map.of("number", 1));
      bench.awaitRecords("grpc-broken-jobs", 2).forEach(job -> reply(bench, "grpc-broken", job));
      assertThat(bench.awaitJobs("grpc-broken-after", 2)).hasSize(2);
      assertThat(proxy.accepted()).isGreaterThan(before);
      bench.stopConnector("grpc-broken");
    }
  }
}
