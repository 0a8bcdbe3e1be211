package io.bpmnconnect.stack.camunda8;

import java.time.Duration;
import java.util.List;

/**
 * A request for jobs.
 *
 * @param lock how long a job is locked
 * @param longPoll how long the request is held while there is no job; zero is the engine's own
 *     time, less than zero not at all
 * @param fetchVariables all when empty
 * @param tenantIds the default tenant when empty
 */
public record JobRequest(
    String type,
    String worker,
    int maxJobs,
    Duration lock,
    Duration longPoll,
    List<String> fetchVariables,
    List<String> tenantIds,
    boolean withLease) {}
