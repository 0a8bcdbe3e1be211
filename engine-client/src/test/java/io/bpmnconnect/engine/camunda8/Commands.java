package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.CancelProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.EvaluateConditionals;
import io.bpmnconnect.engine.EngineCommand.EvaluateDecision;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ResolveIncident;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One plain command of each kind, for tests that do not care about its content. */
final class Commands {

  static final EngineCommand CREATE =
      new CreateProcessInstance(
          new Definition.ById("order", Definition.ById.LATEST),
          Map.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          OptionalLong.empty());
  static final EngineCommand PUBLISH =
      new PublishMessage(
          "paid",
          new Correlation.ByKey("o-1", Optional.empty()),
          Duration.ofMinutes(1),
          Optional.empty(),
          Map.of(),
          Optional.empty());
  static final EngineCommand CORRELATE =
      new CorrelateMessage(
          "paid",
          new Correlation.ByKey("o-1", Optional.empty()),
          Map.of(),
          Optional.empty(),
          false);
  static final EngineCommand SIGNAL = new BroadcastSignal("go", Map.of(), Optional.empty());
  static final EngineCommand COMPLETE = new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty());
  static final EngineCommand FAIL =
      new FailJob(JobRef.of("7"), 2, Optional.empty(), Duration.ZERO, Map.of());
  static final EngineCommand ERROR =
      new ThrowJobError(JobRef.of("7"), "NO_MONEY", Optional.empty(), Map.of());
  static final EngineCommand UPDATE =
      new UpdateJob(JobRef.of("7"), OptionalInt.of(3), Optional.empty(), OptionalInt.empty());
  static final EngineCommand RELEASE = new ReleaseJob(JobRef.of("7"), OptionalInt.of(3));
  static final EngineCommand CANCEL = new CancelProcessInstance("8", OptionalLong.empty());
  static final EngineCommand SET =
      new SetVariables("9", Map.of("a", 1), false, OptionalLong.empty());
  static final EngineCommand RESOLVE = new ResolveIncident("10", OptionalLong.empty());
  static final EngineCommand DECIDE =
      new EvaluateDecision(
          new Definition.ById("discount", Definition.ById.LATEST), Map.of(), Optional.empty());
  static final EngineCommand EVALUATE =
      new EvaluateConditionals(Map.of(), Optional.empty(), Optional.empty(), Optional.empty());

  private Commands() {}

  /** A creation that waits for the end of its instance; a zero timeout is the engine's own. */
  static CreateProcessInstance awaited(Duration timeout) {
    return new CreateProcessInstance(
        new Definition.ById("order", Definition.ById.LATEST),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(new CreateProcessInstance.Await(timeout, List.of())),
        false,
        OptionalLong.empty());
  }

  /** Those that the engine answers without content. */
  static List<EngineCommand> accepted() {
    return List.of(COMPLETE, FAIL, ERROR, UPDATE, RELEASE, CANCEL, SET, RESOLVE);
  }

  static List<EngineCommand> all() {
    return List.of(
        CREATE, PUBLISH, CORRELATE, SIGNAL, COMPLETE, FAIL, ERROR, UPDATE, RELEASE, CANCEL, SET,
        RESOLVE, DECIDE, EVALUATE);
  }

  /** A long poll of ten seconds. */
  static JobActivation activation() {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                "pay", Duration.ofMinutes(5), List.of(), List.of(), JobActivation.Filter.ALL)),
        "worker-1",
        32,
        Duration.ofSeconds(10),
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
