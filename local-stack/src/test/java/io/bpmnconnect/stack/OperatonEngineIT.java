package io.bpmnconnect.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OperatonEngineIT {
  private static final StackHome HOME = StackHome.fromSystemProperty();
  private static final Path WORK = Path.of(System.getProperty("stack.work"));
  private static final int CLIENTS = 4;
  private static final int BEFORE_THE_KILL = 200;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aKilledEngineKeepsWhatItAcknowledged() throws Exception {
    try (OperatonEngine engine = started("operaton-killed", Optional.empty())) {
      engine.deploy(model());
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      AtomicBoolean killed = new AtomicBoolean();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "client-" + i + "-";
        ends.add(clients.submit(() -> startInstances(engine, prefix, acknowledged, killed)));
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.size() >= BEFORE_THE_KILL);

      engine.kill();
      killed.set(true);
      for (Future<?> end : ends) {
        end.get(1, TimeUnit.MINUTES);
      }
      clients.shutdown();
      assertThat(engine.isAlive()).isFalse();
      engine.start();

      Set<String> kept = new HashSet<>();
      engine
          .witness()
          .get("/history/process-instance", "processDefinitionKey", "order")
          .forEach(instance -> kept.add(instance.path("businessKey").asText()));
      assertThat(kept).containsAll(acknowledged);
      assertThat(kept.size() - acknowledged.size())
          .as("at most one of each client that was carried out and not acknowledged")
          .isBetween(0, CLIENTS);
      assertThat(engine.witness().externalTasks("topicName", "collect-payment"))
          .isEqualTo(kept.size());
    }
  }

  @Test
  void theHistoryIsAWitness() throws Exception {
    try (OperatonEngine engine = started("operaton-witness", Optional.empty())) {
      engine.deploy(model());
      engine.deploy(model());
      EngineHistory history = engine.witness();
      assertThat(history.count("/process-definition", "key", "order"))
          .as("the same model again is no new version")
          .isEqualTo(1);
      assertThat(post(engine, "/process-definition/key/order/start", "{\"businessKey\":\"a b\"}"))
          .isEqualTo(200);
      assertThat(post(engine, "/process-definition/key/order/start", "{\"businessKey\":\"c\"}"))
          .isEqualTo(200);
      assertThat(history.tally()).isEqualTo(new EngineTally(2, 0, 0, 0, 0));

      String task =
          history
              .get("/external-task", "processInstanceId", idOf(history, "a b"))
              .at("/0/id")
              .asText();
      post(
          engine,
          "/external-task/fetchAndLock",
          "{\"workerId\":\"w\",\"maxTasks\":9,\"topics\":[{\"topicName\":\"collect-payment\",\"lockDuration\":60000}]}");
      post(engine, "/external-task/" + task + "/complete", "{\"workerId\":\"w\"}");

      assertThat(history.tally()).isEqualTo(new EngineTally(2, 1, 1, 0, 0));
      assertThat(history.processInstances("processInstanceBusinessKey", "a b", "finished", "true"))
          .isEqualTo(1);
      assertThat(history.activities("activityId", "paid")).isEqualTo(1);
      assertThatThrownBy(() -> history.processInstances("sortBy", "nothing"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("was answered 400");
    }
  }

  @Test
  void theHistoryCountsWhatHappensInTheExample() throws Exception {
    try (OperatonEngine engine = started("operaton-example", Optional.empty())) {
      engine.deploy(Path.of("..", "config", "order.bpmn"));
      EngineHistory history = engine.witness();
      for (String order : List.of("paid", "declined", "waiting")) {
        post(
            engine,
            "/process-definition/key/order/start",
            "{\"variables\":{\"orderId\":{\"value\":\"" + order + "\"}}}");
      }
      assertThat(history.tally()).isEqualTo(new EngineTally(3, 0, 0, 0, 0));

      post(
          engine,
          "/external-task/fetchAndLock",
          "{\"workerId\":\"w\",\"maxTasks\":9,\"topics\":[{\"topicName\":\"charge-card\",\"lockDuration\":60000}]}");
      List<String> tasks = new ArrayList<>();
      history
          .get("/external-task", "sortBy", "createTime", "sortOrder", "asc")
          .forEach(task -> tasks.add(task.path("id").asText()));
      post(engine, "/external-task/" + tasks.get(0) + "/complete", "{\"workerId\":\"w\"}");
      post(
          engine,
          "/external-task/" + tasks.get(1) + "/bpmnError",
          "{\"workerId\":\"w\",\"errorCode\":\"DECLINED\"}");
      assertThat(history.tally()).isEqualTo(new EngineTally(3, 1, 1, 1, 1));

      int correlated =
          post(
              engine,
              "/message",
              "{\"messageName\":\"order-shipped\",\"correlationKeys\":{\"orderId\":{\"value\":\"paid\"}}}");
      assertThat(correlated).isEqualTo(204);
      assertThat(history.tally()).isEqualTo(new EngineTally(3, 1, 1, 1, 2));

      post(engine, "/signal", "{\"name\":\"day-closed\"}");
      assertThat(history.tally()).isEqualTo(new EngineTally(3, 2, 1, 1, 2));
      assertThat(history.activities("activityId", "done")).isEqualTo(1);
    }
  }

  @Test
  void asksForALoginWhenItIsToldTo() throws Exception {
    Login ann = new Login("ann", "secret");
    try (OperatonEngine engine = started("operaton-login", Optional.of(ann))) {
      engine.deploy(model());

      assertThat(engine.witness().count("/process-definition")).isEqualTo(1);
      assertThat(post(engine, "/process-definition/key/order/start", "{}")).isEqualTo(401);
      assertThat(engine.environment())
          .isEqualTo(
              Map.of(
                  "ENGINE_TYPE", "camunda7",
                  "ENGINE_URL", engine.restAddress().toString(),
                  "ENGINE_USERNAME", "ann",
                  "ENGINE_PASSWORD", "secret"));
    }
  }

  private static OperatonEngine started(String name, Optional<Login> login) {
    OperatonEngine.Builder builder =
        OperatonEngine.builder(HOME, WORK.resolve(name)).tuning(JvmTuning.QUICK_START);
    login.ifPresent(administrator -> builder.login(administrator).authorization(true));
    OperatonEngine engine = builder.build();
    engine.start();
    return engine;
  }

  private static Path model() throws Exception {
    return Path.of(OperatonEngineIT.class.getResource("/order.bpmn").toURI());
  }

  private static String idOf(EngineHistory history, String businessKey) {
    return history
        .get("/history/process-instance", "processInstanceBusinessKey", businessKey)
        .at("/0/id")
        .asText();
  }

  private void startInstances(
      OperatonEngine engine, String prefix, Set<String> acknowledged, AtomicBoolean killed) {
    for (int i = 0; !killed.get(); i++) {
      String key = prefix + i;
      try {
        int status =
            post(
                engine, "/process-definition/key/order/start", "{\"businessKey\":\"" + key + "\"}");
        if (status == 200) {
          acknowledged.add(key);
        }
      } catch (IOException e) {
        return; // it is killed
      }
    }
  }

  private int post(OperatonEngine engine, String path, String json) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(engine.restAddress() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
