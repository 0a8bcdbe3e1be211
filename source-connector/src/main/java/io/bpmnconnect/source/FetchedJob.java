package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;

/**
 * A job, and the poller whose limit it counts against until {@link JobPoller#leave} is told.
 * Compared by identity: two activations of one job are two fetched jobs.
 */
final class FetchedJob {

  private final ActivatedJob job;
  private final JobPoller poller;

  FetchedJob(ActivatedJob job, JobPoller poller) {
    this.job = job;
    this.poller = poller;
  }

  ActivatedJob job() {
    return job;
  }

  /** The job no longer counts against the limit of its poller. */
  void leave() {
    poller.leave();
  }
}
