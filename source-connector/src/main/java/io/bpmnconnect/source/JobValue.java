package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.time.Instant;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Makes the value of a job's record. Used by the task's thread only. */
interface JobValue {

  /**
   * The value, with its schema or {@code null} for none.
   *
   * @throws io.bpmnconnect.connect.mapping.MappingException if there can be none
   */
  SchemaAndValue of(ActivatedJob job, Instant activated);

  /** The values of the records of one job type. */
  static JobValue of(String type, RecordConfig config) {
    return switch (config.valueSchema()) {
      case NONE -> new SchemalessValue(config.valueContent());
      case ENVELOPE -> new EnvelopeValue();
      case INFERRED -> new InferredValue(type, config.valueContent());
    };
  }
}
