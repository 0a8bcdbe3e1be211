package io.bpmnconnect.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request for jobs.
 *
 * @param types the types to fetch jobs of; exactly one, unless the engine takes {@link
 *     EngineTrait#ALL_TYPES_IN_ONE_REQUEST}
 * @param worker the name the engine notes as the holder of the locks
 * @param maxJobs the most jobs to activate, at least 1
 * @param requestTimeout how long the engine holds the request open while there is no job; zero
 *     leaves it to the engine, a negative value turns long polling off
 * @param tenantIds the tenants to fetch jobs of; empty means the engine's default tenant
 * @param tenantFilter whose tenants count; needs {@link Feature#JOB_TENANT_FILTER}
 * @param withLease whether each job comes with a lease token, without which nobody can settle it;
 *     needs {@link Feature#JOB_LEASE}
 * @param byPriority whether jobs of higher priority come first; needs {@link
 *     Feature#JOB_PRIORITY_ORDER}
 * @param attempts how many attempts a job has that was never tried, where the engine does not say
 *     ({@link EngineTrait#COUNTS_RETRIES})
 * @param pauses between two requests, for an engine that holds none open ({@link
 *     EngineTrait#HOLDS_REQUESTS})
 */
public record JobActivation(
    List<OfType> types,
    String worker,
    int maxJobs,
    Duration requestTimeout,
    List<String> tenantIds,
    Optional<TenantFilter> tenantFilter,
    boolean withLease,
    boolean byPriority,
    int attempts,
    Pauses pauses) {

  /**
   * What is asked for of one type.
   *
   * @param timeout how long the engine locks an activated job for the worker
   * @param fetchVariables the variables to fetch; empty fetches all that the job can see
   * @param kinds the kinds of work to fetch, in the engine's words ({@link
   *     EngineTrait#KINDS_OF_WORK})
   * @param filter which jobs of the type; needs {@link Feature#JOB_FILTER} unless it takes all
   */
  public record OfType(
      String type,
      Duration timeout,
      List<String> fetchVariables,
      List<String> kinds,
      Filter filter) {

    public OfType {
      Objects.requireNonNull(type);
      Objects.requireNonNull(timeout);
      fetchVariables = List.copyOf(fetchVariables);
      kinds = List.copyOf(kinds);
      Objects.requireNonNull(filter);
    }
  }

  /**
   * Which jobs of a type are fetched.
   *
   * @param businessId those of process instances with this business id
   * @param processVariables those of process instances that have these variables with these values
   */
  public record Filter(Optional<String> businessId, Map<String, Object> processVariables) {

    /** Takes every job. */
    public static final Filter ALL = new Filter(Optional.empty(), Map.of());

    public Filter {
      Objects.requireNonNull(businessId);
      processVariables = Map.copyOf(processVariables);
    }
  }

  /**
   * The pauses between two requests.
   *
   * @param shortest while there is work
   * @param longest while there is none
   */
  public record Pauses(Duration shortest, Duration longest) {

    public Pauses {
      Objects.requireNonNull(shortest);
      Objects.requireNonNull(longest);
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
    types = List.copyOf(types);
    Objects.requireNonNull(worker);
    Objects.requireNonNull(requestTimeout);
    tenantIds = List.copyOf(tenantIds);
    Objects.requireNonNull(tenantFilter);
    Objects.requireNonNull(pauses);
    if (types.isEmpty()) {
      throw new IllegalArgumentException("types must name at least one job type");
    }
    if (maxJobs < 1) {
      throw new IllegalArgumentException("maxJobs must be at least 1, was " + maxJobs);
    }
  }

  /**
   * The one type that is asked for, without a choice among its jobs: for an adapter whose engines
   * know neither.
   *
   * @param product the engine's name, for the message
   * @throws EngineException of kind {@link ErrorKind#UNSUPPORTED} if there is more
   */
  public OfType requireAllOfOneType(String product) {
    OfType only = onlyType();
    if (!only.filter().equals(Filter.ALL) || byPriority) {
      throw EngineException.of(
          ErrorKind.UNSUPPORTED,
          product + " gives out jobs of a type as they come: no filter and no order can be chosen");
    }
    return only;
  }

  /**
   * The one type that is asked for.
   *
   * @throws IllegalStateException if there are several
   */
  public OfType onlyType() {
    if (types.size() > 1) {
      throw new IllegalStateException("one job type can be asked for at a time, were " + types);
    }
    return types.get(0);
  }
}
