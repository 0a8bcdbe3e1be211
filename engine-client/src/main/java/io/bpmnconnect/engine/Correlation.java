package io.bpmnconnect.engine;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which process instances a message is for. Engines differ in what they can be asked by. */
public sealed interface Correlation {

  /**
   * The correlation key, for an adapter whose engines know nothing else.
   *
   * @param product the engine's name, for the message
   * @throws EngineException of kind {@link ErrorKind#UNSUPPORTED} for every other correlation
   */
  default ByKey requireKey(String product) {
    if (this instanceof ByKey byKey) {
      return byKey;
    }
    throw EngineException.of(
        ErrorKind.UNSUPPORTED,
        product
            + " correlates messages by the correlation key of the model only; needs the Camunda 7"
            + " family (engine.type=camunda7)");
  }

  /** What the message is for, for logs and error messages; holds no values of variables. */
  String describe();

  /**
   * By the correlation key that the model computes for each subscription ({@link
   * Feature#CORRELATION_KEY}).
   *
   * @param key empty for a message start event without correlation
   * @param businessId only instances with this business id take the message ({@link
   *     Feature#MESSAGE_BUSINESS_ID})
   */
  record ByKey(String key, Optional<String> businessId) implements Correlation {
    public ByKey {
      Objects.requireNonNull(key);
      Objects.requireNonNull(businessId);
    }

    @Override
    public String describe() {
      return "\"" + key + "\"";
    }
  }

  /** By the business id of the process instance alone ({@link Feature#CORRELATION_VARIABLES}). */
  record ByBusinessId(String businessId) implements Correlation {
    public ByBusinessId {
      Objects.requireNonNull(businessId);
    }

    @Override
    public String describe() {
      return "business id \"" + businessId + "\"";
    }
  }

  /**
   * By variables of the process instance, all of which must be equal ({@link
   * Feature#CORRELATION_VARIABLES}).
   *
   * @param variables of the process instance
   * @param localVariables of the scope that waits for the message
   * @param businessId only instances with this business id
   * @param processInstanceKey only this instance, which keeps the message from starting one
   */
  record ByVariables(
      Map<String, Object> variables,
      Map<String, Object> localVariables,
      Optional<String> businessId,
      Optional<String> processInstanceKey)
      implements Correlation {
    public ByVariables {
      Objects.requireNonNull(variables);
      Objects.requireNonNull(localVariables);
      Objects.requireNonNull(businessId);
      Objects.requireNonNull(processInstanceKey);
    }

    /** Values can be private, and names alone say which rule of the configuration it was. */
    @Override
    public String describe() {
      StringBuilder text = new StringBuilder("variables ").append(variables.keySet());
      if (!localVariables.isEmpty()) {
        text.append(", local variables ").append(localVariables.keySet());
      }
      businessId.ifPresent(id -> text.append(", business id \"").append(id).append('"'));
      processInstanceKey.ifPresent(key -> text.append(", process instance ").append(key));
      return text.toString();
    }
  }
}
