package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the configured engine for its version, as part of validation. */
public final class ConnectionCheck {

  /** Connect answers a validation request within 90 s; a user waits for less. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private ConnectionCheck() {}

  /** Adds a problem when the engine cannot be reached or does not accept the credentials. */
  public static void run(EngineSettings settings, Problems problems) {
    try (ProcessEngine engine = ProcessEngines.open(settings)) {
      engine.info().toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      problems.add(EngineConfig.URL, describe(EngineException.from(e)));
    } catch (TimeoutException e) {
      problems.add(
          EngineConfig.URL, "the engine did not answer within " + LONGEST.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(EngineConfig.URL, "the connection test was interrupted");
    }
  }

  private static String describe(EngineException failure) {
    String what =
        switch (failure.kind()) {
          case UNAUTHENTICATED -> "the engine does not accept the credentials";
          case FORBIDDEN -> "the engine does not allow these credentials to read its topology";
          case NOT_FOUND -> "there is a server, but no engine API at this path";
          default -> "the engine cannot be used";
        };
    String advice =
        failure.kind() == ErrorKind.UNAVAILABLE || failure.kind() == ErrorKind.TIMEOUT
            ? "; start the engine or correct the address, or set "
                + EngineConfig.VALIDATE_CONNECTION
                + "=false to skip this test"
            : "";
    return what + " (" + failure.getMessage() + ")" + advice;
  }
}
