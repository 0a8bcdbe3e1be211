package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.JobActivation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One plain command of each kind, for tests that do not care about its content. */
final class Commands {

  static final EngineCommand CREATE =
      new EngineCommand.CreateProcessInstance(
          "order", EngineCommand.Definition.ById.LATEST, Map.of(), Optional.empty());
  static final EngineCommand PUBLISH =
      new EngineCommand.PublishMessage(
          "paid", "o-1", Duration.ofMinutes(1), Optional.empty(), Map.of(), Optional.empty());
  static final EngineCommand CORRELATE =
      new EngineCommand.CorrelateMessage("paid", "o-1", Map.of(), Optional.empty());
  static final EngineCommand SIGNAL =
      new EngineCommand.BroadcastSignal("go", Map.of(), Optional.empty());
  static final EngineCommand COMPLETE = new EngineCommand.CompleteJob("7", Map.of());
  static final EngineCommand FAIL =
      new EngineCommand.FailJob("7", 2, Optional.empty(), Duration.ZERO, Map.of());
  static final EngineCommand ERROR =
      new EngineCommand.ThrowJobError("7", "NO_MONEY", Optional.empty(), Map.of());
  static final EngineCommand UPDATE =
      new EngineCommand.UpdateJob("7", OptionalInt.of(3), Optional.empty());
  static final EngineCommand CANCEL =
      new EngineCommand.CancelProcessInstance("8", OptionalLong.empty());
  static final EngineCommand SET =
      new EngineCommand.SetVariables("9", Map.of("a", 1), false, OptionalLong.empty());
  static final EngineCommand RESOLVE =
      new EngineCommand.ResolveIncident("10", OptionalLong.empty());
  static final EngineCommand DECIDE =
      new EngineCommand.EvaluateDecision(
          new EngineCommand.Definition.ById("discount", EngineCommand.Definition.ById.LATEST),
          Map.of(),
          Optional.empty());
  static final EngineCommand EVALUATE =
      new EngineCommand.EvaluateConditionals(Map.of(), Optional.empty(), Optional.empty());

  private Commands() {}

  /** A creation that waits for the end of its instance; a zero timeout is the engine's own. */
  static EngineCommand.CreateProcessInstance awaited(Duration timeout) {
    return new EngineCommand.CreateProcessInstance(
        new EngineCommand.Definition.ById("order", EngineCommand.Definition.ById.LATEST),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(new EngineCommand.CreateProcessInstance.Await(timeout, List.of())),
        OptionalLong.empty());
  }

  /** Those that the engine answers without content. */
  static List<EngineCommand> accepted() {
    return List.of(COMPLETE, FAIL, ERROR, UPDATE, CANCEL, SET, RESOLVE);
  }

  static List<EngineCommand> all() {
    return List.of(
        CREATE, PUBLISH, CORRELATE, SIGNAL, COMPLETE, FAIL, ERROR, UPDATE, CANCEL, SET, RESOLVE,
        DECIDE, EVALUATE);
  }

  /** A long poll of ten seconds. */
  static JobActivation activation() {
    return new JobActivation(
        "pay", "worker-1", 32, Duration.ofMinutes(5), Duration.ofSeconds(10), List.of(), List.of());
  }
}
