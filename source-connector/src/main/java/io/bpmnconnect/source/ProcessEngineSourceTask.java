package io.bpmnconnect.source;

import io.bpmnconnect.connect.ConnectorVersion;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell that Connect drives; everything is in the {@link SourcePipeline} that it starts. */
public final class ProcessEngineSourceTask extends SourceTask {

  private static final Logger log = LoggerFactory.getLogger(ProcessEngineSourceTask.class);

  private SourcePipeline pipeline;

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  @Override
  public void start(Map<String, String> config) {
    SourceSettings settings = SourceSettings.parse(config);
    log.info("Starts with this configuration:\n{}", SourceSettings.describe(config));
    pipeline = SourcePipeline.start(settings, context);
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    return pipeline.poll();
  }

  /**
   * Connect gives back the record that {@link #poll()} returned, whatever a transformation made.
   */
  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    if (metadata == null) {
      pipeline.dropped((JobRecord) record);
    } else {
      pipeline.written((JobRecord) record);
    }
  }

  @Override
  public void stop() {
    // Connect also stops a task whose start failed.
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
