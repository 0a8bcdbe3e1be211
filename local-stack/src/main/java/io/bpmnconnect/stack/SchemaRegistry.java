package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An Apicurio Registry that keeps its schemas in memory, with its own and Confluent's API. */
public final class SchemaRegistry extends StackPart {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final String CONFLUENT = "/apis/ccompat/v7";

  private final URI url;
  private final JsonHttp http;

  private SchemaRegistry(Launch launch, URI url) {
    super("registry", launch);
    this.url = url;
    this.http = new JsonHttp(url, ANSWER_TIMEOUT);
  }

  /**
   * Sets up a registry.
   *
   * @param home where its jars are
   * @param directory its folder, which is emptied: its log
   */
  public static Builder builder(StackHome home, Path directory) {
    return new Builder(home, directory);
  }

  @Override
  Optional<String> missing() throws IOException, InterruptedException {
    Answer answer = http.get("/health/ready");
    return answer.isSuccess()
        ? Optional.empty()
        : Optional.of(answer.request() + " was answered " + answer.status());
  }

  /** Its own API, which its converters use. */
  public URI api() {
    return url.resolve("/apis/registry/v2");
  }

  /** Chooses the compatibility mode that all subjects have from now on, such as BACKWARD. */
  public void compatibility(String mode) {
    send("PUT", "/config", http.write(Map.of("compatibility", mode)));
  }

  /** How many versions a subject has. */
  public int versions(String subject) {
    return http.parse(send("GET", "/subjects/" + subject + "/versions", "")).size();
  }

  /** The latest schema of a subject. */
  public String latest(String subject) {
    String answer = send("GET", "/subjects/" + subject + "/versions/latest", "");
    return http.parse(answer).path("schema").asText();
  }

  /**
   * Adds a schema, unless it is there.
   *
   * @return its id, which Confluent's wire format has in front of a value
   */
  public int register(String subject, String schema) {
    String answer =
        send("POST", "/subjects/" + subject + "/versions", http.write(Map.of("schema", schema)));
    return http.parse(answer).path("id").asInt();
  }

  private String send(String method, String path, String json) {
    BoundedRetry once = new BoundedRetry(Duration.ZERO, answer -> false);
    return once.send(() -> http.send(method, CONFLUENT + path, json)).orThrow().body();
  }

  /** What can be chosen of a registry. Not thread-safe. */
  public static final class Builder extends PartBuilder<Builder> {

    private Builder(StackHome home, Path directory) {
      super(home, directory, List.of("-Xms64m", "-Xmx256m"));
    }

    @Override
    Builder self() {
      return this;
    }

    /** Chooses a port; nothing is started yet. */
    public SchemaRegistry build() {
      int port = new FreePorts().find(1).get(0);
      WorkDirectory work = WorkDirectory.create(directory);
      List<String> command =
          new JavaCommand(
                  JavaCommand.ownHome(),
                  jvmOptions,
                  home.registry().toString(),
                  "io.quarkus.runner.GeneratedMain")
              .withArguments();
      Map<String, String> environment =
          Map.of("QUARKUS_HTTP_HOST", Loopback.HOST, "QUARKUS_HTTP_PORT", Integer.toString(port));
      Path log = work.resolve("registry.log");
      return new SchemaRegistry(
          new Launch(command, environment, work.path(), log, startTimeout), Loopback.http(port));
    }
  }
}
