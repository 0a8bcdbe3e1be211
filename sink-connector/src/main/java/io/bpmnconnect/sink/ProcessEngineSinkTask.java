package io.bpmnconnect.sink;

import io.bpmnconnect.connect.ConnectorVersion;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell that Connect drives; everything is in the {@link SinkPipeline} that it starts. */
public final class ProcessEngineSinkTask extends SinkTask {

  private static final Logger log = LoggerFactory.getLogger(ProcessEngineSinkTask.class);

  private SinkPipeline pipeline;

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  @Override
  public void start(Map<String, String> config) {
    SinkSettings settings = SinkSettings.parse(config);
    log.info("Starts with this configuration:\n{}", SinkSettings.describe(config));
    pipeline = SinkPipeline.start(settings, context);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    pipeline.open();
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    pipeline.put(records);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    return pipeline.committable(delivered);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    pipeline.forget(partitions);
  }

  @Override
  public void stop() {
    // Connect also stops a task whose start failed.
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
