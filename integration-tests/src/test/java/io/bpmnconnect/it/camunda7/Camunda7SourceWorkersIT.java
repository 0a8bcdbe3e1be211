package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.EchoWorker;
import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.ConnectorStatus.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several tasks and several Connect workers on the same external tasks, and a worker that is killed
 * (SIGKILL) with what it holds. The engine's history and the topic are the witnesses.
 */
@ExtendWith(SharedStack.class)
class Camunda7SourceWorkersIT {

  private static final Logger log = LoggerFactory.getLogger(Camunda7SourceWorkersIT.class);

  private static final Duration LOCK = Duration.ofSeconds(8);

  private static String jobKey(ConsumerRecord<String, String> record) {
    return TestBench.headers(record).get("bpmn-job-key");
  }

  @Test
  void twoWorkersWithTwoTasksForEachTopicWriteEachTaskOnce(TestBench bench) throws Exception {
    int instances = 1_000;
    SourceBench source = SourceBench.of(bench, "c7-two");
    source.engine().deploy(ExternalTaskModel.process("c7-two").task("${topic}"));
    bench.createTopic(source.jobs(), 2);
    bench.createTopic(source.replies(), 4);
    bench.createTopic(source.errors(), 1);
    try (ConnectWorker second = bench.stack().addWorker();
        EchoWorker echo =
            EchoWorker.start(
                bench.stack().kafka().bootstrapServers(),
                source.jobs(),
                type -> source.replies())) {
      source.startAgain(
          "tasks.max", "4", "job.types", "c7-two-a,c7-two-b", "job.max.activate", "8");
      bench.awaitAssigned(source.replies(), 4);
      assertThat(workersOf(source)).hasSize(2).contains(authority(second));

      source
          .engine()
          .startMany(
              "c7-two", instances, i -> Map.of("topic", i % 2 == 0 ? "c7-two-a" : "c7-two-b"));
      source.awaitEnded("done", instances);
      assertThat(echo.answered()).isEqualTo(instances);
    }

    List<ConsumerRecord<String, String>> records = bench.awaitRecords(source.jobs(), instances);
    assertThat(records.stream().map(Camunda7SourceWorkersIT::jobKey).distinct()).hasSize(instances);
    assertThat(bench.recordCount(source.jobs())).as("none is written twice").isEqualTo(instances);
    Map<String, Long> byTask =
        records.stream()
            .collect(
                Collectors.groupingBy(
                    record -> TestBench.headers(record).get("bpmn-job-worker"),
                    Collectors.counting()));
    log.info("Figures: records by task {}", byTask);
    assertThat(byTask).as("each task had its share").hasSize(4);
  }

