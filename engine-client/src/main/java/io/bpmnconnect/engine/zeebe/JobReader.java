package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.ActivatedJob;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.JobKind;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.ListenerEventType;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UserTaskProperties;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the jobs that a gateway gives out, into the words of the engine's REST API. */
final class JobReader {

  private JobReader() {}

  static ActivatedJob job(GatewayOuterClass.ActivatedJob job) {
    return new ActivatedJob(
        Long.toString(job.getKey()),
        job.getType(),
        Long.toString(job.getProcessInstanceKey()),
        Long.toString(job.getProcessDefinitionKey()),
        job.getBpmnProcessId(),
        job.getProcessDefinitionVersion(),
        job.getElementId(),
        Long.toString(job.getElementInstanceKey()),
        JsonText.object(job.getCustomHeaders()),
        job.getWorker(),
        job.getRetries(),
        Instant.ofEpochMilli(job.getDeadline()),
        JsonText.object(job.getVariables()),
        job.getTenantId(),
        details(job));
  }

  private static ActivatedJob.Details details(GatewayOuterClass.ActivatedJob job) {
    boolean listener =
        job.getKind() == JobKind.TASK_LISTENER || job.getKind() == JobKind.EXECUTION_LISTENER;
    return new ActivatedJob.Details(
        job.getKind() == JobKind.UNRECOGNIZED
            ? Optional.empty()
            : Optional.of(job.getKind().name()),
        listener && job.getListenerEventType() != ListenerEventType.UNRECOGNIZED
            ? Optional.of(job.getListenerEventType().name())
            : Optional.empty(),
        List.copyOf(job.getTagsList()),
        Optional.empty(),
        NewerField.JOB_PRIORITY.integer(job),
        Optional.empty(),
        NewerField.JOB_LEASE.text(job),
        job.hasUserTask() ? userTask(job.getUserTask()) : Map.of());
  }

  private static Map<String, Object> userTask(UserTaskProperties task) {
    Map<String, Object> properties = new LinkedHashMap<>();
    if (task.hasAction()) {
      properties.put("action", task.getAction());
    }
    if (task.hasAssignee()) {
      properties.put("assignee", task.getAssignee());
    }
    properties.put("candidateGroups", List.copyOf(task.getCandidateGroupsList()));
    properties.put("candidateUsers", List.copyOf(task.getCandidateUsersList()));
    properties.put("changedAttributes", List.copyOf(task.getChangedAttributesList()));
    if (task.hasDueDate()) {
      properties.put("dueDate", task.getDueDate());
    }
    if (task.hasFollowUpDate()) {
      properties.put("followUpDate", task.getFollowUpDate());
    }
    if (task.hasFormKey()) {
      properties.put("formKey", Long.toString(task.getFormKey()));
    }
    if (task.hasPriority()) {
      properties.put("priority", task.getPriority());
    }
    if (task.hasUserTaskKey()) {
      properties.put("userTaskKey", Long.toString(task.getUserTaskKey()));
    }
    return properties;
  }
}
