package io.bpmnconnect.it;

import io.bpmnconnect.engine.EngineType;
import java.net.URI;

/** A bad network before an Operaton. */
class ToxicsIT extends ToxicsContract {

  @Override
  EngineType type() {
    return EngineType.CAMUNDA7;
  }

  @Override
  URI address(TestBench bench) {
    return bench.stack().engine().restAddress();
  }
}
