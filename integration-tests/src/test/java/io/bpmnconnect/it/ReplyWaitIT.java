package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to jobs while their replies are awaited. */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class ReplyWaitIT {

  private static void startSource(TestBench bench, String type, Map<String, String> more)
      throws Exception {
    bench.createTopic(type + "-jobs", 2);
    bench.createTopic(type + "-replies", 2);
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", type);
    settings.put("topic", type + "-jobs");
    settings.put("reply.topic", type + "-replies");
    settings.putAll(more);
    bench.startSource(type, settings);
  }

  private static long jobs(TestBench bench, String type, String action) {
    return bench
        .camunda8()
        .counters()
        .value("zeebe_job_events_total", "type", type, "action", action);
  }

  @Test
  void aSlowWorkerKeepsItsLocksAndSeesNoDuplicate(TestBench bench) throws Exception {
    bench.deploy(Model.process("slow").task("slow").task("slow-after"));
    startSource(bench, "slow", Map.of("job.timeout.ms", "2000"));

    bench.createInstance("slow", Map.of());
    ConsumerRecord<String, String> job = bench.awaitRecords("slow-jobs", 1).get(0);

    // Four times as long as the lock, in which the engine would have given the job again.
    await()
        .during(Duration.ofSeconds(8))
        .atMost(TestBench.PATIENCE)
        .until(() -> bench.recordCount("slow-jobs") == 1);
    bench.send(
        "slow-replies", null, null, "bpmn-job-key", TestBench.headers(job).get("bpmn-job-key"));

    assertThat(bench.awaitJob("slow-after")).isNotNull();
    assertThat(bench.recordCount("slow-jobs")).isEqualTo(1);
    assertThat(jobs(bench, "slow", "timed out")).isZero();
  }

  @Test
  void noMoreJobsThanAllowedAreInFlightUnderAStalledReplySide(TestBench bench) throws Exception {
    bench.deploy(Model.process("stalled").task("stalled"));
    startSource(bench, "stalled", Map.of("job.max.in.flight", "20", "tasks.max", "2"));

    IntStream.range(0, 100).forEach(i -> bench.createInstance("stalled", Map.of("n", i)));
    // Each of the tasks asks for more while at least a third of its room is left.
    await().atMost(TestBench.PATIENCE).until(() -> jobs(bench, "stalled", "activated") > 2 * 13);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(jobs(bench, "stalled", "activated")).isLessThanOrEqualTo(2 * 20);
              assertThat(bench.recordCount("stalled-jobs")).isLessThanOrEqualTo(2 * 20);
            });

    try (EchoWorker worker = EchoWorker.start(bench, "stalled")) {
      await().atMost(TestBench.PATIENCE).until(() -> jobs(bench, "stalled", "completed") == 100);
      assertThat(worker.answered()).isEqualTo(100);
    }
    assertThat(bench.recordCount("stalled-jobs")).isEqualTo(100);
  }
}
