package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many records, one after the other through the same worker: what does each leave behind? */
@ExtendWith(SharedStack.class)
class SinkSoakIT {

  private static final Logger log = LoggerFactory.getLogger(SinkSoakIT.class);

  private static final int RECORDS = 200_000;
  private static final int TENTH = RECORDS / 10;
  private static final int TASKS = 2;
  private static final Duration LONG = Duration.ofMinutes(5);

  /**
   * How much the live heap may grow between two idle moments of a worker, whose own threads log,
   * measure and poll; that was well below 1 MB. Some 4 MB of what was there before may go meanwhile
   * and hide as much growth. Nine tenths of the records lie between the two moments: 100 bytes that
   * each left behind would be 18 MB, and be seen all the same.
   */
  private static final long NOISE = 3_000_000;

  private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

  private final AtomicIntegerArray arrivals = new AtomicIntegerArray(RECORDS);
  private final AtomicInteger distinct = new AtomicInteger();

  @Test
  void nothingOfARecordStaysInMemory(TestBench bench) throws Exception {
    bench.createTopic("soak", 4);
    try (NullEngine engine = NullEngine.start(this::note)) {
      bench.startSink("soak", "soak", settings(engine));
      try {
        soak(bench, engine);
      } finally {
        bench.stopConnector("soak"); // without its engine it would try for the rest of the run
      }
    }
  }

  private void soak(TestBench bench, NullEngine engine) throws Exception {
    bench.awaitAssigned("soak", TASKS);
    long worker = bench.stack().worker().pid();

    send(bench, 0, TENTH);
    awaitCommitted(bench, TENTH);
    LiveHeap afterFirstTenth = LiveHeap.of(worker);

    long begin = System.nanoTime();
    send(bench, TENTH, RECORDS);
    awaitCommitted(bench, RECORDS);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    LiveHeap afterLastTenth = LiveHeap.of(worker);

    log.info(
        "{} records/s; live heap {} bytes after the first tenth, {} after the last",
        (RECORDS - TENTH) * 1_000L / took.toMillis(),
        afterFirstTenth.bytes(),
        afterLastTenth.bytes());
    assertThat(distinct).as("records that arrived").hasValue(RECORDS);
    assertThat(engine.received() - RECORDS).as("records that arrived again").isZero();
    assertThat(afterLastTenth.bytes() - afterFirstTenth.bytes())
        .as("growth of the live heap; most by%n%s", afterLastTenth.growthSince(afterFirstTenth))
        .isLessThan(NOISE);
  }

  private static Map<String, String> settings(NullEngine engine) {
    Map<String, String> settings = new HashMap<>();
    settings.put("operation", "publish-message");
    settings.put("message.name", "soak");
    settings.put("message.correlation.key", "=key");
    settings.put("engine.type", "camunda8");
    settings.put("engine.url", engine.address().toString());
    settings.put("tasks.max", Integer.toString(TASKS));
    // A consumer keeps the last batch that it fetched: up to 1 MB of each partition otherwise.
    settings.put("consumer.override.max.partition.fetch.bytes", "65536");
    return settings;
  }

  private static void send(TestBench bench, int from, int to) {
    bench.sendMany("soak", to - from, i -> "{\"number\":%d}".formatted(from + i));
  }

  private static void awaitCommitted(TestBench bench, long records) {
    await("%d committed".formatted(records))
        .atMost(LONG)
        .untilAsserted(() -> assertThat(bench.committed("connect-soak")).isEqualTo(records));
  }

  private void note(String command) {
    Matcher number = NUMBER.matcher(command);
    if (number.find() && arrivals.getAndIncrement(Integer.parseInt(number.group(1))) == 0) {
      distinct.incrementAndGet();
    }
  }
}
