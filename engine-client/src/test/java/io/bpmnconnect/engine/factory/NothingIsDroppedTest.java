package io.bpmnconnect.engine.factory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.CommandSamples.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each field of each command makes a difference to what each engine gets, or the command is refused
 * for it. What a trait says to mean nothing to an engine is the exception.
 */
class NothingIsDroppedTest {

  /** What a command asked of the engine, and why it was not sent if it was refused before. */
  private record Outcome(List<String> requests, Optional<EngineException> refusal) {}

  @TestFactory
  Stream<DynamicContainer> everyFieldOfEveryCommand() {
    return ProcessEngines.adapters().stream()
        .map(
            adapter ->
                DynamicContainer.dynamicContainer(
                    adapter.type().toString(),
                    new CommandSamples(adapter.type())
                        .all().stream()
                            .filter(variant -> !meansNothing(variant, adapter))
                            .map(
                                variant ->
                                    DynamicTest.dynamicTest(
                                        variant.field(), () -> check(variant, adapter)))));
  }

  private static boolean meansNothing(Variant variant, EngineAdapter engine) {
    String field = variant.field();
    return (field.contains("worker-2") && !engine.has(EngineTrait.SETTLES_BY_WORKER))
        || (field.startsWith("PublishMessage.messageId")
            && !engine.has(EngineTrait.KEEPS_MESSAGE_IDS))
        || (field.startsWith("PublishMessage.timeToLive")
            && !engine.has(EngineTrait.BUFFERS_MESSAGES))
        || (field.startsWith("ReleaseJob.retries") && !engine.has(EngineTrait.RELEASES_BY_FAILING));
  }

  private static void check(Variant variant, EngineAdapter adapter) throws Exception {
    Outcome smallest = outcome(variant.smallest(), adapter);
    Outcome changed = outcome(variant.changed(), adapter);

    if (adapter.needs(variant.smallest().operation()).isPresent()) {
      assertThat(smallest.refusal().map(EngineException::kind)).contains(ErrorKind.UNSUPPORTED);
      return;
    }
    assertThat(smallest.requests()).as("%s", variant.smallest()).isNotEmpty();
    if (changed.requests().isEmpty()) {
      assertThat(changed.refusal().map(EngineException::kind))
          .isPresent()
          .get()
          .isIn(ErrorKind.UNSUPPORTED, ErrorKind.INVALID);
    } else {
      assertThat(changed.requests()).isNotEqualTo(smallest.requests());
    }
  }

  private static Outcome outcome(EngineCommand command, EngineAdapter adapter) throws Exception {
    try (RecordingServer server =
            adapter.type() == EngineType.ZEEBE ? RecordingServer.grpc() : RecordingServer.http();
        ProcessEngine engine = adapter.open(settings(adapter.type(), server))) {
      CompletionStage<Optional<EngineException>> done =
          engine
              .execute(command)
              .handle((result, failure) -> Optional.ofNullable(failure).map(EngineException::from));
      Optional<EngineException> failure = done.toCompletableFuture().get(20, TimeUnit.SECONDS);
      return new Outcome(server.take(), failure);
    }
  }

  private static EngineSettings settings(EngineType type, RecordingServer server) {
    return new EngineSettings(
        type,
        server.url(),
        new Authentication.None(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        2,
        "unit-test/1.0",
        NetworkSettings.DEFAULT,
        Map.of());
  }
}
