package io.bpmnconnect.stack;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The variables that the example's connectors read from the environment of their worker. */
final class EngineEnvironment {

  private EngineEnvironment() {}

  static Map<String, String> of(String type, URI url, Optional<Login> login) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ENGINE_TYPE", type);
    environment.put("ENGINE_URL", url.toString());
    login.ifPresent(
        it -> {
          environment.put("ENGINE_USERNAME", it.user());
          environment.put("ENGINE_PASSWORD", it.password());
        });
    return environment;
  }
}
