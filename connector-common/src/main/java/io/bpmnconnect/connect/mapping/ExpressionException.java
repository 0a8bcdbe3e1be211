package io.bpmnconnect.connect.mapping;

/** An expression that cannot be parsed. The message says what is wrong and where. */
public final class ExpressionException extends RuntimeException {
  ExpressionException(String message) {
    super(message);
  }
}
