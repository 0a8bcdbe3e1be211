package io.bpmnconnect.connect.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.RecordedLog;
import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** This thread plays the engine's: it has no context, or that of another task. */
class ContextEngineTest {

  private static final String TASK = "[orders-sink|task-0] ";

  /** An engine whose answers are all given by one future each. */
  private static final class AnsweringEngine implements ProcessEngine {
    private final CompletableFuture<CommandResult> executed = new CompletableFuture<>();
    private final CompletableFuture<List<ActivatedJob>> activated = new CompletableFuture<>();
    private final CompletableFuture<Void> unlocked = new CompletableFuture<>();
    private final CompletableFuture<EngineInfo> info = new CompletableFuture<>();
    private JobStream.Listener listener;
    private boolean closed;

    @Override
    public CompletionStage<CommandResult> execute(EngineCommand command) {
      return executed;
    }

    @Override
    public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
      return activated;
    }

    @Override
    public JobStream openJobStream(JobActivation activation, JobStream.Listener given) {
      listener = given;
      return () -> {};
    }

    @Override
    public CompletionStage<Void> unlockJobs(String worker) {
      return unlocked;
    }

    @Override
    public CompletionStage<EngineInfo> info() {
      return info;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final AnsweringEngine answering = new AnsweringEngine();
  private final List<String> seen = new ArrayList<>();
  private ProcessEngine engine;

  @BeforeEach
  void start() {
    MDC.put(RecordedLog.CONNECTOR, TASK);
    engine = TaskThreads.ofThisTask().engine(answering);
    MDC.put(RecordedLog.CONNECTOR, "of another");
  }

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private void look() {
    seen.add(MDC.get(RecordedLog.CONNECTOR));
  }

  private void look(Object result, Throwable failure) {
    look();
  }

  @Test
  void whatDependsOnAnAnswerRunsInTheContextOfTheTask() {
    engine.execute(null).whenComplete(this::look);
    engine.activateJobs(null).whenComplete(this::look);
    engine.unlockJobs("worker").whenComplete(this::look);
    engine.info().whenComplete(this::look);

    answering.executed.complete(null);
    answering.activated.completeExceptionally(EngineException.closed());
    answering.unlocked.complete(null);
    answering.info.completeExceptionally(EngineException.closed());

    assertThat(seen).containsExactly(TASK, TASK, TASK, TASK);
    assertThat(MDC.get(RecordedLog.CONNECTOR)).isEqualTo("of another");
  }

  @Test
  void soDoesWhatListensToAStream() {
    engine.openJobStream(
        null,
        new JobStream.Listener() {
          @Override
          public void activated(ActivatedJob job) {
            look();
          }

          @Override
          public void ended(Optional<EngineException> failure) {
            look();
          }
        });

    answering.listener.activated(null);
    answering.listener.ended(Optional.empty());

    assertThat(seen).containsExactly(TASK, TASK);
    assertThat(MDC.get(RecordedLog.CONNECTOR)).isEqualTo("of another");
  }

  @Test
  void aFailureStaysWhatItIs() {
    EngineException refusal = EngineException.of(ErrorKind.CONFLICT, "refused");
    answering.executed.completeExceptionally(refusal);

    CompletableFuture<CommandResult> answer = engine.execute(null).toCompletableFuture();

    assertThatThrownBy(answer::join).hasCause(refusal);
  }

  @Test
  void closingItClosesTheEngine() {
    engine.close();

    assertThat(answering.closed).isTrue();
  }
}
