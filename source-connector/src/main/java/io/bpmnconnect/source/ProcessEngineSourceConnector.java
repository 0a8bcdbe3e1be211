package io.bpmnconnect.source;

import io.bpmnconnect.connect.ConnectorVersion;
import io.bpmnconnect.connect.config.ConfigValidation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
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
    List<Map<String, String>> tasks = JobTypes.spread(config, maxTasks);
    for (int task = 0; task < tasks.size(); task++) {
      tasks.get(task).put(SourceSettings.TASK, String.valueOf(task));
    }
    return tasks;
  }

  /** Jobs are written at least once: the engine gives a job again whose lock has ended. */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
    return ExactlyOnceSupport.UNSUPPORTED;
  }

  /**
   * Offsets can be removed, which changes nothing: the engine, not Connect, knows which jobs are
   * open.
   *
   * @throws ConnectException if one is to be set
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
    if (offsets.values().stream().anyMatch(Objects::nonNull)) {
      throw new ConnectException(
          "offsets of this connector cannot be set: the engine knows which jobs are open");
    }
    return true;
  }

  @Override
  public void stop() {
    // holds nothing open
  }
}
