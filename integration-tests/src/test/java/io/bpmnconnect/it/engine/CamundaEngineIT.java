package io.bpmnconnect.it.engine;

import static io.bpmnconnect.it.engine.EngineBench.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.SetVariables;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.it.NeedsCamunda8;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the port, through the adapter for the REST API of Camunda 8. */
@NeedsCamunda8(broughtBecause = "the stand-ins of each version have classes of their own")
@Over(EngineType.CAMUNDA8)
@ExtendWith(SharedEngine.class)
class CamundaEngineIT {

  @Nested
  class Activation extends EngineActivationContract {}

  @Nested
  class Commands extends EngineCommandsContract {}

  @Nested
  class Creation extends EngineCreationContract {}

  @Nested
  class Decisions extends EngineDecisionContract {}

  @Nested
  class Instances extends EngineInstanceContract {}

  @Nested
  class Jobs extends EngineJobsContract {}

  @Test
  void anOlderEngineIgnoresALeaseSoItsVersionMustBeAsked(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("leased");

    bench.execute(
        new CompleteJob(
            new JobRef(job.key(), Optional.empty(), Optional.of("no-such-lease")),
            Map.of(),
            Optional.empty()),
        Accepted.class);

    assertThat(result(bench.engine().info()).whyNot(Feature.JOB_LEASE)).isPresent();
  }

  @Test
  void anOlderEngineHasNoReferenceForTheResolutionOfAnIncident(EngineBench bench) throws Exception {
    assertThat(result(bench.engine().info()).whyNot(Feature.INCIDENT_REFERENCE)).isPresent();
  }

  // What the gRPC gateway of the same engine takes

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void anOperationReferenceThatIsNotPositiveIsInvalid(long reference, EngineBench bench) {
    EngineException refusal =
        bench.refusal(
            new CreateProcessInstance(
                new Definition.ById("double", Definition.ById.LATEST),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalLong.of(reference)));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(refusal.detail().orElse("")).contains("operationReference");
  }

  @Test
  void settingNoVariablesIsInvalid(EngineBench bench) throws Exception {
    ActivatedJob job = bench.newJob("set-nothing");

    assertThat(
            bench
                .refusal(
                    new SetVariables(
                        job.processInstanceKey(), Map.of(), false, OptionalLong.empty()))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }
}
