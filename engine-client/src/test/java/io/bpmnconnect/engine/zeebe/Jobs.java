package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.ActivatedJob;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.JobKind;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob.ListenerEventType;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UserTaskProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Jobs as a gateway gives them out. */
final class Jobs {

  private Jobs() {}

  static GatewayOuterClass.ActivatedJob job(long key) {
    return GatewayOuterClass.ActivatedJob.newBuilder()
        .setKey(key)
        .setType("pay")
        .setVariables("{}")
        .setCustomHeaders("{}")
        .build();
  }

  static GatewayOuterClass.ActivatedJob listenerJob(long key) {
    return GatewayOuterClass.ActivatedJob.newBuilder()
        .setKey(key)
        .setType("pay")
        .setProcessInstanceKey(2)
        .setProcessDefinitionKey(3)
        .setBpmnProcessId("order")
        .setProcessDefinitionVersion(4)
        .setElementId("task")
        .setElementInstanceKey(5)
        .setCustomHeaders("{\"h\":\"1\"}")
        .setWorker("w-1")
        .setRetries(3)
        .setDeadline(1_000)
        .setVariables("{\"amount\":9007199254740993}")
        .setTenantId("t-1")
        .setKind(JobKind.TASK_LISTENER)
        .setListenerEventType(ListenerEventType.COMPLETING)
        .addTags("vip")
        .setUserTask(
            UserTaskProperties.newBuilder()
                .setAction("complete")
                .addCandidateUsers("bob")
                .setPriority(50)
                .setUserTaskKey(6))
        .build();
  }

  static ActivatedJob expectedListenerJob(long key) {
    return new ActivatedJob(
        Long.toString(key),
        "pay",
        "2",
        "3",
        "order",
        4,
        "task",
        "5",
        Map.of("h", "1"),
        "w-1",
        3,
        Instant.ofEpochSecond(1),
        Map.of("amount", 9_007_199_254_740_993L),
        "t-1",
        new ActivatedJob.Details(
            Optional.of("TASK_LISTENER"),
            Optional.of("COMPLETING"),
            List.of("vip"),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(
                "action",
                "complete",
                "candidateGroups",
                List.of(),
                "candidateUsers",
                List.of("bob"),
                "changedAttributes",
                List.of(),
                "priority",
                50,
                "userTaskKey",
                "6")));
  }
}
