package io.bpmnconnect.it;

import io.bpmnconnect.engine.EngineType;
import java.net.URI;

/** A bad network before the REST API of a Camunda 8. */
@NeedsCamunda8
class Camunda8ToxicsIT extends ToxicsContract {

  @Override
  EngineType type() {
    return EngineType.CAMUNDA8;
  }

  @Override
  URI address(TestBench bench) {
    return bench.stack().engine().restAddress();
  }
}
