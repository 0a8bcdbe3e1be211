package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.it.NeedsCamunda8;

/** The contract on the gRPC gateway of an engine that was brought. */
@NeedsCamunda8(broughtBecause = "the stand-ins of each version have classes of their own")
@Over(EngineType.ZEEBE)
class ZeebeEngineIT extends ZeebeContract {}
