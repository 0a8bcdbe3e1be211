package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;

class JobTypesTest {

  private static List<String> spread(String types, int tasks) {
    return JobTypes.spread(Map.of("job.types", types, "topic", "jobs"), tasks).stream()
        .map(config -> config.get("job.types"))
        .toList();
  }

  @Test
  void typesAreDealtOutInTurn() {
    assertThat(spread("a,b,c,d,e", 2)).containsExactly("a,c,e", "b,d");
    assertThat(spread("a,b,c", 3)).containsExactly("a", "b", "c");
    assertThat(spread("a,b,c", 1)).containsExactly("a,b,c");
  }

  @Test
  void withMoreTasksThanTypesSeveralTasksShareAType() {
    assertThat(spread("a,b", 5)).containsExactly("a", "b", "a", "b", "a");
  }

  @Test
  void blanksAndRepetitionsDoNotCount() {
    assertThat(spread(" a , b ,a, b", 2)).containsExactly("a", "b");
  }

  @Test
  void everythingElseOfTheConfigurationButItsNumberIsTheSameForEveryTask() {
    ProcessEngineSourceConnector connector = new ProcessEngineSourceConnector();
    connector.start(SourceConfigs.delivering("job.types", "a,b"));

    assertThat(connector.taskConfigs(2))
        .containsExactly(
            SourceConfigs.delivering("job.types", "a", "task.id", "0"),
            SourceConfigs.delivering("job.types", "b", "task.id", "1"));
    assertThat(connector.taskClass()).isEqualTo(ProcessEngineSourceTask.class);
    assertThat(connector.version()).isEqualTo(new ProcessEngineSourceTask().version());
    connector.stop();
  }

  @Test
  void theConnectorSaysThatItWritesAtLeastOnceAndThatOffsetsCannotBeSet() {
    ProcessEngineSourceConnector connector = new ProcessEngineSourceConnector();
    Map<Map<String, ?>, Map<String, ?>> removed = new HashMap<>();
    removed.put(Map.of("jobType", "a"), null);

    assertThat(connector.exactlyOnceSupport(Map.of())).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    assertThat(connector.alterOffsets(Map.of(), removed)).isTrue();
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    Map.of(), Map.of(Map.of("jobType", "a"), Map.of("jobKey", "7"))))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "offsets of this connector cannot be set: the engine knows which jobs are open");
  }
}
