package io.bpmnconnect.engine.factory;

import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.Await;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.JobRef;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Commands with as little as they can have, and each of them once more for each of its fields with
 * another value there. A field of a new type has to be added here: until then the test fails.
 */
final class CommandSamples {

  /** A command that differs from the smallest one in one field only. */
  record Variant(String field, EngineCommand smallest, EngineCommand changed) {
    @Override
    public String toString() {
      return field;
    }
  }

  private final EngineType engine;

  CommandSamples(EngineType engine) {
    this.engine = engine;
  }

  List<Variant> all() {
    return Arrays.stream(EngineCommand.class.getPermittedSubclasses())
        .flatMap(
            type ->
                type.isRecord() ? Stream.of(type) : Arrays.stream(type.getPermittedSubclasses()))
        .flatMap(type -> variants(type).stream())
        .toList();
  }

  private List<Variant> variants(Class<?> type) {
    RecordComponent[] fields = type.getRecordComponents();
    Object[] smallest = Arrays.stream(fields).map(this::smallest).toArray();
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      for (Object other : others(type, fields[i])) {
        Object[] changed = smallest.clone();
        changed[i] = other;
        variants.add(
            new Variant(
                type.getSimpleName() + "." + fields[i].getName() + " = " + shown(other),
                command(type, fields, smallest),
                command(type, fields, changed)));
      }
    }
    return variants;
  }

  /** A job reference shows its key only. */
  private static String shown(Object value) {
    return value instanceof JobRef job
        ? job.key() + " " + job.worker().orElse("") + " " + job.lease().orElse("")
        : value.toString();
  }

  private static EngineCommand command(Class<?> type, RecordComponent[] fields, Object[] values) {
    try {
      Class<?>[] types = Arrays.stream(fields).map(RecordComponent::getType).toArray(Class[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (EngineCommand) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getSimpleName(), e);
    }
  }

  private String key(int number) {
    return engine == EngineType.GO_BPMN ? "2026-11-21/" + number : Integer.toString(number);
  }

  private Object smallest(RecordComponent field) {
    Class<?> type = field.getType();
    if (type == Optional.class) {
      return Optional.empty();
    } else if (type == OptionalInt.class) {
      // A command that changes nothing, or cannot give a job back, is refused for that.
      return field.getName().equals("retries") ? OptionalInt.of(3) : OptionalInt.empty();
    } else if (type == OptionalLong.class) {
      return OptionalLong.empty();
    } else if (type == Map.class) {
      return Map.of();
    } else if (type == List.class) {
      return List.of();
    } else if (type == boolean.class) {
      return false;
    } else if (type == int.class) {
      return 3;
    } else if (type == Duration.class) {
      return Duration.ZERO;
    } else if (type == String.class) {
      return field.getName().endsWith("Key") ? key(1) : "a";
    } else if (type == JobRef.class) {
      return new JobRef(key(1), Optional.of("worker-1"), Optional.empty());
    } else if (type == Definition.class) {
      return new Definition.ById("order", Definition.ById.LATEST);
    } else if (type == Correlation.class) {
      return engine == EngineType.CAMUNDA7
          ? new Correlation.ByBusinessId("b-1")
          : new Correlation.ByKey("o-1", Optional.empty());
    }
    throw new IllegalStateException("no sample of " + field);
  }

  private List<Object> others(Class<?> command, RecordComponent field) {
    Class<?> type = field.getType();
    if (type == Optional.class) {
      return othersOfOptional(field);
    } else if (type == OptionalInt.class) {
      return List.of(OptionalInt.of(7));
    } else if (type == OptionalLong.class) {
      return List.of(OptionalLong.of(7));
    } else if (type == Map.class) {
      return List.of(Map.of("amount", 5));
    } else if (type == List.class) {
      return field.getGenericType().getTypeName().contains(RuntimeInstruction.class.getTypeName())
          ? List.of(List.of(new RuntimeInstruction("TERMINATE_PROCESS_INSTANCE", "pay")))
          : List.of(List.of("region:eu"));
    } else if (type == boolean.class) {
      return List.of(true);
    } else if (type == int.class) {
      return List.of(0);
    } else if (type == Duration.class) {
      return List.of(Duration.ofSeconds(7));
    } else if (type == String.class) {
      return List.of(field.getName().endsWith("Key") ? key(2) : "b");
    } else if (type == JobRef.class) {
      return List.of(
          new JobRef(key(2), Optional.of("worker-1"), Optional.empty()),
          new JobRef(key(1), Optional.of("worker-2"), Optional.empty()),
          new JobRef(key(1), Optional.of("worker-1"), Optional.of("lease-1")));
    } else if (type == Definition.class) {
      return List.of(
          new Definition.ById("other", Definition.ById.LATEST),
          new Definition.ById("order", 3),
          new Definition.ByVersion("order", "4"),
          new Definition.ByKey("5"));
    } else if (type == Correlation.class) {
      return correlations();
    }
    throw new IllegalStateException("no other sample of " + field + " of " + command);
  }

  private List<Object> othersOfOptional(RecordComponent field) {
    String type = field.getGenericType().getTypeName();
    if (type.contains(Await.class.getTypeName())) {
      return List.of(
          Optional.of(new Await(Duration.ofSeconds(7), List.of())),
          Optional.of(new Await(Duration.ofSeconds(8), List.of("amount"))));
    } else if (type.contains("Map")) {
      return List.of(Optional.of(Map.of("type", "userTask")));
    } else if (type.contains("Duration")) {
      return List.of(Optional.of(Duration.ofSeconds(7)));
    } else if (type.contains("String")) {
      return List.of(Optional.of(field.getName().endsWith("Key") ? key(2) : "b"));
    }
    throw new IllegalStateException("no sample of " + type);
  }

  private List<Object> correlations() {
    return List.of(
        new Correlation.ByKey("o-2", Optional.empty()),
        new Correlation.ByKey("o-1", Optional.of("b-2")),
        new Correlation.ByBusinessId("b-2"),
        byVariables(Map.of("iban", "DE02"), Map.of(), Optional.empty(), Optional.empty()),
        byVariables(Map.of(), Map.of("iban", "DE02"), Optional.empty(), Optional.empty()),
        byVariables(Map.of(), Map.of(), Optional.of("b-2"), Optional.empty()),
        byVariables(Map.of(), Map.of(), Optional.empty(), Optional.of(key(2))));
  }

  private static Correlation byVariables(
      Map<String, Object> variables,
      Map<String, Object> local,
      Optional<String> businessId,
      Optional<String> instance) {
    return new Correlation.ByVariables(variables, local, businessId, instance);
  }
}
