package io.bpmnconnect.stack.camunda8;

import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.util.List;

/** Writes what an engine has done as the counters that 8.6.0 was seen to publish. */
final class CountersPage {
  private static final List<String> ELEMENT_ACTIONS =
      List.of("activated", "completed", "terminated");
  private static final List<String> JOB_ACTIONS =
      List.of(
          "created", "activated", "completed", "failed", "timed out", "error thrown", "canceled");
  private static final List<String> ELEMENT_TYPES =
      List.of(
          "START_EVENT",
          "END_EVENT",
          "SERVICE_TASK",
          "SCRIPT_TASK",
          "USER_TASK",
          "EXCLUSIVE_GATEWAY",
          "PARALLEL_GATEWAY",
          "INTERMEDIATE_CATCH_EVENT",
          "BOUNDARY_EVENT",
          "AD_HOC_SUB_PROCESS");

  private CountersPage() {}

  static String of(StandInEngine engine) {
    EngineLog log = engine.log();
    StringBuilder page = new StringBuilder();
    line(
        page,
        "zeebe_process_instance_creations_total",
        log.count(Subject.PROCESS_INSTANCE, "created"));
    for (String action : ELEMENT_ACTIONS) {
      element(page, "PROCESS", action, log.count(Subject.PROCESS_INSTANCE, action));
      for (String type : ELEMENT_TYPES) {
        element(page, type, action, log.count(Subject.ELEMENT, action, type));
      }
    }
    for (String action : JOB_ACTIONS) {
      line(
          page,
          "zeebe_job_events_total{action=\"%s\"}".formatted(action),
          log.count(Subject.JOB, action));
    }
    line(
        page,
        "zeebe_incident_events_total{action=\"created\"}",
        log.count(Subject.INCIDENT, "created"));
    line(page, "zeebe_buffered_messages_count", engine.messagesAlive());
    return page.toString();
  }

  private static void element(StringBuilder page, String type, String action, long count) {
    line(
        page,
        "zeebe_element_instance_events_total{type=\"%s\",action=\"%s\"}".formatted(type, action),
        count);
  }

  private static void line(StringBuilder page, String series, long count) {
    page.append(series).append(' ').append(count).append('\n');
  }
}
