package io.bpmnconnect.engine.zeebe;

/** A call that goes on. Safe for use by any thread. */
interface GatewayCall {

  /** Ends the call. What has arrived is still handed on, then its end is told, as of a failure. */
  void cancel();
}
