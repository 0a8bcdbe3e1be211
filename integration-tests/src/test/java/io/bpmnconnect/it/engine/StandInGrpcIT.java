package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contract on the gRPC gateway of the stand-in, for each version that it plays. */
@DisplayName("stand-in gRPC")
class StandInGrpcIT {

  @Nested
  @DisplayName("stand-in gRPC 8.6")
  @Over(value = EngineType.ZEEBE, standIn = "8.6.9")
  class Of8x6 extends ZeebeContract {}

  @Nested
  @DisplayName("stand-in gRPC 8.7")
  @Over(value = EngineType.ZEEBE, standIn = "8.7.9")
  class Of8x7 extends ZeebeContract {}

  @Nested
  @DisplayName("stand-in gRPC 8.8")
  @Over(value = EngineType.ZEEBE, standIn = "8.8.9")
  class Of8x8 extends ZeebeContract {}

  @Nested
  @DisplayName("stand-in gRPC 8.9")
  @Over(value = EngineType.ZEEBE, standIn = "8.9.9")
  class Of8x9 extends ZeebeContract {}

  @Nested
  @DisplayName("stand-in gRPC 8.10")
  @Over(value = EngineType.ZEEBE, standIn = "8.10.6")
  class Of8x10 extends ZeebeContract {}
}
