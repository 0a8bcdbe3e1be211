package io.bpmnconnect.source;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The jobs of a task from their activation to their end, by key: settled, answered, given back, or
 * activated again. Safe for use by any thread.
 */
final class JobRegistry {

  private final ConcurrentMap<String, FetchedJob> jobs = new ConcurrentHashMap<>();
  private final SourceMetrics metrics;

  JobRegistry(SourceMetrics metrics) {
    this.metrics = metrics;
  }

  /** Notes a job. An earlier activation of it has ended with its lock. */
  void add(FetchedJob job) {
    FetchedJob earlier = jobs.put(job.key(), job);
    if (earlier != null && earlier.leave()) {
      metrics.activatedAgain();
    }
  }

  /** Somebody has written a reply for a job; most are not of this task. */
  Optional<FetchedJob> answered(String jobKey) {
    FetchedJob job = jobs.remove(jobKey);
    return job != null && job.leave() ? Optional.of(job) : Optional.empty();
  }

  /** The job has come to its end, whatever that was. */
  void remove(FetchedJob job) {
    jobs.remove(job.key(), job);
    job.leave();
  }

  /** The jobs that nobody has done anything about. */
  List<FetchedJob> open() {
    return jobs.values().stream().filter(FetchedJob::isOpen).toList();
  }

  int size() {
    return jobs.size();
  }
}
