package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.it.NeedsCamunda8;

/** The contract on the gRPC gateway of an engine that was brought. */
@NeedsCamunda8
@Over(EngineType.ZEEBE)
class ZeebeEngineIT extends ZeebeContract {}
