package io.bpmnconnect.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * How a job is referred to from its activation to its settlement.
 *
 * @param key the key that the engine gave the job
 * @param worker the name that the job was locked for, where a settlement needs it ({@link
 *     EngineTrait#SETTLES_BY_WORKER}); empty leaves it to the adapter to find out
 * @param lease proves that the job was not given to somebody else meanwhile ({@link
 *     Feature#JOB_LEASE})
 */
public record JobRef(String key, Optional<String> worker, Optional<String> lease) {

  public JobRef {
    Objects.requireNonNull(key);
    Objects.requireNonNull(worker);
    Objects.requireNonNull(lease);
  }

  /** A job of which only the key is known. */
  public static JobRef of(String key) {
    return new JobRef(key, Optional.empty(), Optional.empty());
  }

  /** The key, for logs and messages: neither worker nor lease tell an operator anything more. */
  @Override
  public String toString() {
    return key;
  }
}
