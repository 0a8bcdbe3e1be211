package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.Refusal.Kind;
import java.time.Duration;
import java.util.Optional;

/** What workers and others say of jobs. Not thread-safe. */
final class JobSettlements {
  private final Jobs jobs;
  private final Execution execution;
  private final Incidents incidents;

  JobSettlements(Jobs jobs, Execution execution, Incidents incidents) {
    this.jobs = jobs;
    this.execution = execution;
    this.incidents = incidents;
  }

  void complete(
      long key,
      ObjectNode variables,
      Optional<JsonNode> result,
      Optional<String> businessId,
      Optional<String> lease) {
    Job job = settled(key, "complete", lease);
    checkResult(job, variables, result);
    businessId.ifPresent(id -> job.at.instance.businessId = Optional.of(id));
    jobs.remove(job, "completed", job.worker);
    job.done.accept(variables, result);
  }

  /** What the engine refuses of listeners (camunda#24056, #31364, and E3 of the findings). */
  private static void checkResult(Job job, ObjectNode variables, Optional<JsonNode> result) {
    if (job.kind != Job.Kind.TASK_LISTENER) {
      return;
    }
    if (!variables.isEmpty()) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Task Listener job completion with variables payload provided is not yet supported (job key '%d')"
              .formatted(job.key));
    }
    boolean denied = result.filter(it -> it.path("denied").asBoolean(false)).isPresent();
    if (denied && result.get().path("corrections").size() > 0) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Expected to complete task listener job with corrections, but the job result is denied");
    }
    if (denied && (job.listenerEvent.equals("CREATING") || job.listenerEvent.equals("CANCELING"))) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Denying result is not supported for the listener event " + job.listenerEvent);
    }
  }

  void fail(
      long key,
      int retries,
      String message,
      Duration backoff,
      ObjectNode variables,
      Optional<String> lease) {
    Job job = settled(key, "fail", lease);
    job.retries = retries;
    job.at.scope.setAllLocal(variables);
    jobs.event(job, "failed", message);
    if (retries > 0 && (backoff.isZero() || backoff.isNegative())) {
      jobs.makeFree(job);
      return;
    }
    jobs.hold(job, Job.State.FAILED);
    if (retries > 0) {
      jobs.awaitBackoff(job, backoff.toMillis());
    } else {
      incident(job, noRetries(job), message.isEmpty() ? "No more retries left." : message);
    }
  }

  private static String noRetries(Job job) {
    return switch (job.kind) {
      case BPMN_ELEMENT -> "JOB_NO_RETRIES";
      case EXECUTION_LISTENER -> "EXECUTION_LISTENER_NO_RETRIES";
      case TASK_LISTENER -> "TASK_LISTENER_NO_RETRIES";
      case AD_HOC_SUB_PROCESS -> "AD_HOC_SUB_PROCESS_NO_RETRIES";
    };
  }

  void throwError(
      long key, String code, String message, ObjectNode variables, Optional<String> lease) {
    Job job = settled(key, "throw an error for", lease);
    jobs.event(job, "error thrown", code);
    if (!execution.throwError(job.at, code, variables)) {
      jobs.hold(job, Job.State.ERROR_THROWN);
      incident(
          job,
          "UNHANDLED_ERROR_EVENT",
          "Expected to throw an error event with the code '%s' with message '%s', but it was not caught."
              .formatted(code, message));
    }
  }

  private void incident(Job job, String type, String message) {
    incidents.raise(type, message, job.at, Optional.of(job), () -> jobs.makeFree(job));
  }

  void update(long key, JobUpdate update, Optional<String> lease) {
    Job job = find(key, "update");
    if (job.lease.isPresent() && lease.isPresent() && !lease.equals(job.lease)) {
      throw stale(job, "update");
    }
    if (update.retries().isPresent() && update.retries().getAsInt() < 1) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Expected to update retries for job with key '%d' with a positive amount of retries, but the amount given was '%d'"
              .formatted(key, update.retries().getAsInt()));
    }
    if (update.timeout().isPresent()) {
      if (job.state != Job.State.ACTIVATED) {
        // Seen on 8.6.0: by REST it is an invalid argument, by gRPC a wrong state.
        throw new Refusal(
            Kind.INVALID_STATE,
            "Expected to update the timeout of job with key '%d', but it is not active"
                .formatted(key));
      }
      job.deadline = System.currentTimeMillis() + update.timeout().get().toMillis();
      jobs.awaitTimeout(job);
    }
    update.retries().ifPresent(retries -> job.retries = retries);
    update.priority().ifPresent(priority -> job.priority = priority);
    jobs.event(job, "updated", "");
  }

  /** A job that a worker may settle. */
  private Job settled(long key, String what, Optional<String> lease) {
    Job job = find(key, what);
    if (job.state == Job.State.FAILED || job.state == Job.State.ERROR_THROWN) {
      // Seen on 8.6.0.
      throw new Refusal(
          Kind.INVALID_STATE,
          "Expected to %s job with key '%d', but it is in state '%s'"
              .formatted(what, key, job.state));
    }
    if (job.at.instance.suspended) {
      // camunda#57522
      throw new Refusal(
          Kind.INVALID_STATE,
          "Expected to %s job with key '%d', but the process instance is suspended"
              .formatted(what, key));
    }
    if (job.lease.isPresent() && lease.isEmpty()) {
      // camunda#57335
      throw new Refusal(
          Kind.INVALID_STATE,
          "Expected to %s job with key '%d', but the job is leased and its lease token must be provided"
              .formatted(what, key));
    }
    if (job.lease.isPresent() && !lease.equals(job.lease)) {
      throw stale(job, what);
    }
    return job;
  }

  /** camunda#57335. */
  private static Refusal stale(Job job, String what) {
    return new Refusal(
        Kind.INVALID_STATE,
        "Expected to %s job with key '%d', but the provided lease token does not match the one of the job"
            .formatted(what, job.key));
  }

  private Job find(long key, String what) {
    Keys.check(key);
    // Seen on 8.6.0.
    return jobs.find(key)
        .orElseThrow(
            () ->
                new Refusal(
                    Kind.NOT_FOUND,
                    "Expected to %s job with key '%d', but no such job was found"
                        .formatted(what, key)));
  }
}
