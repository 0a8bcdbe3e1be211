package io.bpmnconnect.it;

import io.bpmnconnect.engine.EngineType;
import java.net.URI;

/** A bad network before the gRPC API of a Camunda 8. */
@NeedsCamunda8
class ZeebeToxicsIT extends ToxicsContract {

  @Override
  EngineType type() {
    return EngineType.ZEEBE;
  }

  @Override
  URI address(TestBench bench) {
    return bench.camunda8().grpcAddress();
  }

  /** Within the first frames. */
  @Override
  int bytes() {
    return 40;
  }
}
