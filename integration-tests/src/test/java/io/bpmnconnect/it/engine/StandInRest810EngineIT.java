package io.bpmnconnect.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of the port, through the adapter for REST, on the stand-in for Camunda 8.10. */
@DisplayName("stand-in REST 8.10")
@Over(value = EngineType.CAMUNDA8, standIn = "8.10.9")
@ExtendWith(SharedEngine.class)
class StandInRest810EngineIT {

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
  void aLeasedJobIsSettledWithItsTokenOnly(EngineBench bench) throws Exception {
    bench.startWork("leased");
    ActivatedJob job = bench.awaitJobs(leasing("leased")).get(0);
    Optional<String> lease = job.details().leaseToken();
    assertThat(lease).isPresent();

    EngineException without = bench.refusal(complete(job, Optional.empty()));
    EngineException stale = bench.refusal(complete(job, Optional.of("of-another-worker")));

    assertThat(without.kind()).isNotEqualTo(ErrorKind.LOCK_LOST);
    assertThat(without.detail().orElse("")).contains("must be provided");
    assertThat(stale.kind()).isEqualTo(ErrorKind.LOCK_LOST);
    bench.execute(complete(job, lease), Accepted.class);
    assertThat(bench.awaitJob("leased-second").processInstanceKey())
        .isEqualTo(job.processInstanceKey());
  }

  private static CompleteJob complete(ActivatedJob job, Optional<String> lease) {
    return new CompleteJob(
        new JobRef(job.key(), Optional.empty(), lease), Map.of(), Optional.empty());
  }

  private static JobActivation leasing(String type) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(
                type, Duration.ofMinutes(1), List.of(), List.of(), JobActivation.Filter.ALL)),
        "worker-1",
        1,
        Duration.ofSeconds(5),
        List.of(),
        Optional.empty(),
        true,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
