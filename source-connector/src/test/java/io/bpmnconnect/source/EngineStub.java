package io.bpmnconnect.source;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A small HTTP server that gives jobs and takes their settlement, as the engine does. */
final class EngineStub implements AutoCloseable {

  /** One settlement: its path below {@code jobs/}, and its JSON body. */
  record Settlement(String path, Map<String, Object> body) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Map<String, Object>> jobs = new LinkedBlockingQueue<>();
  private final List<Settlement> settlements = new CopyOnWriteArrayList<>();
  private final AtomicInteger activations = new AtomicInteger();
  private final AtomicInteger openActivations = new AtomicInteger();
  private volatile int settlementStatus = 204;
  private volatile int activationStatus = 200;
  private volatile CountDownLatch settlementsHeld = new CountDownLatch(0);

  EngineStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/jobs/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void addJob(String key) {
    addJob(key, Map.of());
  }

  void addJob(String key, Map<String, Object> customHeaders) {
    addJob(key, customHeaders, Map.of("orderId", "o-" + key));
  }

  void addJob(String key, Map<String, Object> customHeaders, Map<String, Object> variables) {
    jobs.add(
        Map.of(
            "jobKey",
            key,
            "type",
            "charge-card",
            "processInstanceKey",
            "11",
            "processDefinitionKey",
            "12",
            "elementInstanceKey",
            "13",
            "customHeaders",
            customHeaders,
            "retries",
            3,
            "deadline",
            1_700_000_000_000L,
            "variables",
            variables));
  }

  List<Settlement> settlements() {
    return List.copyOf(settlements);
  }

  int activations() {
    return activations.get();
  }

  int openActivations() {
    return openActivations.get();
  }

  void answerSettlementsWith(int status) {
    settlementStatus = status;
  }

  /** Answers settlements only when the latch is counted down. */
  CountDownLatch holdSettlements() {
    CountDownLatch held = new CountDownLatch(1);
    settlementsHeld = held;
    return held;
  }

  void answerActivationsWith(int status) {
    activationStatus = status;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/v2/jobs/".length());
      Map<String, Object> body =
          JSON.readValue(exchange.getRequestBody(), new TypeReference<>() {});
      if (path.equals("activation")) {
        activations.incrementAndGet();
        openActivations.incrementAndGet();
        try {
          answer(exchange, activationStatus, Map.of("jobs", activated(body)));
        } finally {
          openActivations.decrementAndGet();
        }
      } else {
        settlements.add(new Settlement(path, body));
        settlementsHeld.await();
        answer(exchange, settlementStatus, Map.of());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a job as long as the request asks for, and takes what else there is. */
  private List<Map<String, Object>> activated(Map<String, Object> body)
      throws InterruptedException {
    List<Map<String, Object>> activated = new ArrayList<>();
    if (activationStatus == 200) {
      Number wait = (Number) body.get("requestTimeout");
      Map<String, Object> first = jobs.poll(wait.longValue(), TimeUnit.MILLISECONDS);
      if (first != null) {
        activated.add(first);
        jobs.drainTo(activated, ((Number) body.get("maxJobsToActivate")).intValue() - 1);
      }
    }
    return activated;
  }

  private static void answer(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    exchange
        .getResponseHeaders()
        .add("Content-Type", status < 400 ? "application/json" : "application/problem+json");
    if (status == 204) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] text = JSON.writeValueAsBytes(body);
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
