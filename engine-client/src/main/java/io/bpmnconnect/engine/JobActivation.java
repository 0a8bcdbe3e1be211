package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A request for jobs of one type.
 *
 * @param worker the name the engine notes as the holder of the locks
 * @param maxJobs the most jobs to activate, at least 1
 * @param timeout how long the engine locks an activated job for this worker
 * @param requestTimeout how long the engine holds the request open while there is no job; zero
 *     leaves it to the engine, a negative value turns long polling off
 * @param fetchVariables the variables to fetch; empty fetches all that the job can see
 * @param tenantIds the tenants to fetch jobs of; empty means the engine's default tenant
 */
public record JobActivation(
    String type,
    String worker,
    int maxJobs,
    Duration timeout,
    Duration requestTimeout,
    List<String> fetchVariables,
    List<String> tenantIds) {

  public JobActivation {
    Objects.requireNonNull(type);
    Objects.requireNonNull(worker);
    Objects.requireNonNull(timeout);
    Objects.requireNonNull(requestTimeout);
    fetchVariables = List.copyOf(fetchVariables);
    tenantIds = List.copyOf(tenantIds);
    if (maxJobs < 1) {
      throw new IllegalArgumentException("maxJobs must be at least 1, was " + maxJobs);
    }
  }
}
