package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The jobs that are open, and how they are given out. Not thread-safe. */
final class Jobs {
  private static final Comparator<Job> BY_PRIORITY =
      Comparator.comparingInt((Job job) -> -job.priority).thenComparingLong(job -> job.key);

  private final PlayedVersion version;
  private final EngineLog log;
  private final Timers timers;
  private final Map<Long, Job> byKey = new LinkedHashMap<>();
  private final Map<String, TreeMap<Long, Job>> free = new HashMap<>();
  private final JobWaiters waiters;

  Jobs(PlayedVersion version, EngineLog log, Timers timers) {
    this.version = version;
    this.log = log;
    this.timers = timers;
    this.waiters = new JobWaiters(this, timers);
  }

  JobWaiters waiters() {
    return waiters;
  }

  void add(Job job) {
    byKey.put(job.key, job);
    event(job, "created", "");
    makeFree(job);
  }

  void makeFree(Job job) {
    job.state = Job.State.ACTIVATABLE;
    job.turn++;
    free.computeIfAbsent(job.type, type -> new TreeMap<>()).put(job.key, job);
    waiters.free(job);
  }

  /** Ends a job for good. */
  void remove(Job job, String action, String detail) {
    byKey.remove(job.key);
    takeOut(job);
    job.at.job = job.at.job.filter(open -> open != job);
    event(job, action, detail);
  }

  /** Takes a job from those that can be given out. */
  void takeOut(Job job) {
    job.turn++;
    Optional.ofNullable(free.get(job.type)).ifPresent(jobs -> jobs.remove(job.key));
  }

  /** Marks that a job waits for its incident or the end of its backoff. */
  void hold(Job job, Job.State state) {
    takeOut(job);
    job.state = state;
  }

  /** An open job. */
  Optional<Job> find(long key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Gives out what is free and fits. */
  List<ActivatedJob> take(JobRequest request) {
    List<Job> fitting =
        free.getOrDefault(request.type(), new TreeMap<>()).values().stream()
            .filter(job -> fits(job, request))
            .sorted(version.has(10) ? BY_PRIORITY : Comparator.comparingLong(job -> job.key))
            .limit(request.maxJobs())
            .toList();
    List<ActivatedJob> given = new ArrayList<>();
    fitting.forEach(job -> given.add(activate(job, request)));
    return given;
  }

  /** A job that was leased once is given to those with leases only (8.10, camunda#56097). */
  boolean fits(Job job, JobRequest request) {
    List<String> tenants =
        request.tenantIds().isEmpty() ? List.of(StandInEngine.NO_TENANT) : request.tenantIds();
    return !job.at.instance.suspended
        && (job.lease.isEmpty() || request.withLease())
        && tenants.contains(job.at.instance.process.tenant());
  }

  ActivatedJob activate(Job job, JobRequest request) {
    takeOut(job);
    job.state = Job.State.ACTIVATED;
    job.worker = request.worker();
    job.deadline = System.currentTimeMillis() + request.lock().toMillis();
    if (request.withLease()) {
      job.lease = Optional.of(UUID.randomUUID().toString());
    }
    awaitTimeout(job);
    event(job, "activated", request.worker());
    return view(job, request.fetchVariables());
  }

  /** Frees a job when its lock ends, unless something else has happened to it by then. */
  void awaitTimeout(Job job) {
    int turn = ++job.turn;
    timers.at(
        job.deadline,
        () -> {
          if (job.turn == turn) {
            event(job, "timed out", job.worker);
            makeFree(job);
          }
        });
  }

  /** Frees a failed job at the end of its backoff. */
  void awaitBackoff(Job job, long millis) {
    int turn = job.turn;
    timers.at(
        System.currentTimeMillis() + millis,
        () -> {
          if (job.turn == turn) {
            makeFree(job);
          }
        });
  }

  private static ActivatedJob view(Job job, List<String> fetch) {
    ProcessInstance instance = job.at.instance;
    ObjectNode variables = job.at.scope.visible();
    if (!fetch.isEmpty()) {
      variables.retain(fetch);
    }
    return new ActivatedJob(
        job.key,
        job.type,
        instance.key,
        instance.key,
        instance.process.id(),
        instance.process.version(),
        instance.process.key(),
        job.at.element.id(),
        job.at.key,
        job.headers,
        job.worker,
        job.retries,
        job.deadline,
        variables,
        instance.process.tenant(),
        job.kind.name(),
        job.listenerEvent,
        instance.tags,
        instance.businessId,
        job.priority,
        job.lease,
        job.at.task.filter(task -> job.kind == Job.Kind.TASK_LISTENER).map(UserTask::view));
  }

  void event(Job job, String action, String detail) {
    log.add(
        Subject.JOB,
        action,
        job.type,
        job.key,
        job.at.instance.key,
        job.at.instance.process.id(),
        detail);
  }
}
