package io.bpmnconnect.source;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A job's record. Connect hands this very object back when Kafka has it, so the job needs no
 * registry to be found again.
 *
 * <p>The source offset is for people who look: after a restart the engine, not Connect, knows which
 * jobs are open.
 */
final class JobRecord extends SourceRecord {

  private final FetchedJob fetched;

  /**
   * @param key may be {@code null}
   */
  JobRecord(
      FetchedJob fetched,
      Destination destination,
      String key,
      SchemaAndValue value,
      Headers headers) {
    super(
        Map.of("jobType", fetched.job().type()),
        Map.of("jobKey", fetched.job().key()),
        destination.topic(),
        destination.partition().isPresent() ? destination.partition().getAsInt() : null,
        Schema.OPTIONAL_STRING_SCHEMA,
        key,
        value.schema(),
        value.value(),
        null,
        headers);
    this.fetched = fetched;
  }

  FetchedJob fetched() {
    return fetched;
  }
}
