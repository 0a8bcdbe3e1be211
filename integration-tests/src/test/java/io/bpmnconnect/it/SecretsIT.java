package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.StackHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Secrets come from the worker's ConfigProviders, and Connect shows their names only. */
@ExtendWith(SharedStack.class)
class SecretsIT {

  private static final String OF_FILE = "s3cret-of-a-file";
  private static final String OF_DIRECTORY = "s3cret-of-a-directory";
  private static final String OF_ENVIRONMENT = "s3cret-of-the-environment";

  private final Set<String> loggedIn = ConcurrentHashMap.newKeySet();

  @Test
  void passwordsComeFromFilesDirectoriesAndTheEnvironmentAndAreShownNowhere(
      TestBench bench, @TempDir Path secrets) throws Exception {
    bench.createTopic("secrets", 1);
    Path properties = secrets.resolve("engine.properties");
    Files.writeString(properties, "password=" + OF_FILE + "\n");
    Files.writeString(secrets.resolve("engine-password"), OF_DIRECTORY + "\n");
    MockOAuth2Server authorization = new MockOAuth2Server();
    authorization.start(InetAddress.getLoopbackAddress(), 0);
    try (NullEngine engine = NullEngine.guarded(command -> {}, this::refusal);
        ConnectWorker worker =
            ConnectWorker.builder(
                    StackHome.fromSystemProperty(),
                    Path.of(System.getProperty("stack.work"), "secrets-worker"),
                    bench.stack().kafka().bootstrapServers())
                .tuning(JvmTuning.QUICK_START)
                .groupId("secrets")
                .property("config.providers", "env,file,dir")
                .property(
                    "config.providers.file.class",
                    "org.apache.kafka.common.config.provider.FileConfigProvider")
                .property(
                    "config.providers.dir.class",
                    "org.apache.kafka.common.config.provider.DirectoryConfigProvider")
                .environment("ENGINE_PASSWORD", OF_ENVIRONMENT)
                .build()) {
      worker.start();
      Map<String, String> references =
          Map.of(
              "of-file", "${file:" + properties + ":password}",
              "of-directory", "${dir:" + secrets + ":engine-password}",
              "of-environment", "${env:ENGINE_PASSWORD}");
      ConnectRest connect = worker.rest();
      references.forEach(
          (name, reference) ->
              connect.putConfig(
                  name,
                  config(
                      bench,
                      engine,
                      Map.of("engine.auth.username", name, "engine.auth.password", reference))));
      connect.putConfig(
          "of-tokens",
          config(
              bench,
              engine,
              Map.of(
                  "engine.auth.client.id",
                  "connector",
                  "engine.auth.client.secret",
                  references.get("of-directory"),
                  "engine.auth.issuer",
                  authorization.issuerUrl("realm").toString(),
                  "engine.auth.audience",
                  "zeebe-api")));

      for (String name : List.of("of-file", "of-directory", "of-environment", "of-tokens")) {
        connect.waitUntilRunning(name, TestBench.PATIENCE);
      }
      await("the log-ins of all tasks")
          .atMost(TestBench.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(loggedIn)
                      .contains(
                          basic("of-file", OF_FILE),
                          basic("of-directory", OF_DIRECTORY),
                          basic("of-environment", OF_ENVIRONMENT),
                          "a token"));

      references.forEach(
          (name, reference) -> assertThat(get(worker, name + "/config")).contains(reference));
      for (String name : connect.connectors()) {
        for (String path : List.of("", "/config", "/tasks", "/status", "/tasks/0/status")) {
          assertThat(get(worker, name + path)).isNotEmpty().doesNotContain("s3cret");
        }
      }
      assertThat(Files.readString(worker.log()))
          .contains("engine.auth.password = [hidden]", "engine.auth.client.secret = [hidden]")
          .doesNotContain("s3cret", "Bearer ey");
    } finally {
      authorization.shutdown();
    }
  }

  /** Whoever is let in is noted; tokens are verified elsewhere. */
  private Optional<String> refusal(String authorization) {
    if (authorization.startsWith("Bearer ey")) {
      loggedIn.add("a token");
      return Optional.empty();
    }
    Set<String> known =
        Set.of(
            basic("of-file", OF_FILE),
            basic("of-directory", OF_DIRECTORY),
            basic("of-environment", OF_ENVIRONMENT));
    if (known.contains(authorization)) {
      loggedIn.add(authorization);
      return Optional.empty();
    }
    return Optional.of("wrong password");
  }

  private static String basic(String username, String password) {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static Map<String, String> config(
      TestBench bench, NullEngine engine, Map<String, String> login) {
    Map<String, String> settings = new HashMap<>(login);
    settings.put("engine.type", "camunda8");
    settings.put("engine.url", engine.address().toString());
    settings.put("operation", "publish-message");
    settings.put("message.name", "m");
    settings.put("message.correlation.key", "=key");
    return bench.sinkConfig("secrets", settings);
  }

  private static String get(ConnectWorker worker, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(worker.url() + "/connectors/" + path)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
