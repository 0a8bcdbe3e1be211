package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineMetricsTest {
  // From an 8.6.0 engine, which ends its labels with a comma; partition 2 added.
  private static final String TEXT =
      """
      # HELP zeebe_job_events_total Number of job events
      # TYPE zeebe_job_events_total counter
      zeebe_job_events_total{action="activated",partition="1",type="pay",job_kind="BPMN_ELEMENT",} 5.0
      zeebe_job_events_total{action="activated",partition="2",type="pay",job_kind="BPMN_ELEMENT",} 7.0
      zeebe_job_events_total{action="activated",partition="1",type="ship",job_kind="BPMN_ELEMENT",} 1.0
      zeebe_job_events_total{action="error thrown",partition="1",type="pay",job_kind="BPMN_ELEMENT",} 1.0
      zeebe_element_instance_events_total{action="completed",type="PROCESS",partition="1",eventType="UNSPECIFIED",} 3.0
      zeebe_element_instance_events_total{action="completed",type="END_EVENT",partition="1",eventType="NONE",} 3.0
      process_start_time_seconds 1.795243023302E9
      jvm_limit{id="a \\"quoted\\", name"} +Inf
      disk_free NaN
      """;

  private final EngineMetrics metrics = EngineMetrics.parse(TEXT);

  @Test
  void sumsOverTheSeriesThatMatch() {
    assertThat(metrics.jobsActivated()).isEqualTo(13);
    assertThat(metrics.value("zeebe_job_events_total", "action", "activated", "type", "pay"))
        .isEqualTo(12);
    assertThat(metrics.jobErrorsThrown()).isEqualTo(1);
    assertThat(metrics.processInstancesCompleted()).isEqualTo(3);
  }

  @Test
  void readsSeriesWithoutLabels() {
    assertThat(metrics.value("process_start_time_seconds")).isEqualTo(1_795_243_023L);
  }

  @Test
  void readsLabelsWithQuotesAndCommas() {
    assertThat(metrics.samples())
        .filteredOn(sample -> sample.metric().equals("jvm_limit"))
        .singleElement()
        .satisfies(sample -> assertThat(sample.labels()).hasSize(1));
  }

  @Test
  void takesACounterThatHasNotBegunAsZero() {
    assertThat(metrics.jobsTimedOut()).isZero();
    assertThat(metrics.value("no_such_metric")).isZero();
  }

  @Test
  void refusesAnswersOfAnotherFormat() {
    assertThatThrownBy(() -> EngineMetrics.parse("<html>"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("<html>");
  }

  @Test
  void refusesLabelsWithoutValue() {
    assertThatThrownBy(() -> metrics.value("zeebe_job_events_total", "action"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
