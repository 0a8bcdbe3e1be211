package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.it.EchoWorker;
import io.bpmnconnect.it.PostgresServer;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackEngine;
import io.bpmnconnect.stack.StackException;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part is killed (SIGKILL) while the sink creates instances with a business key and the source
 * and a microservice complete their tasks. Each business key must have an instance that has ended;
 * those with more than one are counted, since the engine starts an instance as often as it is
 * asked.
 */
@ExtendWith(SharedStack.class)
class Camunda7FaultsIT {

  private static final Logger log = LoggerFactory.getLogger(Camunda7FaultsIT.class);

  private static final int ORDERS = 600;
  private static final Duration LONG = Duration.ofMinutes(4);

  @Test
  void nothingIsLostWhenTheEngineIsKilled(TestBench bench) throws Exception {
    StackEngine engine = bench.stack().engine();
    run(bench, "c7-kill-h2", engine, engine::restart);
  }

  @Test
  void nothingIsLostWhenTheEngineOnPostgresIsKilled(TestBench bench) throws Exception {
    PostgresServer.assumeInstalled();
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-killed-pg");
    try (PostgresServer database = PostgresServer.start();
        OperatonEngine engine =
            OperatonEngine.builder(StackHome.fromSystemProperty(), work)
                .tuning(JvmTuning.QUICK_START)
                .database(database.jdbcUrl(), new Login("postgres", ""))
                .build()) {
      engine.start();
      try {
        run(bench, "c7-kill-pg", engine, engine::restart);
      } finally {
        bench.stopConnectors(0); // while their engine is there
      }
    }
  }

  @Test
  void nothingIsLostWhenTheWorkerIsKilled(TestBench bench) throws Exception {
    run(
        bench,
        "c7-kill-worker",
        bench.stack().engine(),
        () -> {
          bench.stack().worker().kill();
          bench.stack().worker().start();
        });
  }

  @Test
  void nothingIsLostWhenTheBrokerIsKilled(TestBench bench) throws Exception {
    run(
        bench,
        "c7-kill-broker",
        bench.stack().engine(),
        () -> {
          bench.stack().kafka().kill();
          bench.stack().kafka().start();
        });
  }

  private static void run(TestBench bench, String name, StackEngine engine, Runnable killing)
      throws Exception {
    EngineByHand hand = new EngineByHand(engine);
    hand.deploy(SinkModel.process(name).task(name));
    for (String topic : new String[] {name, name + "-jobs", name + "-replies"}) {
      bench.createTopic(topic, 2);
    }
    startConnectors(bench, name, engine.restAddress().toString());
    try (EchoWorker worker =
        EchoWorker.start(
            bench.stack().kafka().bootstrapServers(), name + "-jobs", type -> name + "-replies")) {
      long begin = System.nanoTime();
      bench.sendAll(
          IntStream.range(0, ORDERS)
              .mapToObj(i -> new ProducerRecord<>(name, "order-" + i, "{\"number\":" + i + "}")));
      await("some are done")
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> ended(hand, name) > ORDERS / 10);
      long before = ended(hand, name);
      assertThat(before).as("killed in mid-stream").isLessThan(ORDERS);
      killing.run();

      Map<String, Integer> instances = awaitEachOrder(hand, name);
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      await("doubled instances end, too")
          .atMost(LONG)
          .until(() -> ended(hand, name) == started(hand, name));
      log.info(
          "{}: killed at {} of {}, all done after {} s; {} instances, {} orders have more than one;"
              + " {} jobs written, {} answered",
          name,
          before,
          ORDERS,
          seconds,
          started(hand, name),
          instances.values().stream().filter(count -> count > 1).count(),
          bench.recordCount(name + "-jobs"),
          worker.answered());
      assertThat(hand.history().incidents("processDefinitionKeyIn", name)).isZero();
      assertThat(bench.recordCount(name + "-dlq")).isZero();
    }
  }

  /** Waits until each business key has an instance that has ended; returns how many each has. */
  private static Map<String, Integer> awaitEachOrder(EngineByHand engine, String name) {
    Map<String, Integer> instances = new TreeMap<>();
    String[] completed = {"processDefinitionKey", name, "completed", "true"};
    await("an ended instance for each order")
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(StackException.class)
        .until(
            () -> {
              instances.clear();
              for (JsonNode one : engine.history().get("/history/process-instance", completed)) {
                instances.merge(one.path("businessKey").asText(), 1, Integer::sum);
              }
              return instances.size() == ORDERS;
            });
    return instances;
  }

  private static long started(EngineByHand engine, String name) {
    return engine.history().processInstances("processDefinitionKey", name);
  }

  private static long ended(EngineByHand engine, String name) {
    return engine.history().processInstances("processDefinitionKey", name, "completed", "true");
  }

  private static void startConnectors(TestBench bench, String name, String url) {
    bench.startSink(
        name + "-sink",
        name,
        Map.of(
            "engine.url", url,
            "operation", "create-process-instance",
            "process.id", name,
            "process.business.id", "=key",
            // What a killed worker consumed is given to the next one sooner.
            "consumer.override.session.timeout.ms", "6000"));
    bench.startSource(
        name + "-source",
        Map.of(
            "engine.url",
            url,
            "job.types",
            name,
            "topic",
            name + "-jobs",
            "reply.topic",
            name + "-replies",
            // Tasks that the killed one held come again when their locks end.
            "job.timeout.ms",
            "10000",
            "reply.consumer.session.timeout.ms",
            "6000"));
  }
}
