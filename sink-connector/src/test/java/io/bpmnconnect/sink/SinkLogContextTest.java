package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.sink.RecordedLog.Line;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Whatever thread writes a line, it says whose line it is. */
class SinkLogContextTest {

  private static final String TASK = "[orders-sink|task-0] ";

  private RunningSink sink;

  @BeforeEach
  void open() throws IOException {
    sink = new RunningSink();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  /** Starts the task as a worker does; lines of this thread are nobody's afterwards. */
  private void start(Map<String, String> config) {
    MDC.put(RecordedLog.CONNECTOR, TASK);
    try {
      sink.start(config);
    } finally {
      MDC.clear();
    }
  }

  private static List<Line> awaitLines(RecordedLog log, String thread) {
    return await()
        .atMost(RunningSink.PATIENCE)
        .until(
            () ->
                log.beginning("").stream()
                    .filter(line -> line.thread().startsWith(thread))
                    .toList(),
            lines -> !lines.isEmpty());
  }

  @Test
  void linesOfTheEnginesThreadsAndOfTheRetryThread() {
    sink.engine.answerWith(request -> EngineStub.refuse(401, "no"));

    try (RecordedLog log = RecordedLog.of(CommandDispatcher.class)) {
      start(SinkConfigs.publishing("engine.auth.grace.ms", "60000"));
      sink.put(0, Map.of("id", "o-1"));

      assertThat(awaitLines(log, "httpclient-")).extracting(Line::connector).containsOnly(TASK);
      // A held request fails where it is tried again.
      assertThat(awaitLines(log, "bpmn-sink-timer")).extracting(Line::connector).containsOnly(TASK);
    }
  }

  @Test
  void aLineOfTheEnginesThreadAboutAnIgnoredRecord() {
    sink.engine.answerWith(request -> EngineStub.refuse(400, "no"));

    try (RecordedLog log = RecordedLog.of(OutcomeHandler.class)) {
      start(SinkConfigs.publishing("behavior.on.invalid", "ignore"));
      sink.put(0, Map.of("id", "o-1"));

      assertThat(awaitLines(log, "httpclient-")).extracting(Line::connector).containsOnly(TASK);
    }
  }
}
