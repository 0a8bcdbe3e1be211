package io.bpmnconnect.engine.zeebe;

import com.google.protobuf.Message;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance.RuntimeInstruction;
import io.bpmnconnect.engine.EngineCommand.Definition;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.json.PlainJson;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CreateProcessInstanceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceCreationRuntimeInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ProcessInstanceCreationStartInstruction;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TerminateProcessInstanceInstruction;
import java.time.Duration;

/**
 * Says what is asked for in the words of the protocol. An unset field says the same as an empty
 * one.
 */
final class Requests {

  /** The one runtime instruction there is. */
  private static final String TERMINATE = "TERMINATE_PROCESS_INSTANCE";

  private Requests() {}

  static CreateProcessInstanceRequest creation(CreateProcessInstance command) {
    refuse("variables in return", Feature.VARIABLES_IN_RETURN, command.variablesInReturn());
    CreateProcessInstanceRequest.Builder request =
        CreateProcessInstanceRequest.newBuilder()
            .setVariables(PlainJson.text(command.variables()))
            .setTenantId(command.tenantId().orElse(""))
            .addAllTags(command.tags());
    if (command.definition() instanceof ById process) {
      if (process.id().isEmpty()) {
        throw invalid("process definition id must not be empty"); // the engine would look for a key
      }
      request.setBpmnProcessId(process.id()).setVersion(process.version());
    } else if (command.definition() instanceof ByKey process) {
      request.setProcessDefinitionKey(key("process definition key", process.key()));
    } else {
      throw noNumber(command.definition());
    }
    for (String element : command.startElements()) {
      request.addStartInstructions(
          ProcessInstanceCreationStartInstruction.newBuilder().setElementId(element));
    }
    command.runtimeInstructions().forEach(i -> request.addRuntimeInstructions(instruction(i)));
    command.businessId().ifPresent(request::setBusinessId);
    command.operationReference().ifPresent(request::setOperationReference);
    return request.build();
  }

  private static ProcessInstanceCreationRuntimeInstruction instruction(
      RuntimeInstruction instruction) {
    if (!instruction.type().equals(TERMINATE)) {
      throw invalid(
          "a runtime instruction must be " + TERMINATE + ", was \"" + instruction.type() + "\"");
    }
    return ProcessInstanceCreationRuntimeInstruction.newBuilder()
        .setTerminate(
            TerminateProcessInstanceInstruction.newBuilder()
                .setAfterElementId(instruction.afterElementId()))
        .build();
  }

  static ActivateJobsRequest activation(JobActivation activation) {
    JobActivation.OfType ofType = activation.requireAllOfOneType(ZeebeVersions.PRODUCT);
    ActivateJobsRequest.Builder request =
        ActivateJobsRequest.newBuilder()
            .setType(ofType.type())
            .setWorker(activation.worker())
            .setTimeout(millis("job timeout", ofType.timeout()))
            .setMaxJobsToActivate(activation.maxJobs())
            .setRequestTimeout(millis("request timeout", activation.requestTimeout()))
            .addAllFetchVariable(ofType.fetchVariables())
            .addAllTenantIds(activation.tenantIds());
    activation.tenantFilter().map(Requests::filter).ifPresent(request::setTenantFilter);
    NewerField.ACTIVATION_LEASE.set(request, activation.withLease());
    return request.build();
  }

  static StreamActivatedJobsRequest stream(JobActivation activation) {
    JobActivation.OfType ofType = activation.requireAllOfOneType(ZeebeVersions.PRODUCT);
    StreamActivatedJobsRequest.Builder request =
        StreamActivatedJobsRequest.newBuilder()
            .setType(ofType.type())
            .setWorker(activation.worker())
            .setTimeout(millis("job timeout", ofType.timeout()))
            .addAllFetchVariable(ofType.fetchVariables())
            .addAllTenantIds(activation.tenantIds());
    activation.tenantFilter().map(Requests::filter).ifPresent(request::setTenantFilter);
    NewerField.STREAM_LEASE.set(request, activation.withLease());
    return request.build();
  }

  private static io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TenantFilter filter(
      TenantFilter filter) {
    return io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TenantFilter.valueOf(filter.name());
  }

  /** A settlement without the token that the job came with would be refused. */
  static void lease(JobRef job, Message.Builder request, NewerField field) {
    job.lease().ifPresent(token -> field.set(request, token));
  }

  /** The protocol has no version for a decision, which would be evaluated in its latest one. */
  static void refuseVersion(ById decision) {
    if (decision.version() != ById.LATEST) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          ZeebeVersions.PRODUCT
              + " evaluates a decision by its id in its latest version only; another version has a"
              + " key");
    }
  }

  /** What the protocol has no field for must not be left out in silence. */
  static void refuse(String what, Feature feature, boolean asked) {
    if (asked) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          "the gRPC protocol does not know " + what + "; needs " + ZeebeVersions.needs(feature));
    }
  }

  /** Without id and key, the engine would look for a definition with key 0. */
  static EngineException noNumber(Definition definition) {
    return invalid("the version of " + definition + " must be a number");
  }

  static long millis(String name, Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException tooLong) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must fit into 64-bit milliseconds, was " + duration, tooLong);
    }
  }

  static long key(String name, String key) {
    try {
      return Long.parseLong(key);
    } catch (NumberFormatException e) {
      throw EngineException.of(
          ErrorKind.INVALID, name + " must be a decimal number, was \"" + key + "\"", e);
    }
  }

  static EngineException invalid(String message) {
    return EngineException.of(ErrorKind.INVALID, message);
  }
}
