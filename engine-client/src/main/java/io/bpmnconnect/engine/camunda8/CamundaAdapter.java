package io.bpmnconnect.engine.camunda8;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Camunda 8 over its REST API. */
public final class CamundaAdapter implements EngineAdapter {

  private static final Set<EngineTrait> TRAITS =
      Collections.unmodifiableSet(
          EnumSet.of(
              EngineTrait.LOCKS_END,
              EngineTrait.RELEASES_BY_FAILING,
              EngineTrait.COUNTS_RETRIES,
              EngineTrait.HOLDS_REQUESTS,
              EngineTrait.BUFFERS_MESSAGES,
              EngineTrait.KEEPS_MESSAGE_IDS,
              EngineTrait.UNIQUE_BUSINESS_ID));

  @Override
  public EngineType type() {
    return EngineType.CAMUNDA8;
  }

  @Override
  public Set<EngineTrait> traits() {
    return TRAITS;
  }

  @Override
  public List<EngineInfo> known() {
    return CamundaVersions.known();
  }

  @Override
  public Optional<String> oldestVersion() {
    return Optional.of("8.6");
  }

  @Override
  public Optional<URI> cloudAddress(String region, String cluster, Optional<String> domain) {
    return Optional.of(
        URI.create("https://" + region + "." + domain.orElse("api.camunda.io") + "/" + cluster));
  }

  @Override
  public ProcessEngine open(EngineSettings settings) {
    return new CamundaRestEngine(settings);
  }
}
