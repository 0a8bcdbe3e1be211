package io.bpmnconnect.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand.CorrelateMessage;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of the port, through the adapter for the gRPC gateway of Zeebe. */
@ExtendWith(SharedEngine.class)
abstract class ZeebeContract {

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
  void whatTheProtocolDoesNotHaveIsUnsupported(EngineBench bench) throws Exception {
    EngineException correlation =
        bench.refusal(
            new CorrelateMessage(
                "paid",
                new Correlation.ByKey("o-1", Optional.empty()),
                Map.of(),
                Optional.empty(),
                false));
    assertThat(correlation.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
  }
}
