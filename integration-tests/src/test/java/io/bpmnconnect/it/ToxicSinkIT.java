package io.bpmnconnect.it;

import static io.bpmnconnect.it.Toxiproxy.Stream.DOWNSTREAM;
import static io.bpmnconnect.it.Toxiproxy.Stream.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A sink publishes messages while one fault of the network after the other comes and goes: each
 * message is there once, by its id, and none is given up.
 */
@NeedsCamunda8
@ExtendWith(SharedStack.class)
class ToxicSinkIT {

  private static final int RECORDS_EACH = 60;
  private static final Duration LONG = Duration.ofMinutes(3);

  private static final Duration SUFFERING = Duration.ofSeconds(3);

  private record Toxic(String name, Toxiproxy.Stream stream, Map<String, Integer> attributes) {}

  private static final List<Toxic> TOXICS =
      List.of(
          new Toxic("latency", DOWNSTREAM, Map.of("latency", 200, "jitter", 100)),
          new Toxic("reset_peer", DOWNSTREAM, Map.of("timeout", 0)),
          new Toxic("timeout", DOWNSTREAM, Map.of("timeout", 0)),
          new Toxic("timeout", UPSTREAM, Map.of("timeout", 0)),
          new Toxic("limit_data", DOWNSTREAM, Map.of("bytes", 1_000)),
          new Toxic("slow_close", DOWNSTREAM, Map.of("delay", 500)),
          new Toxic("bandwidth", UPSTREAM, Map.of("rate", 5)));

  @BeforeAll
  static void look() {
    GoProgram.TOXIPROXY.assumeInstalled();
  }

  @Test
  void eachMessageIsThereOnceWhateverTheNetworkDoes(TestBench bench) throws Exception {
    bench.deploy("message-start.bpmn");
    // Beside each other, because most of the time is spent waiting.
    try (Sink camunda = Sink.start(bench, "camunda8", bench.stack().engine().restAddress());
        Sink zeebe = Sink.start(bench, "zeebe", bench.camunda8().grpcAddress())) {
      for (Toxic toxic : TOXICS) {
        suffer(bench, List.of(camunda, zeebe), toxic);
      }

      camunda.assertEachMessageIsThereOnce();
      zeebe.assertEachMessageIsThereOnce();
    }
  }

  /** Half of the records come before the fault, so that it meets connections in use. */
  private static void suffer(TestBench bench, List<Sink> sinks, Toxic toxic) throws Exception {
    int half = RECORDS_EACH / 2;
    for (Sink sink : sinks) {
      sink.send(half);
      sink.proxy().add(toxic.name(), toxic.stream(), toxic.attributes());
      sink.send(half);
    }
    // For longer than one command may take, so that some are sent again.
    await("no failure of a task")
        .during(SUFFERING)
        .atMost(LONG)
        .until(
            () ->
                sinks.stream()
                    .allMatch(
                        sink ->
                            bench
                                .connect()
                                .status(sink.name())
                                .flatMap(s -> s.failure())
                                .isEmpty()));
    for (Sink sink : sinks) {
      sink.proxy().remove(toxic.name());
    }
  }

  /** A sink with a topic and a way to the engine of its own; they have one name. */
  private record Sink(TestBench bench, String name, Toxiproxy proxy) implements AutoCloseable {

    static Sink start(TestBench bench, String type, URI engine) throws Exception {
      String name = "toxic-" + type;
      bench.createTopic(name, 2);
      Sink sink = new Sink(bench, name, Toxiproxy.before(engine));
      bench.startSink(name, name, settings(type, name, sink.proxy()));
      return sink;
    }

    void send(int count) throws Exception {
      long first = bench.recordCount(name);
      bench.sendMany(name, count, i -> "{\"number\":" + (first + i) + "}");
    }

    void assertEachMessageIsThereOnce() throws Exception {
      int all = RECORDS_EACH * TOXICS.size();
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(bench.committed("connect-" + name)).isEqualTo(all));
      assertThat(numbers(bench, name, all))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, all).boxed().toList());
      assertThat(bench.recordCount(name + "-dlq")).isZero();
    }

    @Override
    public void close() {
      bench.stopConnector(name);
      proxy.close();
    }
  }

  private static Map<String, String> settings(String type, String name, Toxiproxy proxy) {
    Map<String, String> settings = new HashMap<>();
    settings.put("engine.type", type);
    settings.put("engine.url", proxy.address().toString());
    settings.put("engine.connect.timeout.ms", "1000");
    settings.put("engine.request.timeout.ms", "2000");
    settings.put("retry.backoff.max.ms", "1000");
    settings.put("operation", "publish-message");
    settings.put("message.name", "order-placed");
    // One of its own for each: the engine starts no second instance for the same key.
    settings.put("message.correlation.key", "=\"" + name + "-\" + string(value.number)");
    settings.put("message.time.to.live.ms", "600000");
    settings.put("variables", "={jobType: \"" + name + "\", number: value.number}");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
    return settings;
  }

  /** The numbers of all messages that have started an instance: of each as often as it has. */
  private static List<Object> numbers(TestBench bench, String jobType, int atLeast) {
    List<ActivatedJob> jobs = new ArrayList<>(bench.awaitJobs(jobType, atLeast));
    jobs.addAll(bench.activate(jobType, Duration.ofSeconds(2)));
    return jobs.stream().map(job -> job.variables().get("number")).toList();
  }
}
