package io.bpmnconnect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

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
