package io.bpmnconnect.engine.gobpmn;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineOption;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** go-bpmn over its HTTP API. */
public final class GoBpmnAdapter implements EngineAdapter {

  private static final List<EngineInfo> KNOWN = List.of(GoBpmnEngine.INFO);

  private static final Set<EngineTrait> TRAITS =
      Collections.unmodifiableSet(
          EnumSet.of(
              EngineTrait.SETTLES_BY_WORKER,
              EngineTrait.KINDS_OF_WORK,
              EngineTrait.BUFFERS_MESSAGES,
              EngineTrait.KEEPS_MESSAGE_IDS,
              EngineTrait.UNIQUE_BUSINESS_ID,
              EngineTrait.TEXT_VERSIONS));

  static final EngineOption ENCRYPTED_VARIABLES =
      EngineOption.names(
          "encrypted.variables",
          "Encrypted variables",
          "Names of the variables that go-bpmn is asked to encrypt when it stores them. The engine"
              + " must have an encryption key.");

  @Override
  public EngineType type() {
    return EngineType.GO_BPMN;
  }

  @Override
  public Set<EngineTrait> traits() {
    return TRAITS;
  }

  @Override
  public List<EngineInfo> known() {
    return KNOWN;
  }

  @Override
  public List<EngineOption> options() {
    return List.of(ENCRYPTED_VARIABLES);
  }

  @Override
  public ProcessEngine open(EngineSettings settings) {
    return new GoBpmnEngine(settings);
  }
}
