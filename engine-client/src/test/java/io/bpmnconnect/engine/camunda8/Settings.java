package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Settings for tests: what a test does not care about is generous. */
record Settings(EngineSettings all) {

  static Settings of(URI url) {
    return new Settings(
        new EngineSettings(
            EngineType.CAMUNDA8,
            url,
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            8,
            "unit-test/1.0",
            NetworkSettings.DEFAULT,
            Map.of()));
  }

  Settings authentication(Authentication value) {
    return with(value, all.connectTimeout(), all.requestTimeout(), all.maxConnections());
  }

  Settings connectTimeout(Duration value) {
    return with(all.authentication(), value, all.requestTimeout(), all.maxConnections());
  }

  Settings requestTimeout(Duration value) {
    return with(all.authentication(), all.connectTimeout(), value, all.maxConnections());
  }

  Settings maxConnections(int value) {
    return with(all.authentication(), all.connectTimeout(), all.requestTimeout(), value);
  }

  CamundaRestEngine open() {
    return new CamundaRestEngine(all);
  }

  private Settings with(
      Authentication authentication,
      Duration connectTimeout,
      Duration requestTimeout,
      int maxConnections) {
    return new Settings(
        new EngineSettings(
            all.type(),
            all.url(),
            authentication,
            connectTimeout,
            requestTimeout,
            maxConnections,
            all.userAgent(),
            NetworkSettings.DEFAULT,
            Map.of()));
  }
}
