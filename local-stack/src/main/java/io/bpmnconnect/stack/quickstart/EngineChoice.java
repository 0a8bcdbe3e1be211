package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.BroughtEngine;
import io.bpmnconnect.stack.Camunda8;
import io.bpmnconnect.stack.Login;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * An engine that the user brings.
 *
 * @param dialect which kind it is
 * @param url its REST API
 * @param grpcUrl its gRPC API, when that is not at the usual place; of Camunda 8 only
 * @param metricsUrl its counters, when they are not at the usual place; of Camunda 8 only
 */
record EngineChoice(Dialect dialect, URI url, Optional<URI> grpcUrl, Optional<URI> metricsUrl) {

  /**
   * The engine.
   *
   * @param environment may have a login for it, as {@code ENGINE_USERNAME} and {@code
   *     ENGINE_PASSWORD}
   */
  BroughtEngine engine(Map<String, String> environment) {
    Optional<Login> login =
        Optional.ofNullable(environment.get("ENGINE_USERNAME"))
            .map(user -> new Login(user, environment.getOrDefault("ENGINE_PASSWORD", "")));
    return switch (dialect) {
      case CAMUNDA7 -> BroughtEngine.camunda7(url, login);
      case CAMUNDA8 -> BroughtEngine.camunda8(camunda8());
      case ZEEBE -> BroughtEngine.zeebe(camunda8());
      case GO_BPMN -> BroughtEngine.goBpmn(url, login);
    };
  }

  private Camunda8 camunda8() {
    return Camunda8.at(url, grpcUrl, metricsUrl);
  }
}
