package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.threads.TaskThreads;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProcessEngine;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds at the start of a task what all its work would meet: credentials that are not accepted,
 * settings that the engine does not have. An engine that is away is left to the work.
 */
public final class EngineCheck {

  private static final Logger log = LoggerFactory.getLogger(EngineCheck.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private EngineCheck() {}

  /**
   * Asks the engine, and waits for nothing: what is found is set on the engine's thread.
   *
   * @param settings adds what is configured and the engine does not have
   */
  public static void start(
      ProcessEngine engine,
      BiConsumer<EngineInfo, Problems> settings,
      TaskFailure failure,
      TaskThreads threads) {
    engine
        .info()
        .whenComplete(
            (info, problem) -> {
              if (problem == null) {
                info.warnings().forEach(warning -> log.warn("The engine answers, but {}", warning));
                Problems problems = new Problems();
                settings.accept(info, problems);
                problems.asException().map(ConnectException::new).ifPresent(failure::set);
                return;
              }
              EngineException refusal = EngineException.from(problem);
              if (refusal.grace().isPresent()) {
                // It may be a passing one. The end of the task ends this, too: with its engine.
                threads.after(PAUSE, () -> start(engine, settings, failure, threads));
              } else if (refusal.kind() == ErrorKind.UNAUTHENTICATED) {
                failure.set(
                    new ConnectException(refusal.getMessage() + LoginAdvice.of(refusal), refusal));
              }
            });
  }
}
