package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many external tasks of two topics over four tasks: every tenth fails, once or twice, before it is
 * completed, and every twentieth ends with a BPMN error. The engine's history and the topic are the
 * witnesses. {@code -Dmany.jobs=20000} runs it with as many.
 */
@ExtendWith(SharedStack.class)
class ManyJobsIT {

  private static final Logger log = LoggerFactory.getLogger(ManyJobsIT.class);

  private static final String NAME = "many";
  private static final int JOBS = Integer.getInteger("many.jobs", 5_000);
  private static final int TASKS = 4;
  private static final Duration LONG = Duration.ofMinutes(10);

  /** The whole of what a reply does repeats after so many numbers. */
  private static final int ROUND = 20;

  @Test
  void everyInstanceEndsAsItsReplySaysAndNoTaskIsWrittenTwice(TestBench bench) throws Exception {
    assertThat(JOBS % ROUND).as("rounds of " + ROUND).isZero();
    SourceBench source = SourceBench.of(bench, NAME);
    source
        .engine()
        .deploy(ExternalTaskModel.process(NAME).task("${topic}").onError("DECLINED", "declined"));
    bench.createTopic(source.jobs(), 4);
    bench.createTopic(source.replies(), 4);
    bench.createTopic(source.errors(), 1);
    source.startAgain(
        "tasks.max",
        "" + TASKS,
        "job.types",
        NAME + "-a," + NAME + "-b",
        "job.fetch.variables",
        "number",
        "key",
        "=string(job.variables.number)");
    // A reply whose partition goes to another task may be read twice: a job can fail once more.
    bench.awaitAssigned(source.replies(), TASKS);

    long begin = System.nanoTime();
    try (RepliesByNumber worker =
        RepliesByNumber.start(
            bench.stack().kafka().bootstrapServers(), source.jobs(), source.replies())) {
      source
          .engine()
          .startMany(
              NAME, JOBS, i -> Map.of("number", i, "topic", NAME + (i % 2 == 0 ? "-a" : "-b")));
      long started = System.nanoTime();
      await("every process instance to its end")
          .atMost(LONG)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> instances(source, "finished") == JOBS);
      logTimes(begin, started, worker.replies());
    }

    assertThat(instances(source, "unfinished")).isZero();
    assertThat(source.engine().ended(NAME, "done")).isEqualTo(JOBS - JOBS / 20);
    assertThat(source.engine().ended(NAME, "declined")).isEqualTo(JOBS / 20);
    for (String topic : List.of(NAME + "-a", NAME + "-b")) {
      assertThat(source.engine().history().externalTasks("topicName", topic)).isZero();
    }
    assertThat(bench.recordCount(source.errors())).isZero();
    assertWrittenOnceForEachAttempt(
        bench.awaitRecords(source.jobs(), RepliesByNumber.attempts(JOBS)));
  }

  private static void assertWrittenOnceForEachAttempt(
      List<ConsumerRecord<String, String>> records) {
    Map<Integer, Long> byNumber =
        records.stream()
            .collect(
                Collectors.groupingBy(
                    record -> Integer.valueOf(record.key()), Collectors.counting()));
    Map<String, Long> byJob =
        records.stream()
            .map(record -> TestBench.headers(record).get("bpmn-job-key"))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long attempts = RepliesByNumber.attempts(JOBS);
    log.info(
        "Figures: {} jobs, {} records, {} more than attempts, {} lost",
        byJob.size(),
        records.size(),
        records.size() - attempts,
        JOBS - byJob.size());
    assertThat(byJob).as("none is missing, none is invented").hasSize(JOBS);
    assertThat(byNumber)
        .allSatisfy(
            (number, written) ->
                assertThat(written)
                    .as("records of number %d", number)
                    .isEqualTo(RepliesByNumber.fails(number) + 1));
    Map<String, Long> byWorker =
        records.stream()
            .collect(
                Collectors.groupingBy(
                    record -> TestBench.headers(record).get("bpmn-job-worker"),
                    Collectors.counting()));
    log.info("Figures: records by task {}", byWorker);
    assertThat(byWorker).as("each task had its share").hasSize(TASKS);
  }

  private static long instances(SourceBench source, String state) {
    return source.engine().history().processInstances("processDefinitionKey", NAME, state, "true");
  }

  private static void logTimes(long begin, long started, int replies) {
    long end = System.nanoTime();
    log.info(
        "Figures: {} instances started in {} s, all ended {} s after the last start; {} replies",
        JOBS,
        Duration.ofNanos(started - begin).toSeconds(),
        Duration.ofNanos(end - started).toSeconds(),
        replies);
  }
}
