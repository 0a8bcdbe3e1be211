package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for what the port promises: a result, or an {@link EngineException}. */
public final class Stages {

  private static final long PATIENCE_SECONDS = 20;

  private Stages() {}

  public static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  public static EngineException failure(CompletionStage<?> stage) {
    ExecutionException wrapped =
        catchThrowableOfType(ExecutionException.class, () -> result(stage));
    assertThat(wrapped).as("the stage should have failed").isNotNull();
    assertThat(wrapped.getCause()).isInstanceOf(EngineException.class);
    return EngineException.from(wrapped);
  }
}
