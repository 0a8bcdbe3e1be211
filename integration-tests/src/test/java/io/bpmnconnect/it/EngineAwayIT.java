package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.FaultyProxy.Absence;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The engine is away for longer than Kafka lets a consumer go without a poll; a sink that waited
 * for the engine inside of Connect's calls would lose its partitions.
 */
@NeedsCamunda8(broughtBecause = "it kills the engine or waits for a long time")
@ExtendWith(SharedStack.class)
class EngineAwayIT {

  private static final int RECORDS = 1_000;
  private static final int BEFORE = 100;
  private static final int TASKS = 2;
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(10);
  private static final Duration AWAY = MAX_POLL_INTERVAL.multipliedBy(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  @Test
  void anAbsenceCostsTheSinkNeitherRecordsNorPartitions(TestBench bench) throws Exception {
    // Beside each other, because most of the time is spent waiting.
    try (Sink silent = Sink.start(bench, "away-silent");
        Sink hangingUp = Sink.start(bench, "away-hanging-up")) {
      Set<String> members = silent.members();
      Set<String> others = hangingUp.members();

      silent.loseEngine(Absence.SILENT);
      hangingUp.loseEngine(Absence.HANGING_UP);
      await("the same consumers for " + AWAY)
          .during(AWAY)
          .atMost(AWAY.plus(TestBench.PATIENCE))
          .until(() -> silent.members().equals(members) && hangingUp.members().equals(others));
      silent.assertPaused();
      hangingUp.assertPaused();

      silent.findEngineAgain();
      hangingUp.findEngineAgain();
      assertThat(silent.members()).isEqualTo(members);
      assertThat(hangingUp.members()).isEqualTo(others);
    }
  }

  /** A sink with a topic, a process and a way to the engine of its own, all of one name. */
  private record Sink(TestBench bench, String name, FaultyProxy proxy) implements AutoCloseable {

    /** Starts one, which has delivered some records when it is returned. */
    static Sink start(TestBench bench, String name) throws Exception {
      bench.deploy(Model.process(name).task(name));
      bench.createTopic(name, TASKS);
      FaultyProxy proxy =
          FaultyProxy.start(bench.stack().engine().restAddress(), Odds.FAIR, ANSWER_LIMIT);
      Sink sink = new Sink(bench, name, proxy);
      bench.startSink(name, name, sink.settings());
      bench.awaitAssigned(name, TASKS);
      sink.send(0, BEFORE);
      sink.awaitCommitted(BEFORE);
      return sink;
    }

    private Map<String, String> settings() {
      Map<String, String> settings = new HashMap<>();
      settings.put("operation", "create-process-instance");
      settings.put("process.id", name);
      settings.put("engine.url", proxy.address().toString());
      settings.put("engine.request.timeout.ms", "3000");
      settings.put("tasks.max", Integer.toString(TASKS));
      settings.put("max.buffered.records", "100");
      settings.put("retry.backoff.max.ms", "1000");
      settings.put(
          "consumer.override.max.poll.interval.ms", Long.toString(MAX_POLL_INTERVAL.toMillis()));
      // One batch must not be all there is.
      settings.put("consumer.override.max.poll.records", "50");
      return settings;
    }

    void loseEngine(Absence how) {
      proxy.goAway(how);
      send(BEFORE, RECORDS);
    }

    /** The engine is back: everything arrives. */
    void findEngineAgain() throws IOException {
      proxy.comeBack();
      awaitCommitted(RECORDS);
      assertThat(logged("Resumed:")).as("tasks of %s that resumed", name).hasSize(TASKS);
      awaitEveryNumber();
    }

    void assertPaused() throws Exception {
      assertThat(logged("Paused:")).as("tasks of %s that paused", name).hasSize(TASKS);
      assertThat(bench.committed(group())).isLessThan(RECORDS);
    }

    Set<String> members() throws Exception {
      return bench.memberIds(group());
    }

    @Override
    public void close() {
      bench.stopConnector(name);
      proxy.close();
    }

    private String group() {
      return "connect-" + name;
    }

    private void send(int from, int to) {
      bench.sendMany(name, to - from, i -> "{\"number\":" + (from + i) + "}");
    }

    private void awaitCommitted(long records) {
      await("%d of %s committed".formatted(records, name))
          .atMost(TestBench.PATIENCE)
          .untilAsserted(() -> assertThat(bench.committed(group())).isEqualTo(records));
    }

    /** The tasks, as the worker's log names them, that have logged so. */
    private Set<String> logged(String message) throws IOException {
      String context = "[" + name + "|task-";
      return Files.readAllLines(bench.stack().worker().log()).stream()
          .filter(line -> line.contains(context) && line.contains(message))
          .map(line -> line.substring(line.indexOf(context), line.indexOf(']')))
          .collect(Collectors.toSet());
    }

    /** Every number from zero on has become a process instance. */
    private void awaitEveryNumber() {
      TreeSet<Object> missing =
          IntStream.range(0, RECORDS).boxed().collect(Collectors.toCollection(TreeSet::new));
      await("every number at " + name)
          .atMost(TestBench.PATIENCE)
          .untilAsserted(
              () -> {
                bench
                    .activate(name, Duration.ofSeconds(1))
                    .forEach(job -> missing.remove(job.variables().get("number")));
                assertThat(missing).isEmpty();
              });
    }
  }
}
