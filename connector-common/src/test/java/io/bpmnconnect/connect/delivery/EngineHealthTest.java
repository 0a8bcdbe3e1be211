package io.bpmnconnect.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.connect.RecordedLog;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineHealthTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicLong clock = new AtomicLong(-HOUR.toNanos());
  private final RecordedLog log = RecordedLog.of(EngineHealth.class);
  private final EngineHealth health = new EngineHealth(clock::get);

  @AfterEach
  void stopRecording() {
    log.close();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void seconds(int seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  private void fails(ErrorKind kind) {
    health.failed(EngineException.of(kind, "connection refused"));
  }

  /** Fails once in each of so many seconds. */
  private void failsFor(int seconds, ErrorKind kind) {
    for (int second = 0; second < seconds; second++) {
      fails(kind);
      seconds(1);
    }
  }

  @Test
  void atFirstTheEngineIsTakenToBeThere() {
    pass(HOUR);

    assertThat(health.away()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "TIMEOUT", "INTERNAL"})
  void theEngineIsAwaySinceTheFirstFailureAfterItsLastAnswer(ErrorKind kind) {
    fails(kind);
    health.answered();
    seconds(1);
    fails(kind);
    assertThat(health.away()).as("at once").isPositive();
    seconds(2);
    fails(kind);
    seconds(1);

    assertThat(health.away()).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNAVAILABLE", "TIMEOUT", "INTERNAL"})
  void everyOtherFailureShowsThatTheEngineIsThere(ErrorKind kind) {
    fails(ErrorKind.UNAVAILABLE);
    seconds(3);

    fails(kind);
    seconds(1);

    assertThat(health.away()).isZero();
  }

  @Test
  void aRefusalOfCredentialsThatIsBorneIsToldAtOnceAndSoIsItsEnd() {
    health.failed(
        EngineException.of(ErrorKind.UNAUTHENTICATED, "refused").passing(Duration.ofMinutes(2)));
    assertThat(log.take())
        .containsExactly(
            "WARN The engine has refused the credentials for 0 s, 1 requests failed. It may pass: it"
                + " is tried again, now and then, before the task fails. The last reason: refused");
    seconds(3);
    assertThat(health.away()).isEqualTo(Duration.ofSeconds(3));

    health.answered();

    assertThat(log.take())
        .containsExactly("INFO The engine accepts the credentials again, it refused them for 3 s");
  }

  @Test
  void aShortAbsenceIsNotLogged() {
    failsFor(5, ErrorKind.UNAVAILABLE);
    health.answered();
    failsFor(5, ErrorKind.TIMEOUT);
    health.answered();

    assertThat(log.take()).isEmpty();
  }

  @Test
  void aLongerAbsenceIsLoggedOnceWithItsReasonThenOnceAMinute() {
    failsFor(6, ErrorKind.UNAVAILABLE);
    assertThat(log.take())
        .containsExactly(
            "WARN The engine has been away for 5 s, 6 attempts failed. Nothing is lost, it is tried"
                + " again. The last reason: connection refused");

    failsFor(59, ErrorKind.TIMEOUT);
    assertThat(log.take()).isEmpty();

    failsFor(61, ErrorKind.INTERNAL);
    assertThat(log.take())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("WARN The engine has been away for 65 s, 66 attempts failed");
  }

  @Test
  void whenItIsBackItIsLoggedHowLongItWasAway() {
    failsFor(10, ErrorKind.UNAVAILABLE);
    log.take();

    health.answered();
    health.answered();

    assertThat(log.take()).containsExactly("INFO The engine is back, it was away for 10 s");
    assertThat(health.away()).isZero();
  }

  @Test
  void aRefusalAndAnOverloadShowThatItIsBack() {
    failsFor(10, ErrorKind.UNAVAILABLE);
    fails(ErrorKind.NOT_FOUND);
    failsFor(10, ErrorKind.UNAVAILABLE);
    fails(ErrorKind.BACKPRESSURE);

    assertThat(log.take())
        .filteredOn(line -> line.startsWith("INFO"))
        .containsExactly(
            "INFO The engine is back, it was away for 10 s",
            "INFO The engine is back, it was away for 10 s");
  }

  @Test
  void eachAbsenceIsLoggedAnew() {
    failsFor(6, ErrorKind.UNAVAILABLE);
    health.answered();
    failsFor(6, ErrorKind.UNAVAILABLE);

    assertThat(log.take()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
  }

  @Test
  void anOverloadIsLoggedWhenForAMinuteEveryAttemptWasRefused() {
    failsFor(60, ErrorKind.BACKPRESSURE);
    assertThat(log.take()).isEmpty();
    fails(ErrorKind.BACKPRESSURE);
    assertThat(log.take())
        .containsExactly(
            "WARN The engine has been overloaded for 60 s, it refused each of 61 attempts. Nothing"
                + " is lost, it is tried again. The last reason: connection refused");
    assertThat(health.away()).isZero();

    failsFor(60, ErrorKind.BACKPRESSURE);
    assertThat(log.take()).isEmpty();
    fails(ErrorKind.BACKPRESSURE);
    assertThat(log.take()).hasSize(1);

    health.answered();
    assertThat(log.take())
        .containsExactly("INFO The engine is no longer overloaded, it was for 120 s");
  }

  @Test
  void oneAnswerInAMinuteIsEnoughNotToBeOverloaded() {
    for (int i = 0; i < 10; i++) {
      failsFor(59, ErrorKind.BACKPRESSURE);
      health.answered();
    }

    assertThat(log.take()).isEmpty();
  }

  @Test
  void anEngineThatGoesAwayUnderItsLoadIsNotReportedAsRecovered() {
    failsFor(61, ErrorKind.BACKPRESSURE);
    log.take();

    failsFor(6, ErrorKind.UNAVAILABLE);

    assertThat(log.take())
        .singleElement()
        .asString()
        .startsWith("WARN The engine has been away for 5 s, 6 attempts failed");
  }

  @Test
  void whoFindsTheEngineAwayWaitsUntilTheLineOfAnotherThreadIsWritten() throws Exception {
    failsFor(60, ErrorKind.UNAVAILABLE);
    log.take();
    Thread second = new Thread(() -> failsFor(1, ErrorKind.UNAVAILABLE));

    seconds(10);
    log.whileWriting(
        () -> {
          seconds(60);
          startAndAwaitBlocked(second);
        });
    fails(ErrorKind.UNAVAILABLE);
    second.join();

    assertThat(log.take()).hasSize(2).allMatch(line -> line.startsWith("WARN"));
  }

  @Test
  void whoFindsItBackWaitsUntilTheLineOfAnotherThreadIsWritten() throws Exception {
    fails(ErrorKind.UNAVAILABLE);
    seconds(10);
    Thread second = new Thread(health::answered);

    log.whileWriting(() -> startAndAwaitBlocked(second));
    fails(ErrorKind.UNAVAILABLE);
    second.join();

    assertThat(log.take()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO");
    assertThat(health.away()).isZero();
  }

  private static void startAndAwaitBlocked(Thread thread) {
    thread.start();
    await().until(() -> thread.getState() == Thread.State.BLOCKED);
  }
}
