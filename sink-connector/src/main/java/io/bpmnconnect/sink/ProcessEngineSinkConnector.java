package io.bpmnconnect.sink;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.connect.config.ConfigValidation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Turns topic records into process instances, messages and signals of a BPMN process engine.
 *
 * <p>Created and called by the Connect worker; see the Kafka Connect API for threads and life
 * cycle.
 */
public final class ProcessEngineSinkConnector extends SinkConnector {

  private Map<String, String> config = Map.of();

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  @Override
  public ConfigDef config() {
    return SinkSettings.definition();
  }

  @Override
  public Config validate(Map<String, String> connectorConfig) {
    return ConfigValidation.validate(
        SinkSettings.definition(connectorConfig), connectorConfig, SinkSettings::from);
  }

  @Override
  public void start(Map<String, String> connectorConfig) {
    config = Map.copyOf(connectorConfig);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ProcessEngineSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return IntStream.range(0, maxTasks).mapToObj(this::taskConfig).toList();
  }

  private Map<String, String> taskConfig(int task) {
    Map<String, String> own = new HashMap<>(config);
    own.put(SinkSettings.TASK, String.valueOf(task));
    return own;
  }

  @Override
  public void stop() {
    // holds nothing open
  }
}
