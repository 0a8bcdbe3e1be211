package io.bpmnconnect.engine.gobpmn;

/** One version of a deployed process; the version is any text. */
record ProcessVersion(int id, String bpmnProcessId, String version) {}
