package io.bpmnconnect.it;

import static org.awaitility.Awaitility.await;

import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.StackHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A connector is paused while it has more than it can take. Connect polls from one commit to the
 * next then, a minute apart by default, and the sink must not wait with it.
 */
@ExtendWith(SharedStack.class)
class PausedSinkIT {

  private static final String NAME = "pause";
  private static final int RECORDS = 100;
  private static final int BUFFERED = 10;
  private static final Duration COMMITS = Duration.ofMinutes(1);
  private static final Duration SOON = COMMITS.dividedBy(3);

  private final CountDownLatch answers = new CountDownLatch(1);

  @Test
  void aFullSinkGoesOnAtOnceWhenItIsResumed(TestBench bench) throws Exception {
    bench.createTopic(NAME, 1);
    bench.sendMany(NAME, RECORDS, number -> "{\"number\":%d}".formatted(number));
    Path directory = Path.of(System.getProperty("stack.work"), "pause-worker");
    try (NullEngine engine = NullEngine.start(command -> hold());
        ConnectWorker worker =
            ConnectWorker.builder(
                    StackHome.fromSystemProperty(),
                    directory,
                    bench.stack().kafka().bootstrapServers())
                .tuning(JvmTuning.QUICK_START)
                .groupId("pause-workers")
                .offsetFlushInterval(COMMITS)
                .build()) {
      worker.start();
      ConnectRest connect = worker.rest();
      connect.putConfig(NAME, bench.sinkConfig(NAME, settings(engine)));
      connect.waitUntilRunning(NAME, TestBench.PATIENCE);
      await("a full buffer").atMost(TestBench.PATIENCE).until(() -> logged(worker, "Paused:"));

      connect.pause(NAME);
      await("a pause")
          .atMost(SOON)
          .until(() -> connect.status(NAME).orElseThrow().tasks().get(0).state().equals("PAUSED"));
      answers.countDown();
      await("room for more").atMost(SOON).until(() -> logged(worker, "Resumed:"));
      connect.resume(NAME);

      await("the rest").atMost(SOON).until(() -> engine.received() == RECORDS);
    } finally {
      answers.countDown();
    }
  }

  private static boolean logged(ConnectWorker worker, String message) throws IOException {
    return Files.readString(worker.log()).contains(message);
  }

  private void hold() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> settings(NullEngine engine) {
    Map<String, String> settings = new HashMap<>();
    settings.put("operation", "publish-message");
    settings.put("message.name", NAME);
    settings.put("message.correlation.key", "=key");
    settings.put("engine.type", "camunda8");
    settings.put("engine.url", engine.address().toString());
    settings.put("engine.request.timeout.ms", "60000");
    settings.put("max.buffered.records", String.valueOf(BUFFERED));
    settings.put("consumer.override.max.poll.records", String.valueOf(BUFFERED));
    return settings;
  }
}
