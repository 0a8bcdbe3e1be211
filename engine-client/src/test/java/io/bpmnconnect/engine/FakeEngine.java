package io.bpmnconnect.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Answers commands as a script says, which is asked with the number of the attempt, from 1 on. Safe
 * for use by any thread.
 */
final class FakeEngine implements ProcessEngine {

  private final IntFunction<CompletionStage<CommandResult>> script;
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();

  private FakeEngine(IntFunction<CompletionStage<CommandResult>> script) {
    this.script = script;
  }

  static FakeEngine answering(IntFunction<CompletionStage<CommandResult>> script) {
    return new FakeEngine(script);
  }

  /** Fails so many times before it accepts. */
  static FakeEngine failing(int times, ErrorKind kind) {
    return new FakeEngine(attempt -> attempt <= times ? failure(kind) : accepted());
  }

  static FakeEngine alwaysFailing(ErrorKind kind) {
    return new FakeEngine(attempt -> failure(kind));
  }

  static CompletionStage<CommandResult> accepted() {
    return CompletableFuture.completedFuture(new CommandResult.Accepted());
  }

  static CompletionStage<CommandResult> failure(ErrorKind kind) {
    return CompletableFuture.failedFuture(
        EngineException.answered(kind, 599, "the title", "the detail"));
  }

  int attempts() {
    return attempts.get();
  }

  int closes() {
    return closes.get();
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return script.apply(attempts.incrementAndGet());
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    attempts.incrementAndGet();
    return CompletableFuture.failedFuture(
        EngineException.of(ErrorKind.UNAVAILABLE, "no jobs from a fake"));
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return CompletableFuture.completedFuture(new EngineInfo("fake", "1", Map.of(), Map.of()));
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}
