package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.rest.JsonReads;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine read Java objects of classes that we do not know, each by itself: one that it
 * cannot read, either, is given as the engine's text and concerns its own job only. Safe for use by
 * any thread.
 */
final class ForeignValues {

  private static final Logger log = LoggerFactory.getLogger(ForeignValues.class);

  /** Of more variables than this, the log tells at each one that it cannot be read. */
  private static final int MOST_TOLD = 1_000;

  private final Camunda7Api api;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  ForeignValues(Camunda7Api api) {
    this.api = api;
  }

  /**
   * Reads one variable of a job.
   *
   * @param values takes the value, when it can be read
   * @return fails only when the engine could not be asked
   */
  CompletionStage<Void> read(ActivatedJob job, String name, Map<String, Object> values) {
    // The path of an instance takes the id of any scope in it, and goes up from there.
    return api.send(
            RestCall.get(
                "process-instance/"
                    + Camunda7Api.encoded(job.elementInstanceKey())
                    + "/variables/"
                    + Camunda7Api.encoded(name)
                    + "?deserializeValue=true"))
        .thenAccept(answer -> values.put(name, JsonReads.plain(answer.path("value"))))
        .exceptionallyCompose(
            failure -> {
              EngineException refusal = EngineException.from(failure);
              return switch (refusal.kind()) {
                case UNAVAILABLE, TIMEOUT, BACKPRESSURE, UNAUTHENTICATED ->
                    CompletableFuture.failedFuture(refusal);
                default -> {
                  tell(job, name, refusal);
                  yield CompletableFuture.completedFuture(null);
                }
              };
            });
  }

  private void tell(ActivatedJob job, String name, EngineException refusal) {
    boolean first = told.size() >= MOST_TOLD || told.add(job.processDefinitionKey() + " " + name);
    if (first) {
      log.warn(
          "Variable \"{}\" of job {} is a Java object that the engine cannot read either, and is"
              + " given as its Base64 text; further jobs of process {} with such a variable are"
              + " logged at DEBUG: {}",
          name,
          job.key(),
          job.processDefinitionId(),
          refusal.getMessage());
    } else {
      log.debug("Variable \"{}\" of job {} cannot be read", name, job.key());
    }
  }
}
