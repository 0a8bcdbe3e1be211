package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to jobs while their replies are awaited. */
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

  private static long locked(TestBench bench) {
    return Witness.of(bench).externalTasks("topicName", "stalled", "locked", "true");
  }

  @Test
  void noMoreJobsThanAllowedAreInFlightUnderAStalledReplySide(TestBench bench) throws Exception {
    bench.deploy(Model.process("stalled").task("stalled"));
    startSource(bench, "stalled", Map.of("job.max.in.flight", "20", "tasks.max", "2"));

    bench.createInstances("stalled", 100, i -> Map.of("n", i));
    // Each of the tasks asks for more while at least a third of its room is left.
    await().atMost(TestBench.PATIENCE).until(() -> locked(bench) > 2 * 13);
    // A request that is parked would bring more at once, and one is answered within a second.
    await()
        .during(Duration.ofSeconds(2))
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(locked(bench)).isLessThanOrEqualTo(2 * 20);
              assertThat(bench.recordCount("stalled-jobs")).isLessThanOrEqualTo(2 * 20);
            });

    try (EchoWorker worker = EchoWorker.start(bench, "stalled")) {
      await()
          .atMost(TestBench.PATIENCE)
          .until(
              () ->
                  Witness.of(bench)
                          .processInstances("processDefinitionKey", "stalled", "completed", "true")
                      == 100);
      assertThat(worker.answered()).isEqualTo(100);
    }
    assertThat(bench.recordCount("stalled-jobs")).isEqualTo(100);
  }
}
