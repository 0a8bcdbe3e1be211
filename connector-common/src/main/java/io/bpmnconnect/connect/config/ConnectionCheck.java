package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the configured engine for its version, as part of validation. */
final class ConnectionCheck {

  /** Connect answers a validation request within 90 s; a user waits for less. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

  private static final Logger log = LoggerFactory.getLogger(ConnectionCheck.class);

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
      ProcessEngines.adapter(settings.type())
          .oldestVersion()
          .filter(oldest -> isOlder(info.version(), oldest))
          .ifPresent(oldest -> problems.add(EngineConfig.URL, tooOld(info, oldest)));
      // Connect shows errors of a validation only, and these are none.
      info.warnings().forEach(warning -> log.warn("{} answers, but {}", settings.url(), warning));
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

  private static String tooOld(EngineInfo info, String oldest) {
    return "the engine there is "
        + info.product()
        + " of version "
        + info.version()
        + ", but needed is "
        + oldest
        + " or newer; upgrade it, or use the address of a newer one";
  }

  /** A version that cannot be read is that of a development build, and not old. */
  private static boolean isOlder(String version, String oldest) {
    Matcher has = MAJOR_AND_MINOR.matcher(version);
    Matcher needs = MAJOR_AND_MINOR.matcher(oldest);
    if (!has.matches() || !needs.matches()) {
      return false;
    }
    int major = Integer.compare(number(has, 1), number(needs, 1));
    return major < 0 || (major == 0 && number(has, 2) < number(needs, 2));
  }

  private static int number(Matcher version, int group) {
    return Integer.parseInt(version.group(group));
  }
}
