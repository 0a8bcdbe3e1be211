package io.bpmnconnect.connect.mapping;

/**
 * A record or job that a configured field cannot be rendered for. The message names the
 * configuration key and the expression; whoever knows the record adds its coordinates.
 */
public final class MappingException extends RuntimeException {
  public MappingException(String message) {
    super(message);
  }
}
