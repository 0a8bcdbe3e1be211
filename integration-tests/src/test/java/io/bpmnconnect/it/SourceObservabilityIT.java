package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees of a source from outside: its metrics in JMX. */
@ExtendWith(SharedStack.class)
class SourceObservabilityIT {

  @Test
  void metricsCountEachJobAndEachReply(TestBench bench) throws Exception {
    bench.deploy(Model.process("watched").task("watched"));
    bench.createTopic("watched-jobs", 1);
    bench.createTopic("watched-replies", 1);
    bench.startSource(
        "watched",
        Map.of(
            "job.types", "watched",
            "topic", "watched-jobs",
            "reply.topic", "watched-replies",
            "behavior.on.reply.error", "ignore"));

    IntStream.range(0, 3).forEach(i -> bench.createInstance("watched", Map.of()));
    List<String> jobs =
        bench.awaitRecords("watched-jobs", 3).stream()
            .map(job -> TestBench.headers(job).get("bpmn-job-key"))
            .toList();
    bench.send("watched-replies", "1", null, "bpmn-job-key", jobs.get(0));
    bench.send("watched-replies", "1", null, "bpmn-job-key", jobs.get(0));
    bench.send("watched-replies", "2", reply(jobs.get(1), "\"fail\",\"retries\":0"));
    bench.send("watched-replies", "3", reply(jobs.get(2), "\"error\",\"errorCode\":\"NO\""));
    bench.send("watched-replies", "4", "no reply at all");

    Map<String, Double> metrics =
        SourceMetrics.awaitCounts(
            bench.stack().worker().pid(),
            "watched",
            Map.of(
                "activated-total{job-type=watched}", 3.0,
                "replies-total{operation=complete-job,outcome=settled}", 1.0,
                "replies-total{operation=complete-job,outcome=settled-before}", 1.0,
                "replies-total{operation=fail-job,outcome=settled}", 1.0,
                "replies-total{operation=throw-job-error,outcome=settled}", 1.0,
                "replies-total{operation=none,outcome=unreadable}", 1.0,
                "errors-total{kind=not-found}", 1.0));
    assertThat(metrics)
        .containsEntry("written-total", 3.0)
        .containsEntry("activated-again-total", 0.0)
        .containsEntry("lock-extensions-total", 0.0);

    bench.stopConnector("watched");
    try (WorkerJmx jmx = WorkerJmx.attach(bench.stack().worker().pid())) {
      await("the end of the task's metrics")
          .atMost(TestBench.PATIENCE)
          .until(() -> jmx.metrics("watched", 0).isEmpty());
    }
  }

  private static String reply(String jobKey, String action) {
    return "{\"jobKey\":\"%s\",\"action\":%s}".formatted(jobKey, action);
  }
}
