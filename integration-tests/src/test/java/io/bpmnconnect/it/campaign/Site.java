package io.bpmnconnect.it.campaign;

import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.Model;
import io.bpmnconnect.it.Toxiproxy;
import io.bpmnconnect.stack.ConnectRest;
import io.bpmnconnect.stack.ConnectWorker;
import io.bpmnconnect.stack.ConnectorStatus;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackException;
import io.bpmnconnect.stack.StackHome;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/**
 * What is struck: a stack of its own with all connectors, whose workers reach the engine and Kafka
 * through proxies. Everybody else goes straight to them.
 */
final class Site implements AutoCloseable {

  /** A worker hardly starts with it. */
  private static final String TINY_HEAP = "-Xmx30m";

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final URI NOBODY = URI.create("tcp://127.0.0.1:1");

  private final Toxiproxy kafkaProxy;
  private final Toxiproxy restProxy = Toxiproxy.before(NOBODY);
  private final TokenGate gate = TokenGate.before(restProxy.address());
  private final LocalStack stack;
  private final FurtherWorker second = new FurtherWorker(builder -> {});
  private final FurtherWorker starving =
      new FurtherWorker(builder -> builder.jvmOption("-Xms16m").jvmOption(TINY_HEAP));

  private Site(Toxiproxy kafkaProxy, LocalStack stack) {
    this.kafkaProxy = kafkaProxy;
    this.stack = stack;
  }

  /** One that joins the Connect cluster, and leaves it; it is made when it is first needed. */
  final class FurtherWorker {
    private final Consumer<ConnectWorker.Builder> options;
    private ConnectWorker worker;

    private FurtherWorker(Consumer<ConnectWorker.Builder> options) {
      this.options = options;
    }

    void joins() {
      if (worker == null) {
        worker = stack.addWorker(options);
      } else {
        worker.start();
      }
    }

    void leaves() {
      worker.stop();
    }

    void isKilled() {
      worker.kill();
    }
  }

  /** Starts everything but the load. Toxiproxy must be installed. */
  static Site start(JvmTuning tuning) throws URISyntaxException {
    Toxiproxy kafkaProxy = Toxiproxy.before(NOBODY);
    LocalStack stack =
        LocalStack.builder(
                StackHome.fromSystemProperty(),
                Path.of(System.getProperty("stack.work")).resolveSibling("campaign"))
            .tuning(tuning)
            .workers(0) // until the proxy is in place
            .kafka(kafka -> kafka.proxy(kafkaProxy.address().getPort()))
            .worker(worker -> worker.property("bootstrap.servers", address(kafkaProxy)))
            .start();
    Site site = new Site(kafkaProxy, stack);
    try {
      site.setUp();
    } catch (RuntimeException | URISyntaxException e) {
      site.close();
      throw e;
    }
    return site;
  }

  private static String address(Toxiproxy proxy) {
    return proxy.address().getAuthority();
  }

  private void setUp() throws URISyntaxException {
    kafkaProxy.moveBefore(stack.kafka().proxiedAddress());
    restProxy.moveBefore(stack.engine().restAddress());
    stack.engine().deploy(Path.of(getClass().getResource("/models/message-start.bpmn").toURI()));
    stack
        .engine()
        .deploy(
            "order.bpmn",
            Model.process("order")
                .task(Connector.REPLIED_JOB_TYPE)
                .task(Connector.SETTLED_JOB_TYPE)
                .task(Flow.ORDERS.lastJobType())
                .xml());
    stack
        .kafka()
        .createTopics(
            PARTITIONS,
            Flow.ORDERS.topic(),
            Flow.MESSAGES.topic(),
            Flow.ORDERS.deadLetters(),
            Flow.MESSAGES.deadLetters(),
            Connector.JOB_TOPIC,
            Connector.REPLY_TOPIC,
            Connector.REPLY_ERROR_TOPIC,
            Connector.SETTLEMENT_TOPIC,
            Connector.SETTLEMENT_DEAD_LETTERS);
    stack.addWorker();
    for (Connector connector : Connector.values()) {
      configure(connector, Map.of());
      rest().waitUntilRunning(connector.connectorName(), PATIENCE);
    }
  }

  LocalStack stack() {
    return stack;
  }

  /** All ways of the workers to the engine. */
  List<Toxiproxy> engineProxies() {
    return List.of(restProxy);
  }

  /** The way of the workers to Kafka. */
  List<Toxiproxy> kafkaProxies() {
    return List.of(kafkaProxy);
  }

  /** What stands before the engine's REST API for those who come with tokens. */
  TokenGate gate() {
    return gate;
  }

  FurtherWorker second() {
    return second;
  }

  /** One that gets hardly enough memory. */
  FurtherWorker starving() {
    return starving;
  }

  private ConnectRest rest() {
    return stack.worker().rest();
  }

  /** Creates a connector, or gives it other settings. */
  void configure(Connector connector, Map<String, String> more) {
    Map<String, String> config = connector.config(engine(connector.access()), address(kafkaProxy));
    config.put("engine.type", stack.engine().engineType());
    config.putAll(more);
    ask(rest -> rest.putConfig(connector.connectorName(), config));
  }

  private Map<String, String> engine(Connector.Access access) {
    return switch (access) {
      case REST -> Map.of("engine.url", api(restProxy.address()));
      case TOKENS -> gate.login(stack.engine().restAddress().getRawPath());
    };
  }

  private String api(URI server) {
    return server.resolve(stack.engine().restAddress().getRawPath()).toString();
  }

  void delete(Connector connector) {
    String name = connector.connectorName();
    ask(rest -> rest.status(name).ifPresent(there -> rest.delete(name)));
  }

  /** Asks again while the worker, which may have been struck a moment ago, cannot do it. */
  void ask(Consumer<ConnectRest> request) {
    await("an answer of the worker")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(StackException.class)
        .until(
            () -> {
              request.accept(rest());
              return true;
            });
  }

  /**
   * Lets each client write and read so many bytes in a second, as a disk that is nearly full or
   * busy does.
   */
  void limitClients(double bytesPerSecond) throws ExecutionException, InterruptedException {
    quota(bytesPerSecond);
  }

  void unlimitClients() throws ExecutionException, InterruptedException {
    quota(null);
  }

  private void quota(Double bytesPerSecond) throws ExecutionException, InterruptedException {
    List<Op> limits =
        List.of(
            new Op("producer_byte_rate", bytesPerSecond),
            new Op("consumer_byte_rate", bytesPerSecond));
    // The default of all client ids has no name.
    Map<String, String> everybody = new HashMap<>();
    everybody.put(ClientQuotaEntity.CLIENT_ID, null);
    try (Admin admin = admin()) {
      admin
          .alterClientQuotas(
              List.of(new ClientQuotaAlteration(new ClientQuotaEntity(everybody), limits)))
          .all()
          .get();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()));
  }

  /** The states of all connectors and tasks, with the traces of those that have failed. */
  String status() {
    return Arrays.stream(Connector.values())
        .map(connector -> rest().status(connector.connectorName()))
        .map(status -> status.map(ConnectorStatus::toString).orElse("none"))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    stack.close();
    gate.close();
    restProxy.close();
    kafkaProxy.close();
  }
}
