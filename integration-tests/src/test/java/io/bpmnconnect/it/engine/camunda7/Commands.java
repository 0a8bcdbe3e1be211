package io.bpmnconnect.it.engine.camunda7;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Commands with nothing in them that a test does not care about. */
final class Commands {

  private Commands() {}

  static CreateProcessInstance create(String process) {
    return create(new ById(process, ById.LATEST), Optional.empty());
  }

  static CreateProcessInstance create(Definition definition, Optional<String> tenant) {
    return create(definition, tenant, List.of(), Optional.empty());
  }

  static CreateProcessInstance create(
      Definition definition,
      Optional<String> tenant,
      List<String> startElements,
      Optional<String> businessId) {
    return new CreateProcessInstance(
        definition,
        Map.of(),
        tenant,
        startElements,
        List.of(),
        List.of(),
        businessId,
        Optional.empty(),
        false,
        OptionalLong.empty());
  }

  static CorrelateMessage correlate(String message, Correlation correlation) {
    return new CorrelateMessage(message, correlation, Map.of(), Optional.empty(), false);
  }

  static PublishMessage publish(String message, Correlation correlation, Duration timeToLive) {
    return new PublishMessage(
        message, correlation, timeToLive, Optional.empty(), Map.of(), Optional.empty());
  }

  static Correlation byVariable(String name, Object value) {
    return new Correlation.ByVariables(
        Map.of(name, value), Map.of(), Optional.empty(), Optional.empty());
  }

  static JobRef by(String worker, String key) {
    return new JobRef(key, Optional.of(worker), Optional.empty());
  }

  static JobRef leased(String lease, String key) {
    return new JobRef(key, Optional.empty(), Optional.of(lease));
  }

  static CompleteJob complete(JobRef job) {
    return new CompleteJob(job, Map.of(), Optional.empty());
  }

  static FailJob fail(JobRef job, int retries) {
    return new FailJob(job, retries, Optional.of("out of paper"), Duration.ZERO, Map.of());
  }

  static ThrowJobError error(JobRef job, String code) {
    return new ThrowJobError(job, code, Optional.of("no money"), Map.of());
  }

  static UpdateJob extend(JobRef job, Duration timeout) {
    return new UpdateJob(job, OptionalInt.empty(), Optional.of(timeout), OptionalInt.empty());
  }

  static UpdateJob retries(JobRef job, int retries) {
    return new UpdateJob(job, OptionalInt.of(retries), Optional.empty(), OptionalInt.empty());
  }

  static ReleaseJob release(JobRef job) {
    return new ReleaseJob(job, OptionalInt.empty());
  }
}