  private static Set<String> workersOf(SourceBench source) {
    return source.bench().connect().status(source.name()).orElseThrow().tasks().stream()
        .map(TaskStatus::workerId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String authority(ConnectWorker worker) {
    return worker.url().getAuthority();
  }

  @Test
  void whatAKilledWorkerHadFetchedComesBackToTheOther(TestBench bench) throws Exception {
    SourceBench source = SourceBench.of(bench, "c7-fetched");
    source.engine().deploy(ExternalTaskModel.process("c7-fetched").task("c7-fetched"));
    ConnectWorker second = bench.stack().addWorker();
    int instances = 100;
    try (second;
        CountingProxy engine = CountingProxy.start(bench.stack().engine().restAddress())) {
      source.start(
          "engine.url",
          engine.address().toString(),
          "tasks.max",
          "2",
          "job.timeout.ms",
          "" + LOCK.toMillis(),
          "reply.consumer.session.timeout.ms",
          "6000",
          "job.max.activate",
          "5");
      await("a task on each worker")
          .atMost(TestBench.PATIENCE)
          .until(() -> workersOf(source).size() == 2);
      String killed = taskOn(source, second);
      // A task that runs asks for jobs once it knows its reply topic, for which it needs a broker.
      await("a request of the task to be killed")
          .atMost(TestBench.PATIENCE)
          .until(() -> engine.hasAskedForJobs(killed));
      // A producer that cannot learn who leads the topic has sent nothing of it yet.
      bench.stack().kafka().suspend();
      try {
        source.engine().startMany(source.name(), instances, i -> Map.of());
        await("ten that the worker has fetched")
            .atMost(TestBench.PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> lockedBy(source, killed) >= 10);
        log.info(
            "Figures: {} of {} locked by the task to be killed",
            lockedBy(source, killed),
            instances);
        second.kill();
      } finally {
        bench.stack().kafka().resume();
      }
      assertThat(bench.recordCount(source.jobs())).isLessThan(instances);
      assertAllEndThoughSomeComeAgain(source, instances);
    }
  }

  private static String taskOn(SourceBench source, ConnectWorker worker) {
    return source.bench().connect().status(source.name()).orElseThrow().tasks().stream()
        .filter(task -> task.workerId().equals(authority(worker)))
        .map(TaskStatus::id)
        .findFirst()
        .orElseThrow();
  }

  private static long lockedBy(SourceBench source, String task) {
    return source
        .engine()
        .history()
        .externalTasks("topicName", source.name(), "locked", "true", "workerId", task);
  }

  /** The engine goes on to lock tasks for a request whose client is gone. */
  @Test
  void whatTheParkedRequestOfAKilledWorkerLocksComesBackAfterTheLock(TestBench bench)
      throws Exception {
    SourceBench source =
        SourceBench.of(bench, "c7-parked")
            .withProcess()
            .start(
                "job.timeout.ms",
                "" + LOCK.toMillis(),
                "job.request.timeout.ms",
                "20000",
                "reply.consumer.session.timeout.ms",
                "6000");
    // A first one shows that requests are made; the next one is parked soon after.
    String first = source.engine().start("c7-parked", Map.of());
    source.reply(source.record(1), List.of("bpmn-job-key", "bpmn-job-worker"), "{}");
    source.awaitBehind(first);

    bench.stack().worker().kill();
    try {
      source.engine().startMany("c7-parked", 5, i -> Map.of());
      await("tasks locked for a client that is gone")
          .atMost(TestBench.PATIENCE)
          .until(() -> lockedBy(source, "c7-parked-0") > 0);
      log.info("Figures: {} of 5 locked for the killed worker", lockedBy(source, "c7-parked-0"));
    } finally {
      bench.stack().worker().start();
    }

    List<ConsumerRecord<String, String>> records = bench.awaitRecords(source.jobs(), 6);
    for (ConsumerRecord<String, String> record : records.subList(1, records.size())) {
      source.reply(record, List.of("bpmn-job-key", "bpmn-job-worker"), "{}");
    }
    await("all five behind their tasks")
        .atMost(TestBench.PATIENCE)
        .until(() -> source.engine().history().externalTasks("topicName", source.after()) == 6);
    assertThat(records.stream().map(Camunda7SourceWorkersIT::jobKey).distinct()).hasSize(6);
  }

  private static void assertAllEndThoughSomeComeAgain(SourceBench source, int instances)
      throws Exception {
    try (EchoWorker echo =
        EchoWorker.start(
            source.bench().stack().kafka().bootstrapServers(),
            source.jobs(),
            type -> source.replies())) {
      source.awaitEnded("done", instances);
      assertThat(echo.answered()).isGreaterThanOrEqualTo(instances);
    }
    assertThat(source.engine().history().externalTasks("topicName", source.name())).isZero();
    List<ConsumerRecord<String, String>> records =
        source.bench().awaitRecords(source.jobs(), instances);
    Map<String, Long> byJob =
        records.stream()
            .collect(Collectors.groupingBy(Camunda7SourceWorkersIT::jobKey, Collectors.counting()));
    log.info(
        "Figures: {} jobs, {} records, {} of them more than once",
        byJob.size(),
        records.size(),
        records.size() - byJob.size());
    assertThat(byJob).as("none is lost, none is invented").hasSize(instances);
  }
}
