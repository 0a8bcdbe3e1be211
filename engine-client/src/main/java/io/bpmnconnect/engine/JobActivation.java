package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
 * @param tenantFilter whose tenants count; needs {@link Feature#JOB_TENANT_FILTER}
 * @param withLease whether each job comes with a lease token, without which nobody can settle it;
 *     needs {@link Feature#JOB_LEASE}
 */
public record JobActivation(
    String type,
    String worker,
    int maxJobs,
    Duration timeout,
    Duration requestTimeout,
    List<String> fetchVariables,
    List<String> tenantIds,
    Optional<TenantFilter> tenantFilter,
    boolean withLease,
    Polling polling) {

  /**
   * How to fetch jobs from an engine that knows no job types and holds no request open (go-bpmn);
   * other engines ignore it.
   *
   * @param kinds the kinds of work to fetch, in the engine's words
   * @param shortestPause between two requests while there is work
   * @param longestPause between two requests while there is none
   * @param attempts how many attempts a job has, where the engine only counts those it had
   */
  public record Polling(
      List<String> kinds, Duration shortestPause, Duration longestPause, int attempts) {

    public static final Polling DEFAULT =
        new Polling(List.of("EXECUTE"), Duration.ofMillis(50), Duration.ofSeconds(2), 3);

    public Polling {
      kinds = List.copyOf(kinds);
      Objects.requireNonNull(shortestPause);
      Objects.requireNonNull(longestPause);
    }
  }

  /** Whose tenants a request fetches jobs of. */
  public enum TenantFilter {
    /** Those that the request names. */
    PROVIDED,
    /** Those that are assigned to the user that the request is made for. */
    ASSIGNED
  }

  public JobActivation {
    Objects.requireNonNull(type);
    Objects.requireNonNull(worker);
    Objects.requireNonNull(timeout);
    Objects.requireNonNull(requestTimeout);
    fetchVariables = List.copyOf(fetchVariables);
    tenantIds = List.copyOf(tenantIds);
    Objects.requireNonNull(tenantFilter);
    Objects.requireNonNull(polling);
    if (maxJobs < 1) {
      throw new IllegalArgumentException("maxJobs must be at least 1, was " + maxJobs);
    }
  }

  /** A request that every version of an engine understands. */
  public JobActivation(
      String type,
      String worker,
      int maxJobs,
      Duration timeout,
      Duration requestTimeout,
      List<String> fetchVariables,
      List<String> tenantIds) {
    this(
        type,
        worker,
        maxJobs,
        timeout,
        requestTimeout,
        fetchVariables,
        tenantIds,
        Optional.empty(),
        false);
  }

  /** A request to an engine that holds it open. */
  public JobActivation(
      String type,
      String worker,
      int maxJobs,
      Duration timeout,
      Duration requestTimeout,
      List<String> fetchVariables,
      List<String> tenantIds,
      Optional<TenantFilter> tenantFilter,
      boolean withLease) {
    this(
        type,
        worker,
        maxJobs,
        timeout,
        requestTimeout,
        fetchVariables,
        tenantIds,
        tenantFilter,
        withLease,
        Polling.DEFAULT);
  }
}
