package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.Pauses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The source where locks have no end: its keys, and what it locks, settles and gives back. */
class GoBpmnSourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final RecordMetadata WRITTEN =
      new RecordMetadata(new TopicPartition("jobs", 0), 0, 0, 0, 0, 0);

  /** A go-bpmn engine with one process, which gives out the jobs that it was told to. */
  private static final class Engine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger free = new AtomicInteger();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger refusedUnlocks = new AtomicInteger();
    private volatile String settled = "{\"state\": \"DONE\"}";

    Engine() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::handle);
      server.setExecutor(threads);
      server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(path + " " + body);
        boolean refused = path.equals("/jobs/unlock") && refusedUnlocks.getAndDecrement() > 0;
        byte[] answer = answer(path, body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(refused ? 503 : 200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }

    private String answer(String path, String body) throws IOException {
      if (path.equals("/processes/query")) {
        return "{\"count\":1,\"results\":[{\"id\":9,\"bpmnProcessId\":\"order\",\"version\":\"v2\"}]}";
      }
      if (path.equals("/jobs/lock")) {
        Map<String, Object> lock = JSON.readValue(body, new TypeReference<>() {});
        List<String> jobs = new ArrayList<>();
        while (jobs.size() < (int) lock.get("limit") && free.get() > 0) {
          free.decrementAndGet();
          jobs.add(job(given.incrementAndGet()));
        }
        return "{\"count\":0,\"jobs\":[" + String.join(",", jobs) + "]}";
      }
      if (path.endsWith("/variables")) {
        return "{\"count\":0,\"variables\":[]}";
      }
      return path.endsWith("/complete") ? settled : "{\"count\":1}";
    }

    private static String job(int id) {
      return """
          {"partition":"2026-11-21","id":%d,"elementId":4,"elementInstanceId":5,"processId":9,
           "processInstanceId":3,"bpmnElementId":"pay","correlationKey":"o-1",
           "lockedAt":"2026-11-21T10:00:00.123Z","retryCount":0,"type":"EXECUTE"}
          """
          .formatted(id);
    }

    List<String> requests(String path) {
      return requests.stream().filter(request -> request.startsWith(path)).toList();
    }

    String url() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private final ProcessEngineSourceTask task = new ProcessEngineSourceTask();
  private Engine engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new Engine();
    task.initialize(new TaskContext());
  }

  @AfterEach
  void stopAll() {
    task.stop();
    engine.close();
  }

  private static Map<String, String> config(String... keysAndValues) {
    Map<String, String> config = SourceConfigs.delivering(keysAndValues);
    config.putIfAbsent("engine.type", "go-bpmn");
    config.put("job.types", "order");
    config.put("task.id", "4");
    return config;
  }

  private void start(String... keysAndValues) {
    Map<String, String> config = config(keysAndValues);
    config.put("engine.url", engine.url());
    config.put("job.poll.interval.max.ms", "60");
    config.put("retry.backoff.ms", "1");
    config.put("retry.backoff.max.ms", "10");
    task.start(config);
  }

  private SourceRecord awaitRecord() {
    List<SourceRecord> records = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              records.addAll(task.poll());
              return !records.isEmpty();
            });
    return records.get(0);
  }

  private static Map<String, Object> headers(SourceRecord record) {
    Map<String, Object> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value());
    }
    return headers;
  }

  // Configuration

  @Test
  void eachTaskHasAWorkerOfItsOwn() {
    assertThat(SourceSettings.parse(config()).jobs().workerName()).isEqualTo("jobs-source-4");
    assertThat(SourceSettings.parse(config("job.worker.name", "w")).jobs().workerName())
        .isEqualTo("w-4");
    assertThat(SourceSettings.parse(config("engine.type", "camunda8")).jobs().workerName())
        .isEqualTo("jobs-source");
  }

  @Test
  void theEngineIsAskedAsConfigured() {
    JobActivation activation =
        SourceSettings.parse(
                config(
                    "job.kinds", "EXECUTE,SET_TIMER",
                    "job.poll.interval.min.ms", "10",
                    "job.poll.interval.max.ms", "500",
                    "job.attempts", "7"))
            .jobs()
            .activation(List.of("order"), 5, Duration.ofSeconds(10));

    assertThat(activation.onlyType().kinds()).containsExactly("EXECUTE", "SET_TIMER");
    assertThat(activation.pauses())
        .isEqualTo(new Pauses(Duration.ofMillis(10), Duration.ofMillis(500)));
    assertThat(activation.attempts()).isEqualTo(7);
  }

  @Test
  void aTypeHasKindsOfItsOwn() {
    Map<String, String> config = config("job.order/pay.kinds", "SET_TIMER");
    config.put("job.types", "order,order/pay");
    JobConfig jobs = SourceSettings.parse(config).jobs();

    assertThat(jobs.of("order/pay").kinds()).containsExactly("SET_TIMER");
    assertThat(jobs.of("order").kinds()).containsExactly("EXECUTE");
  }

  @Test
  void keysWithoutEffectAreRefused() {
    assertThatThrownBy(() -> SourceSettings.parse(config("job.timeout.ms", "1000")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "job.timeout.ms: has no effect with engine.type=go-bpmn, whose locks have no end");
    assertThatThrownBy(
            () -> SourceSettings.parse(config("engine.type", "camunda8", "job.attempts", "5")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("job.attempts: has no effect with engine.type=camunda8");
    assertThatThrownBy(
            () ->
                SourceSettings.parse(
                    config("job.poll.interval.min.ms", "50", "job.poll.interval.max.ms", "10")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must not be smaller than job.poll.interval.min.ms");
  }

  // Jobs

  @Test
  void whatAPredecessorHeldIsUnlockedBeforeAnythingIsLocked() {
    engine.refusedUnlocks.set(2);
    start();

    await().atMost(PATIENCE).until(() -> !engine.requests("/jobs/lock").isEmpty());

    List<String> jobRequests = engine.requests("/jobs/");
    assertThat(jobRequests.subList(0, 3))
        .as("an engine that is away is waited for")
        .containsOnly("/jobs/unlock {\"workerId\":\"jobs-source-4\"}");
    assertThat(jobRequests.get(3)).startsWith("/jobs/lock");
  }

  @Test
  void aJobsRecordTellsWhatTheEngineSays() {
    engine.free.set(1);
    start();

    SourceRecord record = awaitRecord();

    assertThat(headers(record))
        .containsEntry("bpmn-job-key", "2026-11-21/1")
        .containsEntry("bpmn-job-type", "order")
        .containsEntry("bpmn-job-retries", "3")
        .containsEntry("bpmn-job-worker", "jobs-source-4")
        .containsEntry("bpmn-job-activation", "1795255200123")
        .containsEntry("bpmn-job-deadline", "253402300799000")
        .containsEntry("bpmn-process-definition-version", "v2")
        .containsEntry("bpmn-element-id", "pay")
        .containsEntry("bpmn-business-id", "o-1");
    assertThat(record.value().toString())
        .contains("processDefinitionVersion=v2")
        .contains("kind=EXECUTE");
  }

  @Test
  void aWrittenJobIsCompletedInTheNameOfItsTask() {
    engine.free.set(1);
    start("completion", "on-delivery");

    task.commitRecord(awaitRecord(), WRITTEN);

    await().atMost(PATIENCE).until(() -> !engine.requests("/jobs/2026-11-21/1").isEmpty());
    assertThat(engine.requests("/jobs/2026-11-21/1/complete"))
        .containsExactly("/jobs/2026-11-21/1/complete {\"workerId\":\"jobs-source-4\"}");
  }

  @Test
  void aDroppedJobIsGivenBackByItsKey() {
    engine.free.set(1);
    start("behavior.on.dropped.record", "release");

    task.commitRecord(awaitRecord(), null);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(engine.requests("/jobs/unlock"))
                    .contains(
                        "/jobs/unlock {\"partition\":\"2026-11-21\",\"id\":1,"
                            + "\"workerId\":\"jobs-source-4\"}"));
    assertThat(engine.requests("/jobs/2026-11-21/1/complete")).isEmpty();
  }

  @Test
  void aSettlementThatIsRefusedGivesTheJobBack() {
    engine.free.set(1);
    engine.settled = "{\"state\": \"CAUSED_INCIDENT\", \"error\": \"no\"}";
    start("completion", "on-delivery");

    task.commitRecord(awaitRecord(), WRITTEN);

    await().atMost(PATIENCE).until(() -> engine.requests("/jobs/unlock").size() > 1);
    assertThat(engine.requests("/jobs/unlock").get(1)).contains("\"id\":1");
  }

  @Test
  void aStopUnlocksWhatTheTaskHolds() {
    engine.free.set(3);
    start();
    awaitRecord();

    task.stop();

    assertThat(engine.requests("/jobs/").get(engine.requests("/jobs/").size() - 1))
        .isEqualTo("/jobs/unlock {\"workerId\":\"jobs-source-4\"}");
    int locks = engine.requests("/jobs/lock").size();
    await()
        .during(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .until(() -> engine.requests("/jobs/lock").size() == locks);
  }

  @Test
  void aTypeThatNamesNoProcessStopsTheTask() {
    Map<String, String> config = config();
    config.put("engine.url", engine.url());
    config.put("job.types", "/pay");
    task.start(config);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(task::poll)
                    .hasMessageContaining("a job type of go-bpmn is process"));
  }
}
