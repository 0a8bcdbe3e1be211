package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of jobs that come without a lease token although one was asked for, once for each type:
 * partitions of an older engine give none while a cluster is being upgraded. Such a job is not
 * fenced: a late reply to it can settle a later activation. Safe for use by any thread.
 */
final class UnleasedJobs {

  private static final Logger log = LoggerFactory.getLogger(UnleasedJobs.class);

  private final boolean leased;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param leased whether lease tokens are asked for
   */
  UnleasedJobs(boolean leased) {
    this.leased = leased;
  }

  void look(ActivatedJob job) {
    if (!leased) {
      return;
    }
    if (job.leaseToken().isPresent()) {
      told.remove(job.type());
    } else if (told.add(job.type())) {
      log.warn(
          "Job {} of type \"{}\" came without a lease token although job.lease=true: the engine, or"
              + " one partition of it, does not know leases yet. Until it does, a late reply to such a"
              + " job can settle a later activation of it",
          job.key(),
          job.type());
    }
  }
}
