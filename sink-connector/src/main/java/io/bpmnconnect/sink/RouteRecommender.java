package io.bpmnconnect.sink;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.engine.Operation;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Recommender;

/**
 * Tells user interfaces which keys of a route apply: those of its operation, or all while it is not
 * known.
 */
record RouteRecommender(String prefix, RouteField field) implements Recommender {

  /** Recommends every operation. */
  static final Recommender OPERATIONS =
      new Recommender() {
        @Override
        public List<Object> validValues(String name, Map<String, Object> config) {
          return List.copyOf(OperationChoice.NAMES);
        }

        @Override
        public boolean visible(String name, Map<String, Object> config) {
          return true;
        }
      };

  @Override
  public List<Object> validValues(String name, Map<String, Object> config) {
    return List.of();
  }

  @Override
  public boolean visible(String name, Map<String, Object> config) {
    Object operation = config.get(prefix + RouteConfig.OPERATION);
    return !OperationChoice.NAMES.contains(String.valueOf(operation))
        || OperationFields.of(Checks.constant(Operation.class, (String) operation)).has(field);
  }
}
