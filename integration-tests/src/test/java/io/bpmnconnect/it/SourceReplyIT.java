package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where replies come from, and what becomes of those that are of no use, on real brokers. */
@ExtendWith(SharedStack.class)
class SourceReplyIT {

  private static void startSource(TestBench bench, String type, Map<String, String> more)
      throws Exception {
    bench.deploy(Model.process(type).task(type).task(type + "-after"));
    bench.createTopic(type + "-jobs", 1);
    Map<String, String> settings = new HashMap<>();
    settings.put("job.types", type);
    settings.put("topic", type + "-jobs");
    settings.putAll(more);
    bench.startSource(type, settings);
  }

  private static String newJob(TestBench bench, String type, int number) {
    bench.createInstance(type, Map.of());
    List<ConsumerRecord<String, String>> jobs = bench.awaitRecords(type + "-jobs", number);
    return TestBench.headers(jobs.get(number - 1)).get("bpmn-job-key");
  }

  @Test
  void repliesComeFromEachOfSeveralTopics(TestBench bench) throws Exception {
    bench.createTopic("several-a", 1);
    bench.createTopic("several-b", 2);
    startSource(bench, "several", Map.of("reply.topic", "several-a,several-b"));

    bench.send("several-a", "k", null, "bpmn-job-key", newJob(bench, "several", 1));
    bench.send("several-b", "k", null, "bpmn-job-key", newJob(bench, "several", 2));

    assertThat(bench.awaitJobs("several-after", 2)).hasSize(2);
  }

  @Test
  void aPatternFindsTopicsThatAreCreatedLater(TestBench bench) throws Exception {
    startSource(
        bench,
        "pattern",
        Map.of(
            "reply.topic.regex", "pattern-replies-.*",
            "reply.consumer.metadata.max.age.ms", "1000"));
    String job = newJob(bench, "pattern", 1);

    bench.createTopic("pattern-replies-new", 1);
    bench.send("pattern-replies-new", "k", null, "bpmn-job-key", job);

    assertThat(bench.awaitJob("pattern-after")).isNotNull();
  }

  @Test
  void aReplyTooLargeForTheErrorTopicIsReportedInPartAndTheNextOneIsTaken(TestBench bench)
      throws Exception {
    bench.createTopic("large-replies", 1);
    bench.createTopic("large-errors", 1);
    startSource(
        bench,
        "large",
        Map.of(
            "reply.topic", "large-replies",
            "reply.errors.topic", "large-errors",
            "reply.producer.max.request.size", "2000"));
    String job = newJob(bench, "large", 1);

    bench.send("large-replies", "k", "no json " + "x".repeat(5_000));
    bench.send("large-replies", "k", null, "bpmn-job-key", job);

    ConsumerRecord<String, String> error = bench.awaitRecords("large-errors", 1).get(0);
    assertThat(error.key()).isEqualTo("k");
    assertThat(error.value()).isNull();
    assertThat(TestBench.headers(error))
        .containsEntry("bpmn-reply-error-source", "large-replies-0@0")
        .containsEntry("bpmn-reply-error-omitted", "value")
        .containsKey("bpmn-reply-error-reason");
    assertThat(bench.awaitJob("large-after")).isNotNull();
  }
}
