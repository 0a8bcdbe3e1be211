package io.bpmnconnect.engine;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginGuardTest {

  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final EngineCommand COMMAND =
      new EngineCommand.BroadcastSignal("s", Map.of(), Optional.empty());
  private final EngineException refused =
      EngineException.answered(ErrorKind.UNAUTHENTICATED, 401, "no", "");

  /** Answers as it is told to, and counts. */
  private static final class Engine implements ProcessEngine {
    final List<CompletableFuture<Object>> open = new ArrayList<>();
    Object answer = new CommandResult.Accepted();
    int requests;

    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> next() {
      requests++;
      CompletableFuture<Object> stage = new CompletableFuture<>();
      if (answer == null) {
        open.add(stage);
      } else if (answer instanceof EngineException e) {
        stage.completeExceptionally(e);
      } else {
        stage.complete(answer);
      }
      return (CompletionStage<T>) stage;
    }

    @Override
    public CompletionStage<CommandResult> execute(EngineCommand command) {
      return next();
    }

    @Override
    public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
      return next();
    }

    @Override
    public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
      requests++;
      return () -> {};
    }

    @Override
    public CompletionStage<EngineInfo> info() {
      return next();
    }

    @Override
    public void close() {
      answer = EngineException.closed();
    }
  }

  private final Engine engine = new Engine();
  private long now = -7;
  private LoginGuard guard = guard(GRACE, LoginGuard.FIRST_PAUSE);

  private LoginGuard guard(Duration grace, Duration firstPause) {
    return new LoginGuard(engine, grace, firstPause, () -> now);
  }

  private CompletionStage<CommandResult> send() {
    return guard.execute(COMMAND);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void seconds(int seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  private static JobActivation jobs(String type) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                type, Duration.ofMinutes(1), List.of(), List.of(), JobActivation.Filter.ALL)),
        "w",
        1,
        Duration.ofSeconds(1),
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  private boolean isSent() {
    int before = engine.requests;
    send();
    return engine.requests > before;
  }

  @Test
  void whatWorksPasses() throws Exception {
    assertThat(result(send())).isEqualTo(new CommandResult.Accepted());
    assertThat(engine.requests).isEqualTo(1);
  }

  @Test
  void afterARefusalNothingIsSentButOneRequestAfterEachPauseThatGrows() {
    engine.answer = refused;
    assertThat(failure(send()).grace()).contains(GRACE);

    for (int pause : List.of(1, 2, 4, 8, 16, 30, 30)) {
      pass(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(isSent()).as("within the pause of %d s", pause).isFalse();
      assertThat(failure(send())).hasMessage(refused.getMessage());
      pass(Duration.ofNanos(1));
      assertThat(isSent()).as("after the pause of %d s", pause).isTrue();
      assertThat(isSent()).as("a second one").isFalse();
    }
    assertThat(engine.requests).isEqualTo(8);
  }

  @Test
  void anEngineThatLocksUsersIsLeftAloneForLonger() {
    guard = guard(Duration.ofMinutes(10), Duration.ofSeconds(15));
    engine.answer = refused;
    send();

    for (int pause : List.of(15, 30, 60, 60)) {
      pass(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(isSent()).isFalse();
      pass(Duration.ofNanos(1));
      assertThat(isSent()).isTrue();
    }
  }

  @Test
  void oneSuccessLetsAllThrough() throws Exception {
    engine.answer = refused;
    send();
    seconds(1);
    engine.answer = new CommandResult.Accepted();

    assertThat(result(send())).isNotNull();

    assertThat(isSent()).isTrue();
    assertThat(isSent()).isTrue();
    engine.answer = refused;
    send();
    seconds(1);
    assertThat(isSent()).as("pauses begin anew").isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID", "NOT_FOUND", "CONFLICT", "FORBIDDEN"})
  void aRefusalOfTheRequestItselfShowsThatTheCredentialsAreGood(ErrorKind kind) {
    engine.answer = refused;
    send();
    seconds(1);
    engine.answer = EngineException.answered(kind, 444, "no", "");

    send();

    assertThat(isSent()).isTrue();
    assertThat(isSent()).isTrue();
  }

  @Test
  void whenTheGraceIsOverTheRefusalIsForGood() throws Exception {
    result(send());
    engine.answer = refused;
    EngineException last = refused;
    for (int second = 0; second < 120; second++) {
      last = failure(send());
      assertThat(last.grace()).as("after %d s", second).isPresent();
      seconds(1);
    }

    last = failure(send());

    assertThat(last.grace()).isEmpty();
    assertThat(last)
        .hasMessage(
            "engine answered 401 no; the credentials had worked before, and were refused for 120 s");
    assertThat(failure(send()).grace()).isEmpty();
  }

  @Test
  void credentialsThatNeverWorkedAreBorneAtTheStartOnly() {
    engine.answer = refused;
    assertThat(failure(send()).grace()).isPresent();
    pass(GRACE);
    assertThat(failure(send()))
        .hasMessage("engine answered 401 no; the credentials were refused for 120 s");

    guard = guard(GRACE, LoginGuard.FIRST_PAUSE);
    pass(GRACE);
    EngineException late = failure(send());
    assertThat(late.grace()).isEmpty();
    assertThat(late).hasMessage(refused.getMessage());
  }

  @Test
  void withoutGraceARefusalIsForGoodAtOnce() throws Exception {
    guard = guard(Duration.ZERO, LoginGuard.FIRST_PAUSE);
    result(send());
    engine.answer = refused;

    assertThat(failure(send())).isSameAs(refused);
    assertThat(isSent()).isTrue();
  }

  @Test
  void aProxysRefusalIsNotBorne() {
    engine.answer = EngineException.answered(ErrorKind.UNAUTHENTICATED, 407, "proxy", "");

    assertThat(failure(send()).grace()).isEmpty();
    assertThat(isSent()).isTrue();
  }

  @Test
  void refusalsOfWhatWasUnderWayDoNotLengthenThePause() {
    engine.answer = null;
    for (int i = 0; i < 64; i++) {
      send();
    }
    engine.open.forEach(stage -> stage.completeExceptionally(refused));

    engine.answer = refused;
    assertThat(isSent()).isFalse();
    seconds(1);
    assertThat(isSent()).isTrue();
    seconds(1);
    assertThat(isSent()).isFalse();
    seconds(1);
    assertThat(isSent()).isTrue();
  }

  @Test
  void anEngineThatGoesAwayMeanwhileIsWaitedFor() throws Exception {
    result(send());
    engine.answer = refused;
    send();
    seconds(1);
    engine.answer = EngineException.of(ErrorKind.UNAVAILABLE, "away");
    assertThat(failure(send()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    EngineException held = failure(send());
    assertThat(held.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(held.isAmbiguous()).isFalse();
    assertThat(held).hasMessage("not sent: away");

    pass(GRACE.multipliedBy(3));
    engine.answer = refused;

    assertThat(failure(send()).grace()).as("the grace begins anew").isPresent();
  }

  @Test
  void aRequestThatHangsIsFollowedByAnother() {
    engine.answer = refused;
    send();
    seconds(1);
    engine.answer = null;
    assertThat(isSent()).isTrue();
    seconds(4);
    assertThat(isSent()).isFalse();
    seconds(1);
    assertThat(isSent()).isTrue();
  }

  @Test
  void whoTheEngineIsProvesNothing() {
    engine.answer = refused;
    send();
    seconds(1);
    engine.answer = new EngineInfo("e", "1", Map.of(), Map.of());
    guard.info();
    engine.answer = refused;

    assertThat(isSent()).as("the next need not wait").isTrue();
    assertThat(isSent()).isFalse();
  }

  @Test
  void noStreamIsOpenedMeanwhile() {
    engine.answer = refused;
    send();
    seconds(1);
    int before = engine.requests;
    List<Optional<EngineException>> ends = new ArrayList<>();

    JobStream stream =
        guard.openJobStream(
            jobs("a"),
            new JobStream.Listener() {
              @Override
              public void activated(ActivatedJob job) {}

              @Override
              public void ended(Optional<EngineException> failure) {
                ends.add(failure);
              }
            });
    stream.close();

    assertThat(engine.requests).isEqualTo(before);
    assertThat(ends).hasSize(1);
    assertThat(ends.get(0).orElseThrow().grace()).isPresent();
  }

  @Test
  void theRefusalOfJobsOfATypeIsBorneAndHoldsNothingElseBack() {
    engine.answer = EngineException.answered(ErrorKind.FORBIDDEN, 403, "no", "");
    assertThat(failure(guard.activateJobs(jobs("a"))).grace()).isPresent();
    assertThat(failure(send()).grace()).as("a command is not borne").isEmpty();

    pass(GRACE);

    assertThat(failure(guard.activateJobs(jobs("a"))).grace()).isEmpty();
    assertThat(failure(guard.activateJobs(jobs("b"))).grace()).isPresent();
    engine.answer = List.of();
    guard.activateJobs(jobs("a"));
    engine.answer = EngineException.answered(ErrorKind.FORBIDDEN, 403, "no", "");
    assertThat(failure(guard.activateJobs(jobs("a"))).grace()).isPresent();
  }

  @Test
  void afterItsEndItHoldsNothing() {
    engine.answer = refused;
    send();
    guard.close();

    assertThat(failure(send())).hasMessage("the connection to the engine was closed");
  }
}
