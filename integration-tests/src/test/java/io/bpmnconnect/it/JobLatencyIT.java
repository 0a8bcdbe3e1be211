package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How soon a job that becomes available is on its topic, with long polling. The figures are logged
 * and judged by people, who know what else the machine was doing; the test sees to it that every
 * job is there, and there once. {@code -Djob.latency.jobs=1000} measures with as many.
 */
@ExtendWith(SharedStack.class)
class JobLatencyIT {

  private static final Logger log = LoggerFactory.getLogger(JobLatencyIT.class);

  private static final int WARM_UP = 100;
  private static final int JOBS = Integer.getInteger("job.latency.jobs", 200);
  private static final Duration PACE = Duration.ofMillis(100);

  /** The times of each job, in milliseconds since 1970. */
  private static final class Times {

    /** Right before its instance was asked for. */
    final long[] asked;

    /** When the engine had answered that. */
    final long[] created;

    /** The timestamp of its record. */
    final long[] written;

    /** When a consumer had the record. */
    final long[] arrived;

    Times(int jobs) {
      asked = new long[jobs];
      created = new long[jobs];
      written = new long[jobs];
      arrived = new long[jobs];
    }
  }

  @Test
  void jobsThatComeOneByOneAreOnTheirTopicOnceEach(TestBench bench) throws Exception {
    bench.deploy(Model.process("latency").task("latency"));
    bench.createTopic("latency-jobs", 1);
    bench.startSource(
        "latency",
        Map.of(
            "job.types", "latency",
            "topic", "latency-jobs",
            "key", "=string(job.variables.number)",
            "completion", "on-delivery",
            "job.request.timeout.ms", "10000"));

    int jobs = WARM_UP + JOBS;
    Times times = new Times(jobs);
    AtomicInteger next = new AtomicInteger();
    ScheduledExecutorService creator = Executors.newSingleThreadScheduledExecutor();
    try (KafkaConsumer<String, String> consumer = consumer(bench)) {
      // With a fixed delay: jobs do not come in a burst after a pause of the machine.
      Future<?> creation =
          creator.scheduleWithFixedDelay(
              () -> create(bench, next, times), 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
      Map<Integer, Integer> records = new HashMap<>();
      await("a record of every job")
          .atMost(PACE.multipliedBy(jobs).plus(TestBench.PATIENCE))
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                if (creation.isDone()) {
                  creation.get(); // it goes on until it fails
                }
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                  int job = Integer.parseInt(record.key());
                  times.arrived[job] = System.currentTimeMillis();
                  times.written[job] = record.timestamp();
                  records.merge(job, 1, Integer::sum);
                }
                return records.size() == jobs;
              });
      assertThat(records.values()).containsOnly(1);
    } finally {
      creator.shutdown();
      assertThat(creator.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(bench.recordCount("latency-jobs")).isEqualTo(jobs);

    log.info("{} jobs, one each {} ms, from before their creation:", JOBS, PACE.toMillis());
    tell("to the engine's answer", i -> times.created[i] - times.asked[i]);
    tell("to the record's timestamp", i -> times.written[i] - times.asked[i]);
    tell("to its arrival at a consumer", i -> times.arrived[i] - times.asked[i]);
  }

  private static void create(TestBench bench, AtomicInteger next, Times times) {
    int job = next.getAndIncrement();
    if (job < times.asked.length) {
      times.asked[job] = System.currentTimeMillis();
      bench.createInstance("latency", Map.of("number", job));
      times.created[job] = System.currentTimeMillis();
    }
  }

  private static KafkaConsumer<String, String> consumer(TestBench bench) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bench.stack().kafka().bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions = List.of(new TopicPartition("latency-jobs", 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static void tell(String what, IntToLongFunction millis) {
    long[] sorted = IntStream.range(WARM_UP, WARM_UP + JOBS).mapToLong(millis).sorted().toArray();
    log.info(
        "{}: median {} ms, p99 {} ms, longest {} ms, mean {} ms",
        what,
        sorted[JOBS / 2],
        sorted[JOBS * 99 / 100],
        sorted[JOBS - 1],
        "%.1f".formatted(Arrays.stream(sorted).average().orElseThrow()));
  }
}
