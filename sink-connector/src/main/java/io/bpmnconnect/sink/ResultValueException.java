package io.bpmnconnect.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.kafka.connect.errors.DataException;

/** A result that does not become JSON. */
final class ResultValueException extends DataException {

  private static final long serialVersionUID = 1;

  ResultValueException(JsonProcessingException cause) {
    super("a result cannot be written as JSON: " + cause.getOriginalMessage(), cause);
  }
}
