package io.bpmnconnect.source;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.connect.config.ConfigValidation;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Turns jobs of a BPMN process engine into topic records, and replies on a topic into their
 * settlement.
 *
 * <p>Created and called by the Connect worker; see the Kafka Connect API for threads and life
 * cycle.
 */
public final class ProcessEngineSourceConnector extends SourceConnector {

  private Map<String, String> config = Map.of();

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  @Override
  public ConfigDef config() {
    return SourceSettings.definition();
  }

  @Override
  public Config validate(Map<String, String> connectorConfig) {
    return ConfigValidation.validate(
        SourceSettings.definition(connectorConfig), connectorConfig, SourceSettings::from);
  }

  @Override
  public void start(Map<String, String> connectorConfig) {
    config = Map.copyOf(connectorConfig);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ProcessEngineSourceTask.class;
  }

  /** Spreads the job types over the tasks; with more tasks than types, several share a type. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return JobTypes.spread(config, maxTasks);
  }

  @Override
  public void stop() {
    // holds nothing open
  }
}
