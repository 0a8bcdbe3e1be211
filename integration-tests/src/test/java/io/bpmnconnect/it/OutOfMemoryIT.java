package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.StackHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker whose heap is too small for the records that its sink buffers: whatever fails in it
 * then, and wherever, none of them is lost.
 */
@ExtendWith(SharedStack.class)
class OutOfMemoryIT {

  private static final String EXITS = "-XX:+ExitOnOutOfMemoryError";
  private static final String GOES_ON = "-XX:-ExitOnOutOfMemoryError";

  private static final int RECORDS = 200;

  /** So many are answered at once; those behind them are held until memory has run out. */
  private static final int ANSWERED = 20;

  /** In memory a record is several times as large as its 250 kB of JSON. */
  private static final int FIELDS = 4_000;

  private static final String SMALL_HEAP = "-Xmx64m";
  private static final String LARGE_HEAP = "-Xmx512m";

  private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

  private final Set<Integer> arrived = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ranOut = new CountDownLatch(1);

  @ParameterizedTest
  @ValueSource(strings = {EXITS, GOES_ON})
  void nothingIsLost(String onOutOfMemory, TestBench bench) throws Exception {
    String name = "memory" + (onOutOfMemory.equals(EXITS) ? "-exits" : "-goes-on");
    bench.createTopic(name, 1);
    bench.sendMany(name, RECORDS, OutOfMemoryIT::record);
    try (NullEngine engine = NullEngine.start(this::receive);
        ConnectWorker small = worker(bench, name, SMALL_HEAP, onOutOfMemory);
        ConnectWorker large = worker(bench, name, LARGE_HEAP, onOutOfMemory)) {
      small.start();
      small.rest().putConfig(name, bench.sinkConfig(name, settings(engine)));
      await("lack of memory").atMost(TestBench.PATIENCE).until(() -> hasRunOut(small));
      ranOut.countDown();
      if (onOutOfMemory.equals(EXITS)) {
        await("the end of the worker").atMost(TestBench.PATIENCE).until(() -> !small.isAlive());
      } else {
        // Several commits, of whatever still works.
        await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
        small.kill();
      }
      int committed = Math.toIntExact(bench.committed("connect-" + name));
      assertThat(committed).isLessThan(RECORDS);
      assertThat(arrived)
          .as("those that will not be read again")
          .containsAll(IntStream.range(0, committed).boxed().toList());

      large.start();
      await("all committed")
          .atMost(TestBench.PATIENCE)
          .until(() -> bench.committed("connect-" + name) == RECORDS);
      assertThat(arrived).hasSize(RECORDS);
    }
  }

  private static ConnectWorker worker(
      TestBench bench, String name, String heap, String onOutOfMemory) {
    return ConnectWorker.builder(
            StackHome.fromSystemProperty(),
            Path.of(System.getProperty("stack.work"), name + heap),
            bench.stack().kafka().bootstrapServers())
        .groupId(name)
        .jvmOption("-Xms32m")
        .jvmOption(heap)
        .jvmOption(onOutOfMemory)
        .build();
  }

  private static Map<String, String> settings(NullEngine engine) {
    Map<String, String> settings = new HashMap<>();
    settings.put("operation", "publish-message");
    settings.put("message.name", "memory");
    settings.put("message.correlation.key", "=key");
    settings.put("engine.type", "camunda8");
    settings.put("engine.url", engine.address().toString());
    // What a worker consumed that has ended is given to the next one sooner.
    settings.put("consumer.override.session.timeout.ms", "6000");
    return settings;
  }

  private static String record(int number) {
    return IntStream.range(0, FIELDS)
        .mapToObj(
            i -> "\"field-%d\":\"value %d of record %d, with some text\"".formatted(i, i, number))
        .collect(Collectors.joining(",", "{\"number\":" + number + ",", "}"));
  }

  private static boolean hasRunOut(ConnectWorker worker) throws IOException {
    return Files.readString(worker.log(), StandardCharsets.UTF_8)
        .contains("java.lang.OutOfMemoryError");
  }

  private void receive(String command) {
    Matcher number = NUMBER.matcher(command);
    if (!number.find()) {
      throw new IllegalStateException("not a record of this test");
    }
    int arriving = Integer.parseInt(number.group(1));
    if (arriving >= ANSWERED) {
      try {
        ranOut.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    arrived.add(arriving);
  }
}
