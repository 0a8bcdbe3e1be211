package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.EngineHealth;
import io.bpmnconnect.source.RecordedLog.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Whatever thread writes a line, it says whose line it is. */
class SourceLogContextTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String TASK = "[jobs-source|task-0] ";

  private static final RecordMetadata WRITTEN =
      new RecordMetadata(new TopicPartition("jobs", 0), 0, 0, 0, 0, 0);

  private final ProcessEngineSourceTask task = new ProcessEngineSourceTask();
  private EngineStub engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = new EngineStub();
    task.initialize(new TaskContext());
  }

  @AfterEach
  void stopAll() {
    task.stop();
    engine.close();
  }

  /** Starts the task as a worker does; lines of this thread are nobody's afterwards. */
  private void start(String... keysAndValues) {
    Map<String, String> config = SourceConfigs.delivering(keysAndValues);
    config.put("engine.url", engine.url());
    config.put("job.request.timeout.ms", "300");
    config.put("retry.backoff.ms", "1");
    config.put("retry.backoff.max.ms", "10");
    MDC.put(RecordedLog.CONNECTOR, TASK);
    try {
      task.start(config);
    } finally {
      MDC.clear();
    }
  }

  private static List<Line> awaitLines(RecordedLog log, String thread) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                log.beginning("").stream()
                    .filter(line -> line.thread().startsWith(thread))
                    .toList(),
            lines -> !lines.isEmpty());
  }

  @Test
  void aLineOfTheTimer() {
    engine.answerActivationsWith(401); // what is asked for next is refused without the engine

    try (RecordedLog log = RecordedLog.of(JobPoller.class)) {
      start("engine.auth.grace.ms", "60000");

      assertThat(awaitLines(log, "bpmn-job-timer")).extracting(Line::connector).containsOnly(TASK);
    }
  }

  @Test
  void aLineOfTheEnginesThreadAboutARefusedSettlement() throws InterruptedException {
    engine.answerSettlementsWith(400);
    // An answer that is there at once is told of on the thread that asked.
    CountDownLatch answer = engine.holdSettlements();
    engine.addJob("7");

    try (RecordedLog log = RecordedLog.of(JobCommands.class)) {
      start("completion", "on-delivery");
      task.commitRecord(awaitRecord(), WRITTEN);
      answer.countDown();

      assertThat(awaitLines(log, "httpclient-"))
          .allMatch(line -> line.text().startsWith("complete-job of job 7 failed"))
          .extracting(Line::connector)
          .containsOnly(TASK);
    }
  }

  @Test
  void aLineOfTheEnginesHealth() {
    engine.answerActivationsWith(401);

    try (RecordedLog log = RecordedLog.of(EngineHealth.class)) {
      start("engine.auth.grace.ms", "60000");

      assertThat(awaitLines(log, "")).extracting(Line::connector).containsOnly(TASK);
    }
  }

  private SourceRecord awaitRecord() {
    return await().atMost(PATIENCE).until(task::poll, records -> !records.isEmpty()).get(0);
  }
}
