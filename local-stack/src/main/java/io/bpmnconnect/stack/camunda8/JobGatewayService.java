package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.Message;
import io.bpmnconnect.stack.camunda8.StandInEngine.OpenStream;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TenantFilter;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The methods of jobs as well. Thread-safe. */
final class JobGatewayService extends GatewayService {

  JobGatewayService(StandInEngine engine) {
    super(engine);
  }

  /** A job for a client that has gone meanwhile goes back, as with a real gateway. */
  @Override
  public void activateJobs(
      ActivateJobsRequest request, StreamObserver<ActivateJobsResponse> observer) {
    Answers.refusing(
        observer,
        () -> {
          check("maxJobsToActivate", request.getMaxJobsToActivate());
          ServerCallStreamObserver<ActivateJobsResponse> call =
              (ServerCallStreamObserver<ActivateJobsResponse>) observer;
          CompletableFuture<List<ActivatedJob>> jobs = engine.activate(asked(request));
          call.setOnCancelHandler(() -> engine.forget(jobs));
          jobs.thenAccept(given -> hand(given, call));
        });
  }

  private void hand(List<ActivatedJob> jobs, ServerCallStreamObserver<ActivateJobsResponse> call) {
    if (call.isCancelled()) {
      jobs.forEach(this::giveBack);
      return;
    }
    if (!jobs.isEmpty()) {
      ActivateJobsResponse.Builder answer = ActivateJobsResponse.newBuilder();
      jobs.forEach(job -> answer.addJobs(GatewayMessages.job(job, engine.version())));
      call.onNext(answer.build());
    }
    call.onCompleted();
  }

  private JobRequest asked(ActivateJobsRequest request) {
    boolean assigned = has(9) && request.getTenantFilter() == TenantFilter.ASSIGNED;
    return asked(
        request.getType(),
        request.getWorker(),
        request.getMaxJobsToActivate(),
        request.getTimeout(),
        request.getRequestTimeout(),
        request.getFetchVariableList(),
        assigned ? List.of() : request.getTenantIdsList(),
        has(10) && GatewayFields.flag(request, GatewayFields.ACTIVATION_WITH_LEASE));
  }

  @Override
  public void streamActivatedJobs(
      StreamActivatedJobsRequest request, StreamObserver<GatewayOuterClass.ActivatedJob> observer) {
    Answers.refusing(
        observer,
        () -> {
          ServerCallStreamObserver<GatewayOuterClass.ActivatedJob> call =
              (ServerCallStreamObserver<GatewayOuterClass.ActivatedJob>) observer;
          OpenStream stream = engine.stream(asked(request), job -> push(job, call));
          call.setOnCancelHandler(stream::close);
        });
  }

  private void push(
      ActivatedJob job, ServerCallStreamObserver<GatewayOuterClass.ActivatedJob> call) {
    if (call.isCancelled()) {
      giveBack(job);
    } else {
      call.onNext(GatewayMessages.job(job, engine.version()));
    }
  }

  private JobRequest asked(StreamActivatedJobsRequest request) {
    boolean assigned = has(9) && request.getTenantFilter() == TenantFilter.ASSIGNED;
    return asked(
        request.getType(),
        request.getWorker(),
        1,
        request.getTimeout(),
        0,
        request.getFetchVariableList(),
        assigned ? List.of() : request.getTenantIdsList(),
        has(10) && GatewayFields.flag(request, GatewayFields.STREAM_WITH_LEASE));
  }

  private static JobRequest asked(
      String type,
      String worker,
      int maxJobs,
      long lock,
      long wait,
      List<String> fetch,
      List<String> tenants,
      boolean withLease) {
    check("timeout", lock);
    if (type.isBlank()) {
      throw new Refusal(Refusal.Kind.INVALID_ARGUMENT, "the type of the jobs must not be blank");
    }
    return new JobRequest(
        type,
        worker,
        maxJobs,
        Duration.ofMillis(lock),
        Duration.ofMillis(wait),
        List.copyOf(fetch),
        List.copyOf(tenants),
        withLease);
  }

  private static void check(String name, long number) {
    if (number < 1) {
      throw new Refusal(
          Refusal.Kind.INVALID_ARGUMENT, name + " must be greater than zero, was " + number);
    }
  }

  private void giveBack(ActivatedJob job) {
    engine.fail(
        job.key(),
        job.retries(),
        "",
        Duration.ZERO,
        JsonNodeFactory.instance.objectNode(),
        job.lease());
  }

  @Override
  public void completeJob(
      CompleteJobRequest request, StreamObserver<CompleteJobResponse> observer) {
    Answers.of(
        observer,
        () -> {
          Optional<JsonNode> result =
              has(8) && request.hasResult()
                  ? Optional.of(GatewayMessages.result(request.getResult()))
                  : Optional.empty();
          engine.complete(
              request.getJobKey(),
              GatewayMessages.variables(request.getVariables()),
              result,
              of810(request, GatewayFields.COMPLETION_BUSINESS_ID),
              of810(request, GatewayFields.COMPLETION_LEASE_TOKEN));
          return CompleteJobResponse.getDefaultInstance();
        });
  }

  @Override
  public void failJob(FailJobRequest request, StreamObserver<FailJobResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.fail(
              request.getJobKey(),
              request.getRetries(),
              request.getErrorMessage(),
              Duration.ofMillis(request.getRetryBackOff()),
              GatewayMessages.variables(request.getVariables()),
              of810(request, GatewayFields.FAILURE_LEASE_TOKEN));
          return FailJobResponse.getDefaultInstance();
        });
  }

  @Override
  public void throwError(ThrowErrorRequest request, StreamObserver<ThrowErrorResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.throwError(
              request.getJobKey(),
              request.getErrorCode(),
              request.getErrorMessage(),
              GatewayMessages.variables(request.getVariables()),
              of810(request, GatewayFields.ERROR_LEASE_TOKEN));
          return ThrowErrorResponse.getDefaultInstance();
        });
  }

  @Override
  public void updateJobRetries(
      UpdateJobRetriesRequest request, StreamObserver<UpdateJobRetriesResponse> observer) {
    Answers.of(
        observer,
        () -> {
          engine.update(
              request.getJobKey(),
              new JobUpdate(
                  OptionalInt.of(request.getRetries()), Optional.empty(), OptionalInt.empty()),
              of810(request, GatewayFields.UPDATE_LEASE_TOKEN));
          return UpdateJobRetriesResponse.getDefaultInstance();
        });
  }

  @Override
  public void updateJobTimeout(
      UpdateJobTimeoutRequest request, StreamObserver<UpdateJobTimeoutResponse> observer) {
    Answers.of(
        observer,
        () -> {
          Duration lock = Duration.ofMillis(request.getTimeout());
          engine.update(
              request.getJobKey(),
              new JobUpdate(OptionalInt.empty(), Optional.of(lock), OptionalInt.empty()),
              of810(request, GatewayFields.UPDATE_LEASE_TOKEN));
          return UpdateJobTimeoutResponse.getDefaultInstance();
        });
  }

  private Optional<String> of810(Message request, int field) {
    return has(10) ? GatewayFields.text(request, field) : Optional.empty();
  }
}
