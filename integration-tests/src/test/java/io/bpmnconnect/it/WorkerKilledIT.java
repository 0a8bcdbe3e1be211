package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.it.FaultyProxy.Fate;
import io.bpmnconnect.it.FaultyProxy.Odds;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The worker is killed (SIGKILL) at each point of a job's way through the source: while jobs are
 * activated and not in Kafka, in Kafka and not acknowledged to the engine, answered and not
 * settled. What the killed one could not do is held back until it is gone, so that each kill hits
 * its point whatever the machine's speed. The engine's runtime and the topic are the witnesses.
 */
@ExtendWith(SharedStack.class)
class WorkerKilledIT {

  private static final int JOBS = 20;
  private static final int ANSWERED = JOBS / 2;
  private static final int EVERY_ONE = Integer.MAX_VALUE;

  /** Jobs of a killed worker come again when their locks end. */
  private static final Duration LOCK = Duration.ofSeconds(5);

  @Test
  void jobsOfAnActivationThatWasNotAnsweredComeAgain(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "unanswered")) {
      source.createInstances(0, JOBS);
      await().atMost(TestBench.PATIENCE).until(() -> source.jobs() == JOBS);
      source.proxy().plan(Fate.LOST, EVERY_ONE, path -> path.endsWith("/fetchAndLock"));
      source.start(source.replying());
      await().atMost(TestBench.PATIENCE).until(() -> source.locked() == JOBS);
      await().atMost(TestBench.PATIENCE).until(() -> source.proxy().count(Fate.LOST) > 0);
      source.killWorker();

      assertThat(source.recordCount()).isZero();
      source.assertWrittenLaterAndCompleted();
    }
  }

  @Test
  void jobsThatWereFetchedAndNotWrittenComeAgain(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "unwritten")) {
      source.start(source.replying());
      // Once it asks for jobs, it needs nothing of Kafka to be given some.
      await().atMost(TestBench.PATIENCE).until(() -> source.proxy().count(Fate.PASSED) > 0);
      // A producer that cannot learn who leads the topic has sent nothing of it yet: whatever
      // stands in sockets, no record can be among it.
      bench.stack().kafka().suspend();
      try {
        source.createInstances(0, JOBS);
        source.awaitMetrics(
            Map.of("activated-total{job-type=unwritten}", (double) JOBS, "written-total", 0.0));
        source.killWorker();
      } finally {
        bench.stack().kafka().resume();
      }

      assertThat(source.recordCount()).isZero();
      source.assertWrittenLaterAndCompleted();
    }
  }

  /** Seen from outside, this is the same as before the worker sees Kafka's acknowledgement. */
  @Test
  void jobsThatWereWrittenAndNotCompletedComeAgain(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "uncompleted")) {
      source.holdBack(Fate.HELD);
      source.start(Map.of("completion", "on-delivery"));
      source.createInstances(0, JOBS);
      await().atMost(TestBench.PATIENCE).until(() -> source.proxy().count(Fate.HELD) >= JOBS);
      source.killWorker();

      assertThat(source.completed()).isZero();
      assertThat(source.activations()).hasSize(JOBS);
      source.startWorker();
      await().atMost(TestBench.PATIENCE).until(() -> source.completed() == JOBS);
      assertThat(source.activations())
          .hasSize(JOBS)
          .allSatisfy((job, numbers) -> assertLater(numbers));
      source.assertEachWentOnOnce(JOBS);
    }
  }

  @Test
  void jobsWhoseCompletionWasNotAnsweredDoNotComeAgain(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "completed")) {
      source.holdBack(Fate.LOST);
      source.start(Map.of("completion", "on-delivery"));
      source.createInstances(0, JOBS);
      await().atMost(TestBench.PATIENCE).until(() -> source.completed() == JOBS);
      source.killWorker();

      source.startWorker();
      source.createInstances(JOBS, JOBS + 1);
      await().atMost(TestBench.PATIENCE).until(() -> source.completed() == JOBS + 1);
      assertThat(source.recordCount()).isEqualTo(JOBS + 1);
      source.assertEachWentOnOnce(JOBS + 1);
    }
  }

  @Test
  void repliesThatDidNotReachTheEngineAreReadAgain(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "unsettled")) {
      source.start(source.replying());
      source.answerFirstHalf(Fate.HELD);
      await().atMost(TestBench.PATIENCE).until(() -> source.proxy().count(Fate.HELD) >= ANSWERED);
      source.killWorker();

      assertThat(source.completed()).isZero();
      source.startWorker();
      await().atMost(TestBench.PATIENCE).until(() -> source.completed() == ANSWERED);
      source.answerTheRest();
    }
  }

  @Test
  void repliesThatReachedTheEngineAreReadAgainAndChangeNothing(TestBench bench) throws Exception {
    try (Source source = Source.of(bench, "settled")) {
      source.start(source.replying());
      source.answerFirstHalf(Fate.LOST);
      await().atMost(TestBench.PATIENCE).until(() -> source.completed() == ANSWERED);
      source.killWorker();

      source.startWorker();
      source.awaitMetrics(
          Map.of(
              "replies-total{operation=complete-job,outcome=settled-before}", (double) ANSWERED));
      source.answerTheRest();
    }
  }

  /** Each activation of a job has a higher number than those before; there was more than one. */
  private static void assertLater(List<Long> numbers) {
    assertThat(numbers).hasSizeGreaterThan(1).doesNotHaveDuplicates().isSorted();
  }

  /** A source with a process, topics and a way to the engine of its own, all of one name. */
  private record Source(TestBench bench, String name, FaultyProxy proxy) implements AutoCloseable {

    static Source of(TestBench bench, String name) throws Exception {
      bench.deploy(Model.process(name).task(name).task(name + "-after"));
      bench.createTopic(name + "-jobs", 1);
      bench.createTopic(name + "-replies", 1);
      FaultyProxy proxy =
          FaultyProxy.start(bench.stack().engine().restAddress(), Odds.FAIR, TestBench.PATIENCE);
      return new Source(bench, name, proxy);
    }

    Map<String, String> replying() {
      return Map.of(
          "reply.topic",
          name + "-replies",
          // What a killed worker consumed is given to the next one sooner.
          "reply.consumer.session.timeout.ms",
          "6000");
    }

    void start(Map<String, String> more) {
      Map<String, String> settings = new HashMap<>(more);
      URI engine = bench.stack().engine().restAddress();
      settings.put("engine.url", proxy.address().resolve(engine.getRawPath()).toString());
      settings.put("job.types", name);
      settings.put("topic", name + "-jobs");
      settings.put("job.timeout.ms", Long.toString(LOCK.toMillis()));
      bench.startSource(name, settings);
    }

    void createInstances(int from, int to) {
      IntStream.range(from, to).forEach(i -> bench.createInstance(name, Map.of("number", i)));
    }

    void holdBack(Fate completions) {
      proxy.plan(completions, EVERY_ONE, path -> path.endsWith("/complete"));
    }

    /** Returns when the worker is gone; what it wanted of the engine is forgotten. */
    void killWorker() {
      bench.stack().worker().kill();
      proxy.plan(Fate.PASSED, 0);
      proxy.comeBack();
    }

    void startWorker() {
      bench.stack().worker().start();
    }

    /** Answers some of the jobs; what the source makes of the replies meets a fate. */
    void answerFirstHalf(Fate completions) {
      createInstances(0, JOBS);
      List<ConsumerRecord<String, String>> jobs = bench.awaitRecords(name + "-jobs", JOBS);
      holdBack(completions);
      jobs.stream().limit(ANSWERED).map(Source::jobKey).forEach(this::answer);
    }

    /**
     * The jobs that nobody has answered come again and are not settled before somebody does; those
     * that were answered were so once and for all.
     */
    void answerTheRest() {
      List<String> rest =
          bench.awaitRecords(name + "-jobs", JOBS).stream()
              .map(Source::jobKey)
              .distinct()
              .skip(ANSWERED)
              .toList();
      await("the jobs that were not answered")
          .atMost(TestBench.PATIENCE)
          .untilAsserted(
              () -> {
                Map<String, List<Long>> activations = activations();
                assertThat(rest).allSatisfy(job -> assertLater(activations.get(job)));
              });
      assertThat(completed()).isEqualTo(ANSWERED);
      rest.forEach(this::answer);

      await().atMost(TestBench.PATIENCE).until(() -> completed() == JOBS);
      assertThat(activations()).hasSize(JOBS);
      assertEachWentOnOnce(JOBS);
    }

    private void answer(String jobKey) {
      bench.send(name + "-replies", null, null, "bpmn-job-key", jobKey);
    }

    /** What was not on the topic at the kill is written by the next worker, and answered there. */
    void assertWrittenLaterAndCompleted() throws Exception {
      long killed = System.currentTimeMillis(); // the engine's clock, too
      startWorker();
      try (EchoWorker worker = EchoWorker.start(bench, name)) {
        await().atMost(TestBench.PATIENCE).until(() -> completed() == JOBS);
        assertThat(worker.answered()).isEqualTo((int) recordCount());
      }
      assertThat(activations())
          .hasSize(JOBS)
          .allSatisfy(
              (job, numbers) ->
                  assertThat(numbers)
                      .allSatisfy(number -> assertThat(number).isGreaterThan(killed)));
      assertEachWentOnOnce(JOBS);
    }

    /** Each of so many instances has gone on behind the job, and done so once. */
    void assertEachWentOnOnce(int instances) {
      List<ActivatedJob> after = new ArrayList<>(bench.awaitJobs(name + "-after", instances));
      after.addAll(bench.activate(name + "-after", Duration.ofMillis(500)));
      assertThat(after)
          .extracting(job -> job.variables().get("number"))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, instances).boxed().toList());
    }

    /** Those that have not been completed. */
    long jobs() {
      return Witness.of(bench).externalTasks("topicName", name);
    }

    long locked() {
      return Witness.of(bench).externalTasks("topicName", name, "locked", "true");
    }

    /** Each of them has brought its instance to the next one, where it stays. */
    long completed() {
      return Witness.of(bench).externalTasks("topicName", name + "-after");
    }

    long recordCount() throws Exception {
      return bench.recordCount(name + "-jobs");
    }

    /** The activation numbers of each job that was written, in the order of their records. */
    Map<String, List<Long>> activations() {
      return bench.awaitRecords(name + "-jobs", JOBS).stream()
          .collect(
              Collectors.groupingBy(
                  Source::jobKey,
                  Collectors.mapping(
                      record -> Long.valueOf(TestBench.headers(record).get("bpmn-job-activation")),
                      Collectors.toList())));
    }

    private static String jobKey(ConsumerRecord<String, String> record) {
      return TestBench.headers(record).get("bpmn-job-key");
    }

    /** Waits until the task, in the worker that runs now, tells so of itself. */
    void awaitMetrics(Map<String, Double> expected) throws Exception {
      try (WorkerJmx jmx = WorkerJmx.attach(bench.stack().worker().pid())) {
        await("the metrics of " + name)
            .atMost(TestBench.PATIENCE)
            .untilAsserted(() -> assertThat(jmx.metrics(name, 0)).containsAllEntriesOf(expected));
      }
    }

    @Override
    public void close() {
      bench.stopConnector(name);
      proxy.close();
    }
  }
}
