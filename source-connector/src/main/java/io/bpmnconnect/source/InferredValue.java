package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * The job or its variables with a schema of its type, which grows with the variables that are seen:
 * a field comes as optional, and never goes. The version tells how often the schema has grown since
 * the task was started.
 *
 * <p>Used by the task's thread only.
 */
final class InferredValue implements JobValue {

  private final String name;
  private final ValueContent content;
  private Shape shape = Shape.of(Map.of());
  private Schema variables;
  private Schema schema;

  InferredValue(String type, ValueContent content) {
    this.name = "io.bpmnconnect.job." + ShapeSchema.legal(type);
    this.content = content;
    this.variables = ShapeSchema.builder(shape, nameOfVariables()).build();
    this.schema = schema(1);
  }

  @Override
  public SchemaAndValue of(ActivatedJob job, Instant activated) {
    grow(Shape.of(job.variables()));
    Object value =
        content == ValueContent.JOB
            ? JobStruct.of(
                schema, job, activated, ShapeSchema.value(shape, variables, job.variables()))
            : ShapeSchema.value(shape, schema, job.variables());
    return new SchemaAndValue(schema, value);
  }

  private void grow(Shape seen) {
    Shape grown = shape.with(seen).bounded();
    if (grown.equals(shape)) {
      return;
    }
    shape = grown;
    Schema grownVariables = ShapeSchema.builder(grown, nameOfVariables()).build();
    if (!grownVariables.equals(variables)) {
      variables = grownVariables;
      schema = schema(schema.version() + 1);
    }
  }

  private String nameOfVariables() {
    return content == ValueContent.VARIABLES ? name : name + "." + JobStruct.VARIABLES;
  }

  private Schema schema(int version) {
    return content == ValueContent.JOB
        ? JobStruct.schema(name, version, variables).build()
        : ShapeSchema.builder(shape, name).version(version).build();
  }
}
