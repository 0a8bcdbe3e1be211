package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Asks the configured engine for its version, as part of validation. */
final class ConnectionCheck {

  /** Connect answers a validation request within 90 s; a user waits for less. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** What comes before the oldest Camunda whose API we speak. */
  private static final Pattern BEFORE_CAMUNDA_8_6 = Pattern.compile("([0-7]|8\\.[0-5])\\..*");

  /** The types that have its version numbers. */
  private static final Set<EngineType> CAMUNDA = Set.of(EngineType.CAMUNDA8, EngineType.ZEEBE);

  private ConnectionCheck() {}

  /**
   * Adds a problem when the engine cannot be reached, does not accept the credentials, or is too
   * old.
   *
   * @param keys to blame for a log-in that fails
   * @return what the engine says of itself, if it says anything
   */
  static Optional<EngineInfo> run(EngineSettings settings, LoginKeys keys, Problems problems) {
    try (ProcessEngine engine = ProcessEngines.open(settings)) {
      EngineInfo info =
          engine.info().toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      checkVersion(settings.type(), info, problems);
      return Optional.of(info);
    } catch (ExecutionException e) {
      Problem problem = ConnectionProblem.of(EngineException.from(e), settings, keys);
      problems.add(problem.key(), problem.message());
    } catch (TimeoutException e) {
      problems.add(EngineConfig.URL, ConnectionProblem.noAnswerWithin(LONGEST, settings));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(EngineConfig.URL, "the connection test was interrupted");
    }
    return Optional.empty();
  }

  private static void checkVersion(EngineType type, EngineInfo info, Problems problems) {
    if (CAMUNDA.contains(type) && BEFORE_CAMUNDA_8_6.matcher(info.version()).matches()) {
      problems.add(
          EngineConfig.URL,
          "the engine there is "
              + info.product()
              + " of version "
              + info.version()
              + ", but needed is 8.6 or newer; upgrade it, or use the address of a newer one");
    }
  }
}
