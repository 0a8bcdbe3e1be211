package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An engine that somebody brought: it runs already, and is neither stopped nor emptied. Models are
 * deployed on it by plain HTTP. Thread-safe.
 */
public final class BroughtEngine implements StackEngine {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String engineType;
  private final URI restAddress;
  private final Map<String, String> environment;
  private final JsonHttp http;
  private final String readyPath;
  private final Deployer deployer;
  private final EngineWitness witness;

  private BroughtEngine(
      String engineType,
      URI restAddress,
      URI engineUrl,
      Optional<Login> login,
      String readyPath,
      Deployer deployer,
      EngineWitness witness) {
    this.engineType = engineType;
    this.restAddress = restAddress;
    this.environment = EngineEnvironment.of(engineType, engineUrl, login);
    this.http = new JsonHttp(restAddress, ANSWER_TIMEOUT, login);
    this.readyPath = readyPath;
    this.deployer = deployer;
    this.witness = witness;
  }

  /**
   * Operaton, CIB seven or Camunda 7.
   *
   * @param restAddress with the path, such as {@code http://localhost:8080/engine-rest}
   */
  public static BroughtEngine camunda7(URI restAddress, Optional<Login> login) {
    return new BroughtEngine(
        "camunda7",
        restAddress,
        restAddress,
        login,
        "/version",
        new Camunda7Deployer(restAddress, login),
        new EngineHistory(restAddress, login));
  }

  /** Camunda 8, whose REST API the connectors use. */
  public static BroughtEngine camunda8(Camunda8 engine) {
    return camunda8("camunda8", engine.restAddress(), engine);
  }

  /** Camunda 8, whose gRPC API the connectors use; models are deployed by its REST API. */
  public static BroughtEngine zeebe(Camunda8 engine) {
    return camunda8("zeebe", engine.grpcAddress(), engine);
  }

  private static BroughtEngine camunda8(String type, URI engineUrl, Camunda8 engine) {
    return new BroughtEngine(
        type,
        engine.restAddress(),
        engineUrl,
        Optional.empty(),
        "/v2/topology",
        (name, model) -> engine.admin().deploy(name, model),
        engine.counters());
  }

  /** go-bpmn. */
  public static BroughtEngine goBpmn(URI address, Optional<Login> login) {
    return new BroughtEngine(
        "go-bpmn",
        address,
        address,
        login,
        "/readiness",
        new GoBpmnDeployer(address, login),
        new GoBpmnInstances(address, login));
  }

  @Override
  public String engineType() {
    return engineType;
  }

  @Override
  public URI restAddress() {
    return restAddress;
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public void deploy(String name, String model) {
    deployer.deploy(name, model);
  }

  @Override
  public EngineWitness witness() {
    return witness;
  }

  @Override
  public Optional<StackPart> process() {
    return Optional.empty();
  }

  @Override
  public void start() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<String> missing = missing();
    while (missing.isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "%s does not answer at %s: %s".formatted(engineType, restAddress, missing.get()));
      }
      try {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackException("interrupted while waiting for " + engineType, e);
      }
      missing = missing();
    }
  }

  private Optional<String> missing() {
    try {
      Answer answer = http.get(readyPath);
      return answer.isSuccess()
          ? Optional.empty()
          : Optional.of(answer.request() + " was answered " + answer.status());
    } catch (IOException e) {
      return Optional.of(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for " + engineType, e);
    }
  }

  @Override
  public void kill() {
    throw new StackException(
        "the engine at " + restAddress + " was brought, and is not ours to kill");
  }
}
