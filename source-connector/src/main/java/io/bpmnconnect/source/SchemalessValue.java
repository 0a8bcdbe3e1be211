package io.bpmnconnect.source;

import io.bpmnconnect.connect.mapping.ConnectValues;
import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import org.apache.kafka.connect.data.SchemaAndValue;

/** The job or its variables as plain Connect data. */
record SchemalessValue(ValueContent content) implements JobValue {

  @Override
  public SchemaAndValue of(ActivatedJob job, Instant activated) {
    Object value =
        content == ValueContent.JOB ? JobDescription.of(job, activated) : job.variables();
    return new SchemaAndValue(null, ConnectValues.toSchemaless(value));
  }
}
