package io.bpmnconnect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.sink.EngineStub.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More keys than are in flight at once are refused again and again: the others go on. */
class SinkLanesTest {

  /** More than {@code max.in.flight.requests}. */
  private static final int BAD = 100;

  private static final int GOOD = 200;

  private RunningSink sink;

  @BeforeEach
  void open() throws IOException {
    sink = new RunningSink();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void start(Answer refusal, Map<String, String> config) {
    sink.engine.answerWith(
        request ->
            request.body().toString().contains("bad-") ? refusal : EngineStub.accept(request));
    config.put("retry.backoff.ms", "1000");
    config.put("retry.backoff.max.ms", "30000");
    sink.start(config);
  }

  private static Map<String, String> correlating(String... keysAndValues) {
    Map<String, String> config = SinkConfigs.publishing(keysAndValues);
    config.put("operation", "correlate-message");
    config.put("unmatched.message.retry.ms", "600000");
    return config;
  }

  private void put(String prefix, int from, int count) {
    List<SinkRecord> records = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      String id = prefix + i;
      records.add(
          new SinkRecord(
              "orders",
              0,
              null,
              id,
              null,
              Map.of("id", id, "tenant", prefix + "tenant"),
              i,
              System.currentTimeMillis(),
              TimestampType.CREATE_TIME));
    }
    sink.put(records.toArray(SinkRecord[]::new));
  }

  private long goodArrived() {
    return sink.engine.arrived().stream()
        .filter(request -> request.body().toString().contains("good-"))
        .count();
  }

  private void assertGoodOnesGoOn() {
    put("bad-", 0, BAD);
    await()
        .atMost(RunningSink.PATIENCE)
        .until(() -> sink.engine.arrived().size() >= BAD); // each was tried once

    put("good-", BAD, GOOD);

    await().atMost(Duration.ofSeconds(5)).until(() -> goodArrived() == GOOD);
  }

  @Test
  void messagesThatNothingWaitsFor() {
    start(EngineStub.refuse(404, "NOT_FOUND"), correlating());

    assertGoodOnesGoOn();

    await().until(() -> sink.metric("parked") == BAD);
    assertThat(sink.metric("in-flight")).isZero();
  }

  @Test
  void keysOfAPartitionOfTheEngineThatIsAway() {
    start(EngineStub.refuse(503, "UNAVAILABLE"), SinkConfigs.publishing());

    assertGoodOnesGoOn();

    assertThat(sink.committable(BAD + GOOD)).isZero();
  }

  @Test
  void recordsThatTheEngineFailsOnWithoutAReason() {
    start(EngineStub.refuse(500, "INTERNAL"), SinkConfigs.publishing());

    assertGoodOnesGoOn();
  }

  @Test
  void recordsOfATenantThatTheCredentialsAreNotAssignedTo() {
    Answer foreign =
        new Answer(
            401,
            """
            {"title": "UNAUTHORIZED", "status": 401, "detail": "Expected to handle request with \
            tenant identifier 'bad-tenant', but tenant is not authorized to perform this request"}\
            """);
    start(foreign, SinkConfigs.publishing("tenant.id", "=value.tenant"));

    assertGoodOnesGoOn();

    sink.awaitDone(BAD + GOOD);
    assertThat(sink.deadLetters).hasSize(BAD).allMatch(why -> why.contains("not authorized"));
  }
}
