package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * A job's metadata with a schema. The fields below are part of the public contract: what is added
 * must be optional, and what is there must stay.
 */
final class JobStruct {

  static final String VARIABLES = "variables";

  /** The name of texts that hold JSON, for who wants to tell them from other texts. */
  static final String JSON = "io.bpmnconnect.Json";

  private static final Schema OPTIONAL_JSON = SchemaBuilder.string().name(JSON).optional().build();

  private JobStruct() {}

  /** A schema of the metadata and the variables. */
  static SchemaBuilder schema(String name, int version, Schema variables) {
    return SchemaBuilder.struct()
        .name(name)
        .version(version)
        .field("jobKey", Schema.STRING_SCHEMA)
        .field("type", Schema.STRING_SCHEMA)
        .field("processInstanceKey", Schema.STRING_SCHEMA)
        .field("processDefinitionId", Schema.STRING_SCHEMA)
        .field("processDefinitionVersion", Schema.INT32_SCHEMA)
        .field("processDefinitionKey", Schema.STRING_SCHEMA)
        .field("elementId", Schema.STRING_SCHEMA)
        .field("elementInstanceKey", Schema.STRING_SCHEMA)
        .field(
            "customHeaders",
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).build())
        .field("worker", Schema.STRING_SCHEMA)
        .field("retries", Schema.INT32_SCHEMA)
        .field("deadline", Schema.INT64_SCHEMA)
        .field("activation", Schema.INT64_SCHEMA)
        .field("tenantId", Schema.STRING_SCHEMA)
        .field("kind", Schema.OPTIONAL_STRING_SCHEMA)
        .field("listenerEventType", Schema.OPTIONAL_STRING_SCHEMA)
        .field("businessId", Schema.OPTIONAL_STRING_SCHEMA)
        .field("priority", Schema.OPTIONAL_INT32_SCHEMA)
        .field("rootProcessInstanceKey", Schema.OPTIONAL_STRING_SCHEMA)
        .field("leaseToken", Schema.OPTIONAL_STRING_SCHEMA)
        .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
        .field("userTask", OPTIONAL_JSON)
        .field(VARIABLES, variables);
  }

  /** The struct of one job. */
  static Struct of(Schema schema, ActivatedJob job, Instant activated, Object variables) {
    Struct struct =
        new Struct(schema)
            .put("jobKey", job.key())
            .put("type", job.type())
            .put("processInstanceKey", job.processInstanceKey())
            .put("processDefinitionId", job.processDefinitionId())
            .put("processDefinitionVersion", job.processDefinitionVersion())
            .put("processDefinitionKey", job.processDefinitionKey())
            .put("elementId", job.elementId())
            .put("elementInstanceKey", job.elementInstanceKey())
            .put("customHeaders", texts(job.customHeaders()))
            .put("worker", job.worker())
            .put("retries", job.retries())
            .put("deadline", job.deadline().toEpochMilli())
            .put("activation", activated.toEpochMilli())
            .put("tenantId", job.tenantId());
    ActivatedJob.Details details = job.details();
    put(struct, "kind", details.kind());
    put(struct, "listenerEventType", details.listenerEventType());
    put(struct, "businessId", details.businessId());
    details.priority().ifPresent(priority -> struct.put("priority", priority));
    put(struct, "rootProcessInstanceKey", details.rootProcessInstanceKey());
    put(struct, "leaseToken", details.leaseToken());
    if (!details.tags().isEmpty()) {
      struct.put("tags", details.tags());
    }
    if (!details.userTask().isEmpty()) {
      struct.put("userTask", JobJson.write(details.userTask()));
    }
    return struct.put(VARIABLES, variables);
  }

  private static void put(Struct struct, String field, Optional<String> text) {
    text.ifPresent(value -> struct.put(field, value));
  }

  /** A model's headers are texts; an engine that thinks otherwise is written as JSON. */
  private static Map<String, String> texts(Map<String, Object> headers) {
    Map<String, String> texts = new LinkedHashMap<>();
    headers.forEach(
        (name, value) ->
            texts.put(
                name,
                value == null || value instanceof String ? (String) value : JobJson.write(value)));
    return texts;
  }
}
