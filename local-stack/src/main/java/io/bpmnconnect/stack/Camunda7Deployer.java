package io.bpmnconnect.stack;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;

/**
 * Deploys on an engine of the Camunda 7 family: each resource as a deployment of its own, which the
 * engine takes for the same one when name and content are. Thread-safe.
 */
final class Camunda7Deployer implements Deployer {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private final JsonHttp http;
  private final BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);

  Camunda7Deployer(URI restAddress, Optional<Login> login) {
    this.http = new JsonHttp(restAddress, ANSWER_TIMEOUT, login);
  }

  @Override
  public void deploy(String name, String model) {
    Multipart form =
        new Multipart()
            .field("deployment-name", name)
            .field("deployment-source", "local-stack")
            .field("enable-duplicate-filtering", "true")
            .file("data", name, model);
    once.send(
            () ->
                http.send(
                    "POST",
                    "/deployment/create",
                    form.contentType(),
                    BodyPublishers.ofString(form.body())))
        .orThrow();
  }
}
