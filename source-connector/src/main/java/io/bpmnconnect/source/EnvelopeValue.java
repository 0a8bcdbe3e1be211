package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The job with a schema that is the same for all jobs; the variables are a JSON text. */
record EnvelopeValue() implements JobValue {

  private static final Schema SCHEMA =
      JobStruct.schema(
              "io.bpmnconnect.JobEnvelope", 1, SchemaBuilder.string().name(JobStruct.JSON).build())
          .build();

  @Override
  public SchemaAndValue of(ActivatedJob job, Instant activated) {
    return new SchemaAndValue(
        SCHEMA, JobStruct.of(SCHEMA, job, activated, JobJson.write(job.variables())));
  }
}
