package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.EngineException;

/** What an operator can do about an error that stops a task. */
public final class LoginAdvice {

  private LoginAdvice() {}

  /** Goes on from the error's message; empty where the error says it. */
  public static String of(EngineException refusal) {
    if (refusal.isOfProxy()) {
      return ". The proxy on the way does not accept the credentials: set or correct engine.proxy.*";
    }
    return switch (refusal.kind()) {
      case UNAUTHENTICATED ->
          refusal.isLogin()
              ? ". Without a token the engine cannot be asked: correct engine.auth.* (or"
                  + " camunda.cloud.*)"
              : ". The engine does not accept the credentials: correct engine.auth.* (or"
                  + " camunda.cloud.*)";
      case FORBIDDEN ->
          ". The engine does not allow these credentials to do it: give them the"
              + " permission, or set others in engine.auth.* (or camunda.cloud.*)";
      default -> "";
    };
  }
}
