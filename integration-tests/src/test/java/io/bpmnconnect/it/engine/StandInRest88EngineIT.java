package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of the port, through the adapter for REST, on the stand-in for Camunda 8.8. */
@DisplayName("stand-in REST 8.8")
@Over(value = EngineType.CAMUNDA8, standIn = "8.8.9")
@ExtendWith(SharedEngine.class)
class StandInRest88EngineIT {

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
}
