package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.gobpmn.GoBpmnModel;
import io.bpmnconnect.it.gobpmn.GoBpmnServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sink and source with a real go-bpmn engine, on a real worker. */
@ExtendWith(SharedStack.class)
class GoBpmnConnectorsIT {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private static GoBpmnServer server;

  @BeforeAll
  static void start() {
    GoBpmnServer.IN_MEMORY.assumeInstalled();
    server = GoBpmnServer.inMemory();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Map<String, String> engine() {
    Map<String, String> settings = new HashMap<>();
    settings.put("engine.type", "go-bpmn");
    settings.put("engine.url", server.address().toString());
    settings.put("engine.auth.username", GoBpmnServer.USERNAME);
    settings.put("engine.auth.password", GoBpmnServer.PASSWORD);
    return settings;
  }

  private static Map<String, String> engine(Map<String, String> more) {
    Map<String, String> settings = engine();
    settings.putAll(more);
    return settings;
  }

  private static void startBoth(TestBench bench, String process) throws Exception {
    server.deploy(GoBpmnModel.tasks(process, "pay", "ship"), "v1");
    bench.createTopic(process + "-orders", 1);
    bench.createTopic(process + "-jobs", 1);
    bench.createTopic(process + "-replies", 1);
    bench.startSink(
        process + "-sink",
        process + "-orders",
        engine(
            Map.of(
                "operation", "create-process-instance",
                "process.id", process,
                "process.version", "v1",
                "process.business.id", "=value.orderId",
                "process.tags", "=\"order:\" + value.orderId",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false")));
    startSource(bench, process);
  }

  private static void startSource(TestBench bench, String process) {
    bench.startSource(
        process + "-source",
        engine(
            Map.of(
                "job.types", process,
                "job.start.jitter.ms", "0",
                "job.poll.interval.max.ms", "200",
                "topic", process + "-jobs",
                "reply.topic", process + "-replies",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false")));
  }

  private static void order(TestBench bench, String process, String id) {
    bench.send(process + "-orders", id, "{\"orderId\": \"%s\", \"amount\": 19.99}".formatted(id));
  }

  /** The headers of the record with a number, from one on. */
  private static Map<String, String> job(TestBench bench, String process, int number) {
    List<ConsumerRecord<String, String>> jobs = bench.awaitRecords(process + "-jobs", number);
    return TestBench.headers(jobs.get(number - 1));
  }

  private static void reply(
      TestBench bench, String process, Map<String, String> job, String value, String... more) {
    String[] headers = new String[more.length + 4];
    headers[0] = "bpmn-job-key";
    headers[1] = job.get("bpmn-job-key");
    headers[2] = "bpmn-job-retries";
    headers[3] = job.get("bpmn-job-retries");
    System.arraycopy(more, 0, headers, 4, more.length);
    bench.send(process + "-replies", "k", value, headers);
  }

  private static void awaitEnded(String process) {
    await()
        .atMost(TestBench.PATIENCE)
        .until(
            () -> {
              String instances = server.post("/process-instances/query?limit=1000", "{}");
              Matcher instance =
                  Pattern.compile("\\{[^{}]*\"bpmnProcessId\":\"" + process + "\"[^{}]*")
                      .matcher(instances);
              return instance.find() && instance.group().contains("\"COMPLETED\"");
            });
  }

  @Test
  void ordersBecomeInstancesJobsBecomeRecordsAndRepliesCompleteThem(TestBench bench)
      throws Exception {
    startBoth(bench, "gb-whole");

    order(bench, "gb-whole", "o-1");

    Map<String, String> pay = job(bench, "gb-whole", 1);
    assertThat(pay)
        .containsEntry("bpmn-element-id", "pay")
        .containsEntry("bpmn-business-id", "o-1")
        .containsEntry("bpmn-process-definition-version", "v1");
    assertThat(bench.awaitRecords("gb-whole-jobs", 1).get(0).value()).contains("\"amount\":19.99");
    reply(bench, "gb-whole", pay, "{\"receipt\": 7}");
    Map<String, String> ship = job(bench, "gb-whole", 2);
    assertThat(ship).containsEntry("bpmn-element-id", "ship");
    assertThat(bench.awaitRecords("gb-whole-jobs", 2).get(1).value()).contains("\"receipt\":7");
    reply(bench, "gb-whole", ship, null);
    awaitEnded("gb-whole");
  }

  @Test
  void aFailedJobComesAgainAndAnUncaughtErrorRaisesAnIncident(TestBench bench) throws Exception {
    startBoth(bench, "gb-fail");
    order(bench, "gb-fail", "o-2");

    Map<String, String> first = job(bench, "gb-fail", 1);
    reply(
        bench, "gb-fail", first, null, "bpmn-job-action", "fail", "bpmn-reply-error-message", "no");
    Map<String, String> second = job(bench, "gb-fail", 2);
    assertThat(second).containsEntry("bpmn-job-retries", "2");
    assertThat(second.get("bpmn-job-key")).isNotEqualTo(first.get("bpmn-job-key"));
    reply(
        bench,
        "gb-fail",
        second,
        null,
        "bpmn-job-action",
        "error",
        "bpmn-reply-error-code",
        "NOBODY");

    await()
        .atMost(TestBench.PATIENCE)
        .until(() -> server.post("/incidents/query", "{}").contains("\"jobId\""));
  }

  @Test
  void whatAKilledWorkerHeldComesAgainAndTheReplyToItsFirstRecordIsTaken(TestBench bench)
      throws Exception {
    startBoth(bench, "gb-kill");
    order(bench, "gb-kill", "o-3");
    Map<String, String> before = job(bench, "gb-kill", 1);

    bench.stack().worker().kill();
    bench.stack().worker().start();

    Map<String, String> after = job(bench, "gb-kill", 2);
    assertThat(after.get("bpmn-job-key")).isEqualTo(before.get("bpmn-job-key"));
    assertThat(Long.parseLong(after.get("bpmn-job-activation")))
        .isGreaterThan(Long.parseLong(before.get("bpmn-job-activation")));
    reply(bench, "gb-kill", before, null);
    bench.awaitRecord(
        "gb-kill-jobs", job -> TestBench.headers(job).get("bpmn-element-id").equals("ship"));
  }

  @Test
  void aStoppedConnectorHoldsNothing(TestBench bench) throws Exception {
    startBoth(bench, "gb-stop");
    order(bench, "gb-stop", "o-4");
    job(bench, "gb-stop", 1);

    bench.stopConnector("gb-stop-source");

    await()
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                !server
                    .post("/jobs/query?limit=1000", "{}")
                    .contains("\"lockedBy\":\"gb-stop-source-0\""));
    startSource(bench, "gb-stop");
    assertThat(job(bench, "gb-stop", 2)).containsEntry("bpmn-element-id", "pay");
  }

  /** The files in config/, with their variables as a worker's provider would fill them in. */
  @Test
  void theExamplesRun(TestBench bench) throws Exception {
    server.deploy(GoBpmnModel.tasks("order", "charge-card"), "1");
    for (String topic : List.of("orders", "jobs.charge-card", "replies", "replies-errors")) {
      bench.createTopic(topic, 1);
    }
    bench.startSink("gb-orders", "orders", example(bench, "sink-orders-go-bpmn.json"));
    bench.startSource("gb-payments", example(bench, "source-payments-go-bpmn.json"));

    bench.send("orders", "o-5", "{\"orderId\": \"o-5\", \"amount\": 5}");

    Map<String, String> job = TestBench.headers(bench.awaitRecords("jobs.charge-card", 1).get(0));
    assertThat(job).containsEntry("bpmn-element-id", "charge-card");
    bench.send("replies", "k", null, "bpmn-job-key", job.get("bpmn-job-key"));
    awaitEnded("order");
  }

  private static Map<String, String> example(TestBench bench, String file) throws IOException {
    String json =
        Files.readString(ROOT.resolve("config").resolve(file))
            .replace("${env:ENGINE_URL}", server.address().toString())
            .replace("${env:ENGINE_USERNAME}", GoBpmnServer.USERNAME)
            .replace("${env:ENGINE_PASSWORD}", GoBpmnServer.PASSWORD)
            .replace("${env:BOOTSTRAP_SERVERS}", bench.stack().kafka().bootstrapServers());
    Map<String, String> settings = new HashMap<>();
    Matcher entry = Pattern.compile("\"([a-z.-]+)\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    while (entry.find()) {
      settings.put(entry.group(1), entry.group(2).replace("\\\"", "\""));
    }
    settings.remove("name");
    assertThat(settings).containsEntry("engine.type", "go-bpmn");
    return settings;
  }
}
