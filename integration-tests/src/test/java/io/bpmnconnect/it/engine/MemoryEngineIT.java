package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of the port, through the adapter for the gRPC gateway, on an engine of 8.8. What its
 * small gateway does not have is left out by its {@link Ability}.
 */
@Over(value = EngineType.ZEEBE, engine = Release.IN_MEMORY_8_8)
@ExtendWith(SharedEngine.class)
class MemoryEngineIT {

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
