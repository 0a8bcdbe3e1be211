package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineExceptionTest {

  private final EngineException answered =
      EngineException.answered(ErrorKind.CONFLICT, 409, "ALREADY_EXISTS", "id is taken");

  @Test
  void anAnswerKeepsItsStatusTitleAndDetail() {
    assertThat(answered).hasMessage("engine answered 409 ALREADY_EXISTS: id is taken");
    assertThat(answered.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(answered.status()).hasValue(409);
    assertThat(answered.title()).hasValue("ALREADY_EXISTS");
    assertThat(answered.detail()).hasValue("id is taken");
  }

  @Test
  void theMessageOfAnAnswerWithoutDetailEndsWithItsTitle() {
    assertThat(EngineException.answered(ErrorKind.NOT_FOUND, 404, "Not Found", ""))
        .hasMessage("engine answered 404 Not Found");
  }

  @Test
  void anErrorOfOurSideHasNoStatusTitleOrDetail() {
    IOException cause = new IOException("reset");

    EngineException error = EngineException.of(ErrorKind.UNAVAILABLE, "cannot talk", cause);

    assertThat(error).hasMessage("cannot talk").hasCause(cause);
    assertThat(error.status()).isEmpty();
    assertThat(error.title()).isEmpty();
    assertThat(error.detail()).isEmpty();
  }

  @Test
  void itIsFoundInsideTheWrappersOfFutures() {
    Throwable wrapped = new ExecutionException(new CompletionException(answered));

    assertThat(EngineException.from(wrapped)).isSameAs(answered);
    assertThat(EngineException.from(answered)).isSameAs(answered);
  }

  @Test
  void anyOtherFailureBecomesInternalAndKeepsItsCause() {
    IllegalStateException other = new IllegalStateException("surprise");

    EngineException error = EngineException.from(new CompletionException(other));

    assertThat(error.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(error).hasMessageContaining("surprise").hasCause(other);
  }

  @Test
  void aWrapperWithoutACauseIsAFailureOfItsOwn() {
    CompletionException empty = new CompletionException("empty", null);

    EngineException error = EngineException.from(empty);

    assertThat(error.kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(error).hasCause(empty);
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void onlyATimeoutIsAmbiguousByItself(ErrorKind kind) {
    boolean isTimeout = kind == ErrorKind.TIMEOUT;

    assertThat(EngineException.of(kind, "failed").isAmbiguous()).isEqualTo(isTimeout);
    assertThat(EngineException.of(kind, "failed", new IOException()).isAmbiguous())
        .isEqualTo(isTimeout);
    assertThat(EngineException.answered(kind, 599, "title", "").isAmbiguous()).isEqualTo(isTimeout);
  }

  @Test
  void anErrorThatIsCalledAmbiguousStaysSoAndIsOtherwiseTheSame() {
    IOException cause = new IOException("reset");
    EngineException error = EngineException.of(ErrorKind.UNAVAILABLE, "broken", cause).ambiguous();

    EngineException told = error.during("after 2 attempts");

    assertThat(error.isAmbiguous()).isTrue();
    assertThat(error).hasMessage("broken").hasCause(cause);
    assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(told.isAmbiguous()).isTrue();
    assertThat(told).hasMessage("after 2 attempts: broken").hasCause(cause);
    assertThat(answered.ambiguous())
        .hasMessage(answered.getMessage())
        .returns(answered.status(), EngineException::status)
        .returns(answered.title(), EngineException::title)
        .returns(answered.detail(), EngineException::detail);
  }

  @Test
  void tellingWhatWasDoneDoesNotMakeAnErrorAmbiguous() {
    assertThat(answered.during("publishing").isAmbiguous()).isFalse();
  }

  @Test
  void tellingWhatWasDoneChangesTheMessageOnly() {
    EngineException error = answered.during("publishing");

    assertThat(error).hasMessage("publishing: engine answered 409 ALREADY_EXISTS: id is taken");
    assertThat(error.kind()).isEqualTo(ErrorKind.CONFLICT);
    assertThat(error.status()).hasValue(409);
    assertThat(error.title()).hasValue("ALREADY_EXISTS");
    assertThat(error.detail()).hasValue("id is taken");
  }
}
