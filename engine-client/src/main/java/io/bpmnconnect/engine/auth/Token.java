package io.bpmnconnect.engine.auth;

import java.time.Duration;

/**
 * A bearer token as its server gave it.
 *
 * @param lifetime how long it is good for, from the request for it on
 */
record Token(String value, Duration lifetime) {

  @Override
  public String toString() {
    return "Token[lifetime=" + lifetime + "]";
  }
}
